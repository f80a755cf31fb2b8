"""Screens at their worst: they fit, they escape what people wrote, their buttons pack."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest

from bot.actions.fairness import MyAccount
from bot.callbacks import MAX_BYTES, unpack
from bot.screens import Screen
from bot.views import crew_lead, crew_news, people, plain, plan, rota
from bot.views import fairness as fairness_views
from bot.views import forms as form_views
from bot.views import home as home_views
from bot.views import joining as joining_views
from bot.views import people_notices as people_notices_views
from bot.views import rota_lead as rota_lead_views
from bot.views.forms import FormPage, Reviewed
from operation.area import AgencyUnknown, WardUnknown
from operation.fairness import Account
from operation.people import Grant, GrantState, MemberState, Role
from sandbox.entities import read_text
from tests.unit.bot_examples import (
    NOW,
    WARRANT,
    WORST_AREA,
    WORST_NAME,
    WORST_PLACE,
    crowd,
    eligible,
    grant_board,
    home_of,
    lead_night,
    lead_week,
    member_board,
    mine,
    night_board,
    person,
    plan_board,
    rota_board,
    standing,
    week_board,
    worst_week,
)
from tests.unit.crew_screens import CREW_IN_GROUP, CREW_SCREENS
from tests.unit.rest_screens import REST_ARRIVING, REST_SCREENS
from tests.unit.swap_screens import ARRIVING as SWAPS_ARRIVING
from tests.unit.swap_screens import SWAP_SCREENS

MOST_BUTTONS = 100
WARD = Grant(Role.LOCAL_OFFICER, ward=WORST_AREA.wards[0].code)
AGENCY = Grant(Role.PARTNER, agency=WORST_AREA.agencies[0].key)
GRANTS = (Grant(Role.LEAD), Grant(Role.OFFICER), WARD, AGENCY)
WORST_PERSON = person(1, *GRANTS, worst=True)
WORST_HOME = home_of(standing(WORST_PERSON, area=WORST_AREA, pending=40), draft_id=10**12)
WORST_MEMBER = member_board(WORST_PERSON, area=WORST_AREA)
WORST_GRANT = grant_board(person(1, WARD, worst=True), area=WORST_AREA)
WORST_NIGHT = night_board(officers=200, places=40, worst=True, without_telegram=True)
WORST_PAGE = FormPage(
    draft=10**12,
    title=WORST_PLACE,
    total=6,
    number=2,
    step="warrant",
    question=home_views.safe_lines(WORST_AREA.privacy),
    options=tuple(enumerate((WORST_PLACE,) * 40)),
    width=None,
    note="Or type a part of the name.",
    hint="Type your answer below.",
    is_optional=True,
    is_kept=True,
    is_ready=False,
    is_protected=True,
    answers=tuple(Reviewed("surname", "Surname", WORST_NAME) for _ in range(6)),
    problem=WORST_NAME,
    page=0,
    submit="Send",
)

PRIVATE: dict[str, Callable[[], Screen | None]] = {
    "home": lambda: home_views.home(WORST_HOME),
    "help": lambda: home_views.help_(WORST_HOME),
    "privacy": lambda: home_views.privacy(WORST_AREA),
    "joined": lambda: joining_views.joined(WORST_AREA, is_waiting=False),
    "waiting": lambda: joining_views.joined(WORST_AREA, is_waiting=True),
    "approval": lambda: joining_views.approval(WORST_GRANT),
    "approved": lambda: joining_views.approved(WORST_GRANT),
    "declined": lambda: joining_views.declined(WORST_GRANT),
    "choose link": lambda: joining_views.choose_link(WORST_AREA),
    "link made": lambda: joining_views.link_made(
        WORST_AREA, Role.WARD_SERGEANT, 20, NOW, f"https://t.me/{'b' * 32}?start={'x' * 64}"
    ),
    "people": lambda: people.people(crowd(200)),
    "member": lambda: people.member(WORST_MEMBER),
    "sure to remove": lambda: people.sure_to_remove(WORST_MEMBER),
    "choose role": lambda: people.choose_role(WORST_MEMBER),
    "choose place": lambda: people.choose_place(WORST_MEMBER, Role.WARD_SERGEANT, 2),
    "choose agency": lambda: people.choose_place(WORST_MEMBER, Role.PARTNER, 99),
    "training": lambda: people_notices_views.training(WORST_MEMBER),
    "roles": lambda: people_notices_views.roles(WORST_MEMBER),
    "suspended": lambda: people_notices_views.suspended(WORST_MEMBER),
    "restored": lambda: people_notices_views.restored(WORST_MEMBER),
    "removed": lambda: people_notices_views.removed(WORST_MEMBER),
    "left group": lambda: people_notices_views.left_group(WORST_MEMBER),
    "unreachable": lambda: people_notices_views.unreachable(WORST_MEMBER),
    "group lost": lambda: people_notices_views.group_lost(WORST_AREA),
    "pin refused": lambda: people_notices_views.pin_refused(WORST_AREA),
    "set aside": lambda: people_notices_views.set_aside(WORST_MEMBER),
    "question": lambda: form_views.form(WORST_PAGE),
    "plan": lambda: plan.plan(plan_board(WORST_AREA)),
    "plan night": lambda: plan.plan_night(plan_board(WORST_AREA), 4),
    "plan moment": lambda: plan.plan_moment(plan_board(WORST_AREA), "closes"),
    "rota": lambda: rota_lead_views.rota(rota_board(*[worst_week()] * 5, area=WORST_AREA)),
    "choose extra night": lambda: rota_lead_views.choose_extra_night(rota_board(area=WORST_AREA)),
    "week card": lambda: rota_lead_views.week_card(lead_week(worst_week())),
    "week card, long waiting list": lambda: rota_lead_views.week_card(
        lead_week(worst_week(officers=200))
    ),
    "week closed": lambda: crew_news.week_closed(lead_week(worst_week())),
    "week asked": lambda: rota.week_asked(worst_week()),
    "patrol card": lambda: crew_lead.patrol_card(lead_night(WORST_NIGHT, area=WORST_AREA)),
    "choose officer": lambda: rota_lead_views.choose_officer(
        eligible(WORST_NIGHT, 60, area=WORST_AREA), 3
    ),
    "my account": lambda: fairness_views.my_account(
        (
            MyAccount(
                WORST_AREA, Account(1, 1234.5678, 999.95, 40, NOW, missed=40), NOW, 40, 9, 11, 111
            ),
        )
        * 5
    ),
    "my shifts": lambda: rota.my_shifts((mine(WORST_NIGHT, 41, area=WORST_AREA),) * 84),
    "moved in": lambda: rota.moved_in(WORST_AREA, WORST_NIGHT),
    "moved out": lambda: rota.moved_out(WORST_AREA, WORST_NIGHT),
    "added": lambda: rota.added(WORST_AREA, WORST_NIGHT),
    "added, waiting": lambda: rota.added_waiting(WORST_AREA, WORST_NIGHT),
    "taken off": lambda: rota.taken_off(WORST_AREA, WORST_NIGHT),
}
IN_GROUP: dict[str, Callable[[], Screen | None]] = {
    "rota post": lambda: rota.week_post(worst_week()),
    "rota post, long waiting list": lambda: rota.week_post(worst_week(officers=200, places=40)),
    "rota post, over": lambda: rota.week_post(
        week_board(night_board(open_now=False), is_over=True)
    ),
    "hello": lambda: plain.line(people_notices_views.HELLO_GROUP),
    **CREW_IN_GROUP,
}
SCREENS = PRIVATE | CREW_SCREENS | SWAP_SCREENS | REST_SCREENS | IN_GROUP


@cache
def drawn(name: str) -> Screen:
    """A screen, which nobody changes, drawn once for all that is looked at in it."""
    screen = SCREENS[name]()
    assert screen is not None
    return screen


def visible(screen: Screen) -> str:
    """The words as Telegram would show them. Raises when the markup cannot be parsed."""
    shown, _ = read_text(screen.text, "HTML", None)
    return shown


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_is_valid_markup_and_fits_a_message(name: str) -> None:
    shown = visible(drawn(name))

    assert shown
    assert len(shown.encode("utf-16-le")) // 2 <= plain.MOST_TEXT


@pytest.mark.parametrize("name", SCREENS)
def test_the_buttons_of_a_screen_fit_and_can_be_read_back(name: str) -> None:
    buttons = [button for row in drawn(name).rows for button in row]

    assert len(buttons) <= MOST_BUTTONS
    for button in buttons:
        assert button.label.strip()
        if button.payload is not None:
            packed = button.payload.pack()
            assert len(packed.encode()) <= MAX_BYTES
            assert unpack(packed) == button.payload


@pytest.mark.parametrize("name", SCREENS)
def test_what_people_wrote_is_shown_as_they_wrote_it_and_never_as_markup(name: str) -> None:
    text = drawn(name).text

    assert not re.search(r"<(?!/?(b|i|tg-spoiler)>)", text), "only the tags that views write"
    assert not re.search(r"&(?!(amp|lt|gt);)", text)
    for written in (WORST_NAME, WORST_PLACE):
        assert written not in text


def test_a_name_full_of_markup_is_readable_as_it_was_written() -> None:
    assert WORST_NAME in visible(drawn("member"))
    assert WORST_NAME in visible(drawn("rota post"))
    assert WORST_PLACE in visible(drawn("home"))


@pytest.mark.parametrize("name", IN_GROUP)
def test_the_group_never_sees_a_warrant_number(name: str) -> None:
    screen = drawn(name)

    assert WARRANT not in screen.text
    assert not any(WARRANT in button.label for row in screen.rows for button in row)


@pytest.mark.parametrize("name", SCREENS)
def test_only_a_leads_cards_show_a_warrant_number(name: str) -> None:
    assert (WARRANT in drawn(name).text) == (name in {"member", "approval"})


ARRIVE_UNASKED = ("my night", "crew news", "week closed", "tell of crew")
NOTICES = [
    "approval", "approved", "declined", "training", "roles", "suspended", "restored", "removed",
    "left group", "unreachable", "group lost", "pin refused", "set aside", "moved in", "moved out",
    "added", "added, waiting", "taken off", "week asked",
    *(name for name in CREW_SCREENS if name.startswith(ARRIVE_UNASKED)),
    *SWAPS_ARRIVING, *REST_ARRIVING,
]  # fmt: skip
"""What arrives unasked, so that a lock screen may show it to anybody."""


@pytest.mark.parametrize("name", NOTICES)
def test_a_lock_screen_shows_no_name_and_nothing_of_what_the_team_does(name: str) -> None:
    preview = on_a_lock_screen(drawn(name))

    assert WORST_NAME not in preview
    assert WARRANT not in preview
    assert not re.search(r"prostitut|sex|soliciting|kerb|women|police", preview, re.IGNORECASE)


@pytest.mark.parametrize("name", [*REST_ARRIVING, *SWAPS_ARRIVING])
def test_a_lock_screen_shows_nothing_of_anybodys_duties_or_rest(name: str) -> None:
    preview = on_a_lock_screen(drawn(name))

    assert not re.search(
        r"[⛔⚠]|\d h\b|\d min\b|Longest dut|[Rr]est day|of rest|patrols in", preview
    )


def on_a_lock_screen(screen: Screen) -> str:
    """What a notification shows of it: spoilers are covered."""
    shown, entities = read_text(screen.text, "HTML", None)
    units = shown.encode("utf-16-le")
    for each in entities:
        if each["type"] == "spoiler":
            start, end = each["offset"] * 2, (each["offset"] + each["length"]) * 2
            units = units[:start] + "*".encode("utf-16-le") * each["length"] + units[end:]
    return units.decode("utf-16-le")


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", [MemberState.ACTIVE, MemberState.PENDING, MemberState.SUSPENDED])
def test_home_always_has_the_support_card(role: Role, state: MemberState) -> None:
    member = person(1, Grant(role), state=state, worst=True)

    shown = visible(home_views.home(home_of(standing(member, area=WORST_AREA))))

    for line in WORST_AREA.support:
        assert f"{line.name}: {line.detail}" in shown


@pytest.mark.parametrize("role", Role)
def test_help_is_about_that_role_and_says_where_help_is_in_danger(role: Role) -> None:
    shown = visible(home_views.help_(home_of(standing(person(1, Grant(role))))))

    assert people.ROLES[role] in shown
    assert "999" in shown
    others = {text for other, text in home_views.HELP.items() if other is not role}
    assert not any(text in shown for text in others)


def test_home_of_someone_paused_tonight_keeps_what_safety_needs() -> None:
    member = person(1, state=MemberState.SUSPENDED)
    until = NOW + timedelta(hours=3)

    shown = visible(home_views.home(home_of(standing(member, safe_until=until))))

    assert "until 12:00" in shown
    assert "999" in shown


def test_home_offers_no_buttons_of_a_role_to_someone_who_may_not_use_them() -> None:
    for state in (MemberState.PENDING, MemberState.SUSPENDED):
        screen = home_views.home(home_of(standing(person(1, *GRANTS[:2], state=state))))

        assert [button.label for row in screen.rows for button in row] == ["Help", "Privacy"]


def test_a_ward_that_has_gone_from_the_file_takes_no_screen_with_it() -> None:
    grant = Grant(Role.LOCAL_OFFICER, ward="E99999999")
    with pytest.raises(WardUnknown):
        WORST_AREA.ward("E99999999")
    with pytest.raises(AgencyUnknown):
        WORST_AREA.agency("gone")

    screen = home_views.home(home_of(standing(person(1, grant), area=WORST_AREA)))

    assert "Local officer, E99999999" in visible(screen)


@pytest.mark.parametrize(
    ("state", "said"), [(GrantState.HELD, "Let in."), (GrantState.DECLINED, "Not let in.")]
)
def test_an_approval_that_was_decided_asks_no_more(state: GrantState, said: str) -> None:
    screen = joining_views.approval(grant_board(person(1), state))

    assert said in visible(screen)
    assert [button.label for row in screen.rows for button in row] == ["‹ People", "Home"]


def test_a_crowd_that_asks_to_join_is_counted_and_the_first_have_buttons() -> None:
    screen = people.people(crowd(40))

    labels = [button.label for row in screen.rows for button in row]
    assert sum("asks to join" in label for label in labels) == plain.PAGE
    assert "40 ask to join" in visible(screen)


def test_everyone_is_on_some_page_of_the_list_of_people() -> None:
    shown = "".join(visible(people.people(crowd(40, page=page))) for page in range(4))

    assert shown.count(WORST_NAME) == 40


def test_direction_marks_are_taken_out_and_joiners_stay() -> None:
    assert plain.safe("a\u202eb\u200fc\x00\n") == "abc"
    assert plain.safe("نمی\u200cخواهم") == "نمی\u200cخواهم"
