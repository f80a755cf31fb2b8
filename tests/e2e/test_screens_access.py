"""Who sees which screen when it is drawn: roles may have ended since it was asked for.

The table names every screen. One that is not in it fails the first test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.screenplays import screens
from bot.screenplays.access import NO_LONGER
from bot.screens import Showing
from operation.people import Actor
from storage.database import Database
from storage.keys import Keys
from tests.e2e import access_intelligence, access_partners
from tests.e2e.permission_stage import AREAS, HERE, NOW, Ids, actors_of

Subject = Callable[[Ids], str]
Facts = Mapping[str, Any]

LEADS = {"lead", "deputy"}


def _of_member(ids: Ids) -> str:
    return str(ids.members["colleague"])


def _week(ids: Ids) -> str:
    return str(ids.week)


def _patrol(ids: Ids) -> str:
    return str(ids.patrol)


def _asked(ids: Ids) -> str:
    return str(ids.asked)


def _area(_ids: Ids) -> str:
    return HERE.key


def _agency(ids: Ids) -> str:
    return str(ids.more["agency"])


def _pot(ids: Ids) -> str:
    return str(ids.more["pot"])


def _proposed(ids: Ids) -> str:
    return str(ids.crews.proposed)


def _published(ids: Ids) -> str:
    return str(ids.crews.published)


def _of(name: str) -> Subject:
    """What a slice has added to the stage."""
    return lambda ids: str(ids.more[name])


def _visit(ids: Ids) -> str:
    return str(ids.more["visit_asked"])


def _training(ids: Ids) -> str:
    return str(ids.more["training"])


def _training_over(ids: Ids) -> str:
    return str(ids.more["training_over"])


def _application(ids: Ids) -> str:
    return str(ids.more["application"])


def _trainee(ids: Ids) -> str:
    return str(ids.more["trainee"])


def _facts(ids: Ids, facts: Facts) -> Facts:
    """Facts that name a member, with that member's id."""
    return {name: ids.members[fact] if name == "member" else fact for name, fact in facts.items()}


