"""What an officer's screens of a crew say, and which answers they offer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions.boards import MyNight, NightBoard
from bot.actions.cards import Headline, News
from bot.screens import LONGEST_CAPTION, Screen
from bot.views import crew as views
from bot.views import rota
from operation.crew import CREW, Cancelled, Reason, State
from tests.unit.bot_examples import NOW, night_board
from tests.unit.crew_screens import (
    CLOSED,
    CREW_SCREENS,
    LEADS_NEWS,
    NOTE,
    OFFICERS_NEWS,
    cancelled,
    duties,
    in_anew,
    labels,
    my_card,
    published,
    shown,
    worst,
)
from tests.unit.operation_examples import AREA


def mine(
    state: State,
    *news: Headline,
    night: NightBoard | None = None,
    reason: Reason | None = None,
) -> Screen:
    """An ordinary card of one's own."""
    board = night or (CLOSED if state is State.IN else published(CLOSED, [state]))
    return views.my_night(my_card(state, *news, night=board, area=AREA, reason=reason))


@pytest.mark.parametrize("name", CREW_SCREENS)
def test_a_screen_of_a_crew_speaks_no_jargon_of_ours(name: str) -> None:
    screen = CREW_SCREENS[name]()
    assert screen is not None
    words = "\n".join([shown(screen), *labels(screen)])

    assert not re.search(r"_|\bNone\b|\bTrue\b|\{|\}|lapse|stood down|declined|withdr", words)


def test_everything_that_can_be_new_is_news_for_officers_or_for_leads() -> None:
    assert {*OFFICERS_NEWS, *LEADS_NEWS} == set(News)
    assert not OFFICERS_NEWS.keys() & LEADS_NEWS.keys()


# One's own card

ANSWERS = {
    State.IN: ["✅ Still in", "Can't make it"],
    State.PROVISIONAL: [],
    State.SELECTED: ["✅ Confirm", "Can't make it", "Give away", "Invite a visitor"],
    State.CONFIRMED: ["Can't make it", "Give away", "Invite a visitor"],
    State.STANDING_BY: ["Can't stand by"],
    State.OFFERED: ["✅ Take the place", "No, thanks"],
    State.ASKED: ["✅ I can cover", "Sorry, no"],
    State.DECLINED: ["Stand by again"],
    State.WITHDRAWN: [],
    State.STOOD_DOWN: [],
}


@pytest.mark.parametrize("state", State)
def test_a_card_offers_the_answers_that_its_state_allows_and_no_others(state: State) -> None:
    night = in_anew(CLOSED) if state is State.IN else None
    # Whoever is off it takes the night out of their calendar again.
    is_in_calendar = state in {*CREW, State.WITHDRAWN}
    foot = ["📅 Calendar file", "My shifts"] if is_in_calendar else ["My shifts", "Home"]

    assert labels(mine(state, night=night)) == [*ANSWERS[state], *foot]


def test_whoever_said_maybe_is_asked_in_or_out_while_sign_up_is_open() -> None:
    night = replace(published(CLOSED, [State.PROVISIONAL]), is_open=True)
    card = mine(State.PROVISIONAL, (News.DECIDE,), night=night)

    assert labels(card) == ["✅ In", "Out", "My shifts", "Home"]
    assert shown(card).splitlines()[1:] == [
        "In or out? Sign-up closes soon.",
        "",
        "You said maybe, which holds no place. Sign-up closes Wednesday 5 March 09:00.",
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.IN, "You are on the list."),
        (State.PROVISIONAL, "You said maybe. Sign-up is closed."),
        (State.SELECTED, "Please confirm that you are coming."),
        (State.CONFIRMED, "you have confirmed"),
        (State.STANDING_BY, "You are standing by, 1st in line."),
        (State.OFFERED, "A place is yours if you take it by Monday 3 March 21:00."),
        (State.ASKED, "The first to answer has the place."),
        (State.DECLINED, "You are not down for this night."),
        (State.WITHDRAWN, "You are off this night: your lead knows."),
        (State.STOOD_DOWN, "You are not needed for this night."),
    ],
)
def test_a_card_says_how_one_stands(state: State, said: str) -> None:
    text = shown(mine(state))

    assert text.startswith("Fri 14 Mar · 20:00–02:00\n")
    assert said in text


@pytest.mark.parametrize("state", State)
def test_the_crew_and_the_ward_are_for_the_crew(state: State) -> None:
    night = CLOSED if state is State.IN else published(CLOSED, [state, State.CONFIRMED])
    text = shown(mine(state, night=replace(night, ward="Example Ward")))

    assert ("Crew: " in text) is (state in CREW)
    assert ("Example Ward" in text) is (state in CREW)


def test_a_large_crew_is_counted_after_the_first_names() -> None:
    text = shown(views.my_night(my_card(State.CONFIRMED, night=published(worst(), [*CREW]))))

    assert text.endswith(" and 28 more")


@pytest.mark.parametrize("news", OFFICERS_NEWS)
def test_what_is_new_stands_right_under_the_night(news: News) -> None:
    states = {
        News.SELECTED: State.SELECTED, News.CHASE: State.SELECTED, News.OFFERED: State.OFFERED,
        News.STANDING_BY: State.STANDING_BY, News.BACK_TO_STANDBY: State.STANDING_BY,
        News.ASKED: State.ASKED, News.TAKEN_OFF: State.STOOD_DOWN, News.COVERED: State.STOOD_DOWN,
        News.ON_AGAIN: State.STANDING_BY, News.WITHDRAWN: State.WITHDRAWN,
        News.LAPSED: State.DECLINED, News.SWAPPED_OUT: State.WITHDRAWN,
        News.DECIDE: State.PROVISIONAL, News.OPEN_TO_ALL: State.PROVISIONAL,
        News.UNDECIDED: State.STOOD_DOWN,
    }  # fmt: skip
    state = states.get(news, State.CONFIRMED)
    screen = mine(state, OFFICERS_NEWS[news], night=published(CLOSED, [state]))

    assert re.match(r"<b>Fri 14 Mar</b> · 20:00–02:00\n<b>[A-Z][^\n]+[.?]</b>\n\n", screen.text)


