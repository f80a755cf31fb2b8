"""What a lead's screens of a crew say, and what they can change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.actions.cards import News
from bot.views import crew_lead, crew_news, night_changes
from bot.views.plain import PAGE
from operation.crew import State
from tests.unit.bot_examples import WORST_AREA, lead_week, night_board, week_board
from tests.unit.crew_screens import (
    CLOSED,
    FIRST,
    GONE,
    LEADS_NEWS,
    LEAVER,
    ON_IT,
    cancelled,
    labels,
    lead_card,
    published,
    ranked,
    shown,
    to_tell,
    worst,
)
from tests.unit.operation_examples import AREA


def test_a_proposal_has_a_reason_beside_each_name() -> None:
    night = night_board(officers=8, places=6, open_now=False)

    text = shown(crew_news.crew_news(ranked(night, [0, 0, 0, 6, 6, 6, 12, 12], AREA)))

    inside, outside = text.split("Would stand by")
    assert inside.count("fewest hours") == 6
    assert "· 0 h" in inside
    assert "· 12 h" in outside
    assert "fewest" not in outside


@pytest.mark.parametrize(
    ("picked", "label"),
    [(6, "✅ Publish: crew of 6"), (4, "✅ Publish: crew of 4"), (3, "Publish with 3 of 4…")],
)
def test_a_crew_is_published_with_one_tap_and_below_the_minimum_with_a_reason(
    picked: int, label: str
) -> None:
    night = night_board(officers=picked, open_now=False)

    assert labels(crew_news.crew_news(ranked(night, [0], AREA)))[0] == label


def test_changes_of_a_published_crew_are_published_anew_and_nothing_else_is() -> None:
    night = published(night_board(officers=5, open_now=False), [State.CONFIRMED])
    assert "✅ Publish: the changes" not in labels(crew_lead.patrol_card(lead_card(night)))
    first, *rest = night.crew.assignments
    out = replace(night.crew, assignments=(replace(first, picked=False), *rest))

    screen = crew_lead.crew_card(lead_card(replace(night, crew=out), area=AREA))

    assert "Your changes are not published yet." in shown(screen)
    assert "→ standby" in shown(screen)
    assert "✅ Publish: the changes" in labels(screen)


def test_neither_a_cancelled_night_nor_one_under_way_can_be_published() -> None:
    started = replace(ranked(CLOSED, [0], AREA).night, has_started=True)
    for night in (cancelled(CLOSED), started):
        card = crew_lead.patrol_card(lead_card(night, area=AREA))
        assert not [label for label in labels(card) if "Publish" in label]
    assert labels(crew_lead.patrol_card(lead_card(cancelled(CLOSED))))[0] == "Put it back on"


@pytest.mark.parametrize("news", LEADS_NEWS)
def test_a_lead_reads_first_what_is_new(news: News) -> None:
    night = ranked(CLOSED, [0], AREA).night if news is News.PROPOSED else published(CLOSED)
    headline = LEADS_NEWS[news]
    if news in (News.TOOK, News.CANCELLED_BY, News.STOPPED):
        headline = (news, 1)

    text = crew_news.crew_news(lead_card(night, headline, area=AREA)).text

    assert re.match(r"<b>[^\n]+</b>\n\n<b>Fri 14 Mar</b>", text)


def test_who_cannot_come_and_why_is_not_for_a_lock_screen() -> None:
    screen = crew_news.crew_news(lead_card(published(CLOSED), LEADS_NEWS[News.WITHDREW], area=AREA))

    assert f"{LEAVER} can't make it (not fit for duty)." in shown(screen)
    open_to_all = re.sub(r"<tg-spoiler>.*?</tg-spoiler>", "***", screen.text)
    assert LEAVER not in open_to_all


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (State.SELECTED, ["✅ Confirm for them", "They can't make it", "Swap for…"]),
        (State.CONFIRMED, ["They can't make it", "Swap for…"]),
        (State.STANDING_BY, ["They can't make it"]),
        (State.OFFERED, ["✅ They take the place", "They say no"]),
        (State.ASKED, ["✅ They take the place", "They say no"]),
    ],
)
def test_a_lead_answers_for_somebody_what_they_could_answer(
    state: State, offered: Sequence[str]
) -> None:
    screen = crew_lead.person_card(lead_card(published(worst(), [state])), FIRST)

    assert labels(screen) == [*offered, "Take them off", "‹ Night"]


def test_the_card_of_somebody_who_has_left_says_so() -> None:
    screen = crew_lead.person_card(lead_card(published(worst())), GONE)

    assert shown(screen) == f"{LEAVER} is not on this night any more."
    assert labels(screen) == ["‹ Night"]


def test_a_week_is_published_night_by_night_and_a_night_under_way_is_left_alone() -> None:
    friday = ranked(night_board(4, officers=6, open_now=False), [0], AREA).night
    saturday = ranked(night_board(5, officers=2, open_now=False), [0], AREA).night
    sunday = replace(published(night_board(6), [State.CONFIRMED]), has_started=True)

    screen = crew_news.week_closed(lead_week(week_board(friday, saturday, sunday)))

    assert labels(screen) == [
        "✅ Publish Fri 14 Mar: crew of 6",
        "Publish Sat 15 Mar with 2 of 4…",
        "Open Fri 14 Mar",
        "Open Sat 15 Mar",
        "Open the week",
        "Home",
    ]


# Times, ward, cancelling


def test_new_times_can_be_taken_only_once_they_differ() -> None:
    lead = lead_card(CLOSED, area=AREA)

    same = night_changes.choose_times(lead, 20 * 60, 26 * 60)
    later = night_changes.choose_times(lead, 20 * 60 + 30, 26 * 60)

    assert not [label for label in labels(same) if label.startswith("✅")]
    assert "✅ Change to 20:30–02:00" in labels(later)
    assert "now 20:00–02:00" in shown(later)


def test_every_ward_is_on_some_page_and_a_page_too_far_is_the_last() -> None:
    lead = lead_card(CLOSED)
    pages = [night_changes.choose_ward(lead, n) for n in range(-(-len(WORST_AREA.wards) // PAGE))]

    codes = [
        getattr(button.payload, "ward", None) for page in pages for row in page.rows
        for button in row
    ]  # fmt: skip
    assert [code for code in codes if code] == [ward.code for ward in WORST_AREA.wards]
    assert night_changes.choose_ward(lead, 99) == pages[-1]


def test_cancelling_says_how_many_will_be_told_and_asks_why() -> None:
    screen = night_changes.cancel_night(lead_card(published(CLOSED), area=AREA))

    assert "3 people will be told." in shown(screen)
    assert labels(screen) == [
        "Weather", "Too few officers", "Other demand", "Another reason…", "‹ No, keep it",
    ]  # fmt: skip


# For those whom the bot cannot write to


@pytest.mark.parametrize("state", [*ON_IT, None])
def test_a_lead_tells_somebody_how_they_stand_now_and_not_how_they_stood(
    state: State | None,
) -> None:
    text = shown(crew_news.tell_of_crew(to_tell((News.OFFERED,), state)))

    assert ("a place is theirs if they want it" in text) is (state in {State.OFFERED, State.ASKED})
    assert "The bot cannot write to them" in text