LINK = {"role": "officer", "people": 1, "expires_at": NOW.isoformat(), "url": "https://t.me/x"}
FOR_LEADS: dict[str, tuple[Subject, Facts]] = {
    "referral_alert": (_of("not_sent"), {}),
    "choose_fault": (_published, {}),
    "return_missing_lead": (_published, {}),
    "return_news": (_of("sent_return"), {}),
    "week_card": (_week, {}),
    "week_closed": (_week, {}),
    "patrol_card": (_patrol, {}),
    "crew_news": (_published, {"news": [("short",)]}),
    "change_night": (_patrol, {}),
    "crew_card": (_proposed, {}),
    "person_card": (_published, {"member": "colleague"}),
    "choose_times": (_published, {"starts": 20 * 60, "ends": 26 * 60}),
    "choose_ward": (_published, {"page": 0}),
    "cancel_night": (_published, {}),
    "swap_for": (_published, {"member": "colleague", "page": 0}),
    "swap_approval": (_of("taken swap"), {}),
    "tell_of_crew": (_published, {"member": "officer", "news": ["selected"]}),
    "leading_card": (_published, {}),
    "choose_named": (_published, {"part": "supervisor", "page": 0}),
    "choose_nominee": (_published, {"page": 0}),
    "tell_beside": (_published, {"member": "colleague", "news": ["nominated"]}),
    "pairing_list": (_area, {}),
    "officers_reached": (_area, {}),
    "together": (_area, {"page": 0}),
    "rota": (_area, {}),
    "choose_extra_night": (_area, {}),
    "choose_officer": (_patrol, {"page": 0}),
    "plan": (_area, {}),
    "plan_night": (_area, {"weekday": 4}),
    "plan_moment": (_area, {"name": "closes"}),
    "member": (_of_member, {}),
    "sure_to_remove": (_of_member, {}),
    "choose_role": (_of_member, {}),
    "choose_place": (_of_member, {"role": "local_officer", "page": 0}),
    "left_group": (_of_member, {}),
    "unreachable": (_of_member, {}),
    "set_aside": (_of_member, {}),
    "choose_link": (_area, {}),
    "link_made": (_area, LINK),
    "approval": (_asked, {}),
    "people": (_area, {"page": 0}),
    "agencies": (_area, {"page": 0}),
    "agency": (_agency, {}),
    "hours_news": (_published, {"news": [("due",)]}),
    "night_hours": (_published, {"page": 0}),
    "sheet_card": (_published, {"member": "officer", "starts": 0, "ends": 30}),
    "money": (_area, {}),
    "pot": (_pot, {}),
    "pot_overspent": (_of("overspent"), {}),
    "rates": (_area, {"page": 0}),
    "sure_to_drop_rate": (lambda _ids: "1", {}),
    "costs": (_pot, {"page": 0}),
    "choose_export": (_area, {}),
    "export_month": (_area, {"month": "2031-03-01", "form": "csv"}),
    "export_pot": (_pot, {"form": "xlsx"}),
    "choose_pot": (_published, {}),
    "sure_to_overspend": (_published, {"version": 1, "under": "p"}),
    "training_lead": (_area, {}),
    "training_session": (_training, {"page": 0}),
    "training_change": (_training, {}),
    "training_sure_off": (_training, {}),
    "training_link": (_training, LINK),
    "training_enter": (_training, {"page": 0}),
    "training_applicant": (_application, {}),
    "training_sure_decline": (_application, {}),
    "training_attendance": (_training_over, {"months": 0, "page": 0}),
    "training_applied": (_application, {}),
    "training_withdrew": (_application, {}),
    "training_place_free": (_application, {}),
    "training_to_mark": (_training_over, {}),
    "training_tell": (_training, {"names": ["PC Sample"]}),
    "qualification": (_of_member, {}),
    "qualification_expiring_lead": (_of_member, {}),
    "qualification_lapsed_lead": (_trainee, {}),
    "duties_of": (_published, {"member": "colleague"}),
    "night_rest": (_published, {}),
    "rest_owed": (_area, {}),
    "rest_owed_to": (_area, {"member": "colleague"}),
    "give_rest": (_of("owed"), {}),
}
FOR_LEADS |= {
    "visitor": (_visit, {}),
    "visitors": (lambda ids: str(ids.crews.vacant), {}),
    "tell_visitor": (_visit, {"news": ["cancelled"]}),
    "support_request": (lambda ids: str(ids.more["request_open"]), {}),
    "support_list": (_area, {}),
}
FOR_ONESELF: dict[str, Subject] = {
    "training": _of_member,
    "roles": _of_member,
    "suspended": _of_member,
    "restored": _of_member,
    "removed": _of_member,
    "training_selected": _application,
    "training_reserve": _application,
    "training_declined": _application,
    "training_entered": _application,
    "training_withdrawn": _application,
    "training_moved": _application,
    "training_called_off": _application,
    "training_reminder": _application,
    "qualification_until": _of_member,
    "qualification_expiring": _of_member,
    "qualification_lapsed": _of_member,
    "rest_owed_told": _of("owed"),
    "rest_given_told": _of("owed"),
    "rest_void_told": _of("owed"),
}
FOR_THOSE_ON_THE_NIGHT: dict[str, Subject] = {
    "my_night": _published,
    "my_shift": _published,
    "sure_to_withdraw": _published,
    "my_duties": _published,
    "duties_asked": _published,
}
FOR_THE_WARD: dict[str, tuple[Subject, Facts, set[str]]] = {
    "nomination_link": (
        _published, {"expires_at": NOW.isoformat(), "url": "https://t.me/x"},
        LEADS | {"ward sergeant"},
    ),
    "my_ward": (_area, {}, {"ward sergeant", "local officer"}),
    "beside_night": (_published, {}, LEADS | {"ward sergeant", "local officer"}),
}  # fmt: skip
"""Screens beside the crew, and who sees them; what each sees on a card differs."""
FOR_THE_CREW_AND_LEADS = {"return", "struck_values", "return_missing", "entries"}
"""The return of the published night."""
FOR_WHO_WAS_THERE: dict[str, Facts] = {
    name: {}
    for name in (
        "referral", "referral_reference", "referral_chase", "referral_follow",
        "referral_outcome", "sure_to_withdraw_consent", "sure_to_strike",
    )
} | {"referral_link": {"url": "https://t.me/x", "until": "2031-04-01"}}  # fmt: skip
"""One referral of the published night."""
FOR_THE_CREW: dict[str, Facts] = {
    "my_hours": {},
    "step_mine": {"starts": 0, "ends": 30},
}
FOR_WHOEVER_LEADS_THE_NIGHT: dict[str, Facts] = {"muster": {"page": 0}}
ELSEWHERE_SHOWN = {
    # Of training: to oneself, by one's own chat, and logistics to the group.
    "my_training", "training_post", "training_left",
    # For leads too; told with the change that calls for them, and played in the plays.
    "group_lost", "pin_refused", "tell_them", "notice_failed",
    # To oneself, by one's own chat.
    "approved", "declined", "home", "help", "privacy", "joined", "my_shifts", "form",
    "drafts", "draft_saved", "draft_drop", "draft_due", "draft_dropped", "form_closed",
    "practised", "cancelled", "gave_up", "moved_in", "moved_out", "added", "added_waiting",
    "taken_off",
    "calendar_file", "calendar", "sure_to_revoke", "calendar_address", "my_account",
    "my_rest_owed",
    # Tried in the tests of swaps: for whose shift it is, and for those who were asked.
    "give_away", "give_to", "swap_card", "swap_not_rested", "short_notice",
    "my_visits", "my_visit", "sure_not_to_visit", "choose_visit", "visit_nights", "sure_to_visit",
    "visit_link", "visit_moved_on", "visit_privacy", "my_request", "choose_support",
    "request_moved_on",
    "my_hours_list",
    # What an older card turns into: it says no more than that there is a newer one.
    "moved_on", "week_moved_on", "swap_moved_on", "screen_closed",
    "referral_moved_on",
    # To the group, no more than that it is in.
    "return_is_in",
    # Played: to who is on the patrol, to each their own, and to the chat that opened a link.
    "referral_seen", "referrals_waiting", "agency_referral",
    # Logistics, to the group and to its officers.
    "rota_week", "week_asked",
    *access_partners.SCREENS,
    *access_intelligence.SCREENS,
}  # fmt: skip