def test_what_has_changed_since_is_news_no_longer() -> None:
    text = shown(mine(State.CONFIRMED, (News.SELECTED,), (News.CHASE,), OFFICERS_NEWS[News.TIMES]))

    assert "chosen" not in text
    assert "not confirmed" not in text
    assert "The times have moved: it was 09:00–15:00." in text


def test_news_that_piled_up_is_said_once_each_and_the_latest_at_most() -> None:
    wards = [(News.WARD, f"E{n:08}") for n in range(30)]

    text = shown(views.my_night(my_card(State.CONFIRMED, (News.REMINDER,), *wards, *wards)))

    assert text.count("The ward is now") == 6
    twice = shown(mine(State.CONFIRMED, (News.REMINDER,), (News.REMINDER,)))
    assert twice.count("A reminder") == 1


def test_a_ward_that_has_gone_from_the_file_takes_no_card_with_it() -> None:
    night = replace(published(CLOSED, [State.CONFIRMED]), ward="E99999999")

    text = shown(mine(State.CONFIRMED, (News.WARD, "E99999998"), night=night))

    assert "The ward is now E99999999. It was E99999998." in text
    assert AREA.ward_name(AREA.wards[0].code) == AREA.wards[0].name


@pytest.mark.parametrize("reason", Cancelled)
def test_a_cancelled_night_says_why_and_asks_nothing(reason: Cancelled) -> None:
    screen = mine(State.STOOD_DOWN, (News.CANCELLED,), night=cancelled(CLOSED, reason))

    assert "Cancelled." in shown(screen)
    assert "This night is cancelled: " in shown(screen)
    assert shown(screen).endswith(NOTE)
    assert labels(screen) == ["My shifts", "Home"]


def test_a_crew_that_was_cancelled_takes_the_night_out_of_their_calendars() -> None:
    was = cancelled(published(CLOSED))

    assert labels(mine(State.STOOD_DOWN, (News.CANCELLED,), night=was))[0] == "📅 Calendar file"


def test_a_night_under_way_asks_nothing() -> None:
    night = replace(published(CLOSED, [State.CONFIRMED]), has_started=True)

    screen = mine(State.CONFIRMED, night=night)

    assert "Under way. You are on the crew." in shown(screen)
    # But for whoever falls ill on the way.
    foot = ["📝 Return", "Nil return", "📅 Calendar file", "My shifts"]
    assert labels(screen) == ["Take me off now", *foot]
    over = mine(State.CONFIRMED, night=replace(night, has_ended=True))
    assert labels(over) == foot


def test_near_the_night_one_is_taken_off_now_and_too_near_nothing_is_given_away() -> None:
    near = replace(published(CLOSED, [State.CONFIRMED]), is_near=True)
    assert labels(mine(State.CONFIRMED, night=near))[:2] == ["Take me off now", "Give away"]
    nearer = replace(near, is_too_near=True)
    assert labels(mine(State.CONFIRMED, night=nearer))[0] == "Take me off now"


def test_who_lost_access_is_not_told_that_they_withdrew() -> None:
    text = shown(mine(State.WITHDRAWN, reason=Reason.ACCESS))

    assert text.endswith("You are off this night.")


def test_who_was_taken_off_a_night_that_is_open_can_sign_up_from_its_card() -> None:
    screen = mine(State.STOOD_DOWN, night=night_board())

    assert "Sign-up is open." in shown(screen)
    assert labels(screen)[0] == "✅ I'm in"


# Withdrawing


def test_withdrawing_names_reasons_that_are_no_diagnosis_and_needs_none() -> None:
    screen = views.sure_to_withdraw(my_card(State.CONFIRMED))
    assert screen is not None

    assert labels(screen) == [
        "Yes, I can't make it",
        "Duty or court",
        "Family or home",
        "Not fit for duty",
        "‹ Back: I can make it",
    ]
    assert not re.search(r"\b(sick|ill|illness|medical|injur|hospital)", shown(screen))


@pytest.mark.parametrize("state", [State.ASKED, State.DECLINED, State.WITHDRAWN, State.STOOD_DOWN])
def test_who_is_not_down_for_a_night_is_not_asked_whether_to_withdraw(state: State) -> None:
    screen = views.sure_to_withdraw(my_card(state))

    assert screen is not None
    assert not screen.rows


# The calendar, and My shifts


def test_a_calendar_file_has_a_caption_that_fits_and_names_no_place() -> None:
    screen = views.duties(duties(), NOW)

    assert screen.file is not None
    assert screen.file.name.endswith(".ics")
    assert len(shown(screen)) <= LONGEST_CAPTION
    assert not screen.rows
    content = screen.file.content.decode()
    assert content.count("BEGIN:VEVENT") == 20
    assert "LOCATION" not in content


def test_my_shifts_keeps_the_calendar_file_however_many_nights_there_are() -> None:
    def night(days: int) -> MyNight:
        board = published(night_board(), [State.SELECTED])
        book = replace(board.book, night=board.book.night + timedelta(days=days))
        return MyNight(replace(board, book=book), 1, AREA)

    for count in (1, 20, 84):
        screen = rota.my_shifts(tuple(night(days) for days in range(count)))
        assert "📅 Calendar file" in labels(screen)
        assert len(labels(screen)) <= 100