one_loop = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    cast: tuple[Path, Keys, Ids], cast_db: Database
) -> tuple[Database, Ids, Mapping[str, Actor]]:
    """A database with everybody in it, which is only read."""
    return cast_db, cast[2], await actors_of(cast_db, cast[2])


def test_every_screen_is_in_a_table() -> None:
    known = {*FOR_LEADS, *FOR_ONESELF, *FOR_THOSE_ON_THE_NIGHT, *FOR_THE_WARD, *ELSEWHERE_SHOWN}
    known |= {*FOR_THE_CREW, *FOR_WHOEVER_LEADS_THE_NIGHT, *FOR_THE_CREW_AND_LEADS}
    known |= {*FOR_WHO_WAS_THERE}
    assert set(screens(AREAS)) == known


@one_loop
async def test_a_leads_screen_is_drawn_for_leads_of_the_area_and_nobody_else(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    plays = screens(AREAS)
    for name, (subject, facts) in FOR_LEADS.items():
        seen = set()
        for who, actor in actors.items():
            async with db.reading() as tx:
                showing = Showing(subject(ids), _facts(ids, facts), actor.chat_id or 0, NOW)
                if await plays[name].draw(tx, showing) not in (None, NO_LONGER):
                    seen.add(who)
        assert seen == LEADS, name


@one_loop
async def test_what_is_beside_a_crew_is_drawn_for_those_whom_it_concerns(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    for name, (subject, facts, expected) in FOR_THE_WARD.items():
        seen = {}
        for who, actor in actors.items():
            async with db.reading() as tx:
                showing = Showing(subject(ids), facts, actor.chat_id or 0, NOW)
                screen = await screens(AREAS)[name].draw(tx, showing)
            if screen is not None and screen is not NO_LONGER:
                seen[who] = screen.text
        assert seen.keys() == expected, name
        if name == "beside_night":
            # The place, the names and the request are for the ward's own sergeant alone.
            assert {who for who, text in seen.items() if "Ward: " in text} == {"ward sergeant"}
            assert {who for who, text in seen.items() if "PC Fable" in text} == {"ward sergeant"}


@one_loop
async def test_what_is_told_to_one_person_is_drawn_for_them_alone(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    plays = screens(AREAS)
    for name, subject in FOR_ONESELF.items():
        for actor in actors.values():
            async with db.reading() as tx:
                showing = Showing(subject(ids), {}, actor.chat_id or 0, NOW)
                assert await plays[name].draw(tx, showing) is None, name


@one_loop
async def test_a_card_of_a_night_is_drawn_for_those_on_it_each_their_own(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    plays = screens(AREAS)
    for name, subject in FOR_THOSE_ON_THE_NIGHT.items():
        seen = {}
        for who, actor in actors.items():
            async with db.reading() as tx:
                showing = Showing(subject(ids), {}, actor.chat_id or 0, NOW)
                screen = await plays[name].draw(tx, showing)
            if screen is not None and screen is not NO_LONGER:
                seen[who] = screen.text
        assert seen.keys() == {"officer", "deputy"}, name
        if name in {"my_night", "my_shift"}:
            assert "Please confirm that you are coming." in seen["officer"]
            assert "A place is yours if you take it by" in seen["deputy"]


@one_loop
async def test_a_shift_on_offer_is_shown_to_those_who_were_asked_and_given_by_whose_it_is(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    plays = screens(AREAS)
    seen: dict[str, set[str]] = {"swap_card": set(), "give_away": set(), "give_to": set()}
    for who, actor in actors.items():
        for name, among in seen.items():
            subject = ids.more["open swap"] if name == "swap_card" else ids.crews.published
            facts = {"page": 0} if name == "give_away" else {"member": ids.members["deputy"]}
            showing = Showing(str(subject), facts, actor.chat_id or 0, NOW)
            async with db.reading() as tx:
                screen = await plays[name].draw(tx, showing)
            if screen not in (None, NO_LONGER) and "not on this crew" not in screen.text:
                among.add(who)
    assert seen == {"swap_card": {"deputy"}, "give_away": {"officer"}, "give_to": {"officer"}}


@one_loop
async def test_hours_are_drawn_for_the_crew_each_their_own_and_muster_for_who_leads_the_night(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    allowed = {name: {"officer"} for name in FOR_THE_CREW}
    returns: dict[str, Facts] = {name: {} for name in FOR_THE_CREW_AND_LEADS}
    allowed |= {name: {*LEADS, "officer"} for name in (*FOR_WHOEVER_LEADS_THE_NIGHT, *returns)}
    for name, facts in {**FOR_THE_CREW, **FOR_WHOEVER_LEADS_THE_NIGHT, **returns}.items():
        seen = set()
        for who, actor in actors.items():
            async with db.reading() as tx:
                showing = Showing(_published(ids), facts, actor.chat_id or 0, NOW)
                if await screens(AREAS)[name].draw(tx, showing) not in (None, NO_LONGER):
                    seen.add(who)
        assert seen == allowed[name], name


@one_loop
async def test_a_referral_is_drawn_for_who_was_on_the_patrol_and_the_leads(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    plays = screens(AREAS)
    for name, facts in FOR_WHO_WAS_THERE.items():
        seen = set()
        for who, actor in actors.items():
            async with db.reading() as tx:
                showing = Showing(str(ids.more["not_sent"]), facts, actor.chat_id or 0, NOW)
                if await plays[name].draw(tx, showing) not in (None, NO_LONGER):
                    seen.add(who)
        assert seen == {*LEADS, "officer"}, name


@pytest.mark.parametrize("name", ["week_closed", "crew_news", "my_night", "my_hours", "hours_news"])
@one_loop
async def test_a_card_that_stands_in_a_chat_shows_nothing_to_who_may_not_see_it_any_more(
    stage: tuple[Database, Ids, Mapping[str, Actor]], name: str
) -> None:
    db, ids, actors = stage
    subject = _week(ids) if name == "week_closed" else _published(ids)
    for who in ("removed lead", "suspended lead", "visitor", "lead elsewhere", "stranger"):
        async with db.reading() as tx:
            showing = Showing(subject, {}, actors[who].chat_id or 0, NOW)
            assert await screens(AREAS)[name].draw(tx, showing) == NO_LONGER, who


@one_loop
async def test_a_calendar_file_holds_ones_own_nights_and_nobody_elses(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, _, actors = stage
    with_file = set()
    for who, actor in actors.items():
        async with db.reading() as tx:
            screen = await screens(AREAS)["calendar_file"].draw(
                tx, Showing("", {}, actor.chat_id or 0, NOW)
            )
        assert screen is not None
        if screen.file is not None:
            with_file.add(who)

    assert with_file == {"officer"}


@one_loop
async def test_what_an_older_card_turns_into_says_nothing_of_the_night_but_its_day(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, _ = stage
    said = {}
    for name in ("moved_on", "week_moved_on"):
        async with db.reading() as tx:
            screen = await screens(AREAS)[name].draw(tx, Showing(_published(ids), {}, 0, NOW))
        assert screen is not None
        assert not screen.rows
        said[name] = screen.text

    assert said == {
        "moved_on": "Sat 15 Mar: see the newer message below.",
        "week_moved_on": "Sign-up has closed anew: see the newer message below.",
    }


@one_loop
async def test_a_visit_is_shown_to_its_visitor_and_where_to_go_to_sergeants_from_elsewhere(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    asked = str(ids.more["visit_asked"])
    seen: dict[str, set[str]] = {}
    for name, subject, facts in (
        ("my_visit", asked, {}),
        ("sure_not_to_visit", asked, {}),
        ("choose_visit", "", {}),
        ("visit_nights", HERE.key, {}),
        ("sure_to_visit", _published(ids), {}),
        ("visit_link", _published(ids), {"url": "https://t.me/x"}),
        ("my_request", str(ids.more["request_open"]), {}),
    ):
        seen[name] = set()
        for who, actor in actors.items():
            async with db.reading() as tx:
                showing = Showing(subject, facts, actor.chat_id or 0, NOW)
                if await screens(AREAS)[name].draw(tx, showing) not in (None, NO_LONGER):
                    seen[name].add(who)
    sergeant = {"lead elsewhere"}
    assert seen == {
        "my_visit": sergeant,
        "sure_not_to_visit": sergeant,
        "choose_visit": sergeant | {"lead", "deputy", "ward sergeant"},
        "visit_nights": sergeant,
        "sure_to_visit": sergeant,
        "visit_link": {"lead", "deputy", "officer"},
        "my_request": {"officer"},
    }
