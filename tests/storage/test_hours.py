"""Hours as they are written down: people who meet over one sheet, corrections, who is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.actions import hours, hours_boards, turnout
from operation.attendance import Attended
from operation.errors import Refusal
from operation.hours import (
    HoursChanged,
    HoursConfirmed,
    MarkedAbsent,
    NightSettled,
    OwnHours,
    Span,
    Why,
)
from operation.people import Actor
from storage import chats, fairness, rest, training
from storage import hours as sheets
from storage.database import Database, Transaction
from storage.outbox_tables import post
from tests.storage.crew_scene import AREAS, LEADS, NOW, STARTS, Scene, only, scene
from tests.storage.hours_scene import (
    ENDS,
    MORNING,
    confirms,
    corrects,
    marks,
    over,
    says,
    sheet,
)


async def both(one: Coroutine[Any, Any, Any], other: Coroutine[Any, Any, Any]) -> list[Any]:
    """Two people at once; what each got, a refusal included."""
    return list(await asyncio.gather(one, other, return_exceptions=True))


@pytest.mark.parametrize("round_", range(3))
async def test_an_officer_who_says_otherwise_while_the_lead_confirms_ends_in_one_state(
    database: Database, round_: int
) -> None:
    on = await over(database)
    who = on.officers[round_]
    version = (await says(on, who)).sheet.version

    said, confirmed = await both(says(on, who, 45, Why.ARREST), confirms(on, who, version=version))

    after = await sheet(on, who)
    if isinstance(said, HoursConfirmed):
        assert after.confirmed == after.planned
        assert after.why is None
    else:
        assert isinstance(confirmed, HoursChanged)
        assert after.confirmed is None
        assert after.proposed == after.planned.moved(0, 45)
    assert isinstance(said, Refusal) != isinstance(confirmed, Refusal)


async def test_two_leads_who_confirm_different_hours_at_once_are_put_in_order(
    database: Database,
) -> None:
    on = await over(database)
    who = on.officers[0]
    version = (await says(on, who, 30, Why.ARREST)).sheet.version

    done = await both(
        confirms(on, who, 30, Why.ARREST, version=version),
        confirms(on, who, 15, Why.HANDOVER, version=version, lead=LEADS[1]),
    )

    assert sum(isinstance(each, HoursConfirmed) for each in done) == 1
    after = await sheet(on, who)
    assert after.confirmed in (after.planned.moved(0, 30), after.planned.moved(0, 15))
    assert len(only(await on.audited(), "hours confirmed")) == 1


async def test_an_absence_and_hours_at_once_never_stand_together(database: Database) -> None:
    on = await over(database)
    who = on.officers[0]

    done = await both(marks(on, who, Attended.MISSED), confirms(on, who, version=0))

    after = await sheet(on, who)
    assert after.is_absent != (after.confirmed is not None)
    assert sum(isinstance(each, Refusal) for each in done) == 1
    refused = next(each for each in done if isinstance(each, Refusal))
    assert isinstance(refused, MarkedAbsent | HoursConfirmed)


async def test_one_tap_confirms_everyone_who_says_as_planned_and_nobody_else(
    database: Database,
) -> None:
    on = await over(database)
    one, two, late, silent = on.officers
    for who in (one, two):
        await says(on, who)
    await says(on, late, 45, Why.ARREST)

    count = await on.does(LEADS[0], hours.confirm_as_planned, at=MORNING, patrol_id=on.friday)

    assert count == 2
    stands = {who: (await sheet(on, who)).confirmed for who in on.officers}
    assert {who for who, span in stands.items() if span} == {one, two}
    assert {stands[late], stands[silent]} == {None}
    # The others' tap was the confirmation: nobody is told of what they said themselves.
    assert await told(on) == {}


async def test_a_correction_keeps_what_was_confirmed_with_who_when_and_why(
    database: Database,
) -> None:
    on = await over(database)
    who = on.officers[0]
    await says(on, who)
    version = (await confirms(on, who, version=1)).sheet.version
    version = (await corrects(on, who, (0, 15), version=version, why=Why.HANDOVER)).sheet.version
    await corrects(on, who, None, version=version)

    async with on.db.reading() as tx:
        first, second = await sheets.corrections_of(tx, on.friday)
    planned = (await sheet(on, who)).planned
    assert (first.was, first.now) == (planned, planned.moved(0, 15))
    assert (second.was, second.now) == (planned.moved(0, 15), None)
    assert (first.by, first.at) == (on.ids[LEADS[0]], MORNING)
    assert first.reason == "By the custody log"
    entries = only(await on.audited(), "hours corrected")
    assert [each.detail["reason"] for each in entries] == ["By the custody log"] * 2
    assert [said[0] for said in (await told(on))[who]] == ["corrected", "not_there"]


async def test_the_crew_is_asked_at_the_end_and_the_silent_once_more(database: Database) -> None:
    on = await over(database)
    one, two, three, four = on.officers
    await marks(on, four, Attended.EXCUSED)
    await on.due(hours.ask, at=ENDS, patrol_id=on.friday)
    assert await told(on) == {one: [["ask"]], two: [["ask"]], three: [["ask"]], four: [["absent"]]}
    assert await on.planned("remind_hours") == {str(on.friday): ENDS + timedelta(hours=12)}

    await on.are_delivered()
    await says(on, one)
    async with on.db.transaction() as tx:
        await hours.remind(tx, patrol_id=on.friday, now=MORNING)
    assert {who: said[-1] for who, said in (await told(on)).items()} == {
        one: ["ask"], two: ["remind"], three: ["remind"], four: ["absent"],
    }  # fmt: skip
    assert await leads_told(on) == {who: [["due"]] for who in LEADS}


async def test_the_leads_hear_once_when_the_last_has_answered(database: Database) -> None:
    on = await over(database, officers=2)
    one, two = on.officers
    await says(on, one)
    assert await leads_told(on) == {}
    await says(on, two, 30, Why.ARREST)
    await says(on, two, 15, Why.ARREST)
    assert await leads_told(on) == {who: [["complete"]] for who in LEADS}


async def test_nobody_is_reminded_of_a_night_that_is_settled(database: Database) -> None:
    on = await over(database, officers=2)
    await on.due(hours.ask, at=ENDS, patrol_id=on.friday)
    for who in on.officers:
        await confirms(on, who, version=0)

    assert await on.planned("remind_hours") == {}
    with pytest.raises(Refusal):
        await marks(on, on.officers[0], Attended.LATE)


async def test_missing_a_patrol_counts_as_planned_and_being_excused_not_at_all(
    database: Database,
) -> None:
    on = await over(database)
    missed, excused, longer, stated = on.officers
    await marks(on, missed, Attended.MISSED)
    await marks(on, excused, Attended.EXCUSED)
    await confirms(on, longer, 60, Why.ARREST, version=0)
    await says(on, stated, 60, Why.ARREST)

    six, seven = timedelta(hours=6), timedelta(hours=7)
    counts = {missed: [(six, True)], excused: [], longer: [(seven, False)], stated: [(six, False)]}
    assert await weighs(on) == counts
    # In the pool, and for rest, only who went has worked.
    assert await places_filled(on) == {longer, stated}


async def test_whoever_falls_ill_during_the_patrol_keeps_the_hours_until_then(
    database: Database,
) -> None:
    on = await over(database, officers=5, places=4)
    ill, staying, sent_home, before, standing_by = on.officers
    left = STARTS + timedelta(hours=3, minutes=10)
    await on.withdraws(before, on.friday, at=STARTS - timedelta(hours=1))
    await on.accepts(standing_by, on.friday, at=STARTS - timedelta(minutes=50))
    await on.due(turnout.begin, at=STARTS, patrol_id=on.friday)
    await on.withdraws(ill, on.friday, at=left)
    await on.withdraws(sent_home, on.friday, at=STARTS)
    await on.are_delivered()
    await on.due(hours.ask, at=ENDS, patrol_id=on.friday)

    # Who left before the start is asked nothing; who left later is asked for the time until then.
    assert set(await told(on)) == {ill, staying, sent_home, standing_by}
    quarter = timedelta(minutes=15)
    mine = await sheet(on, ill)
    assert (mine.left, mine.expected) == (left, Span(STARTS, STARTS + 13 * quarter))
    assert (await sheet(on, sent_home)).expected == Span(STARTS, STARTS + quarter)
    six, none_of_it = timedelta(hours=6), timedelta()
    assert await weighs(on) == {
        ill: [(left - STARTS, False)], staying: [(six, False)], sent_home: [(none_of_it, False)],
        before: [], standing_by: [(six, False)],
    }  # fmt: skip
    async with on.db.reading() as tx:
        known = await rest.known(
            tx, [on.ids[ill]], STARTS.date(), STARTS.date(), within=timedelta(0)
        )
    [(_, work)] = known[on.ids[ill]].patrols
    assert (work.starts, work.ends) == (STARTS, left)

    # They state, are confirmed one by one, and are marked like everybody else.
    await says(on, ill, -165, Why.EARLY)
    await says(on, staying)
    assert await on.does(LEADS[0], hours.confirm_as_planned, at=MORNING, patrol_id=on.friday) == 1
    await confirms(on, ill, -165, Why.EARLY, version=1)
    await marks(on, sent_home, Attended.MISSED)
    assert (await sheet(on, ill)).confirmed == mine.expected
    assert (await weighs(on))[sent_home] == [(six, True)]
    assert await places_filled(on) == {ill, staying, standing_by}
    actor = await on.does(ill, _nothing)
    async with on.db.reading() as tx:
        found = await hours_boards.my_sheets(tx, actor=actor, areas=AREAS, now=MORNING)
    assert [each.sheet.confirmed for each in found.nights] == [mine.expected]


async def test_an_absence_is_told_and_taken_back_even_when_the_night_was_settled(
    database: Database,
) -> None:
    on = await over(database, officers=3)
    ill, *others = on.officers
    for who in others:
        await confirms(on, who, version=0)
    await marks(on, ill, Attended.MISSED)
    assert (await told(on))[ill] == [["absent"]]
    assert (await sheet(on, ill)).is_settled
    await on.are_delivered()

    await marks(on, ill, Attended.TURNED_UP)
    assert (await told(on))[ill] == [["present"]]
    assert (await sheet(on, ill)).is_unanswered
    await says(on, ill)
    await on.does(LEADS[0], hours.confirm_as_planned, at=MORNING, patrol_id=on.friday)
    with pytest.raises(NightSettled):
        await marks(on, others[0], Attended.LATE)


async def test_a_lead_does_not_confirm_their_own_hours_where_another_lead_can(
    database: Database,
) -> None:
    on = await scene(database, officers=2, lead_goes=True)
    lead = LEADS[1]
    for who in (*on.officers, lead):
        await on.signs_up(who, on.friday)
    await on.closes()
    await on.publishes(on.friday)
    await says(on, lead)
    await says(on, on.officers[0])

    with pytest.raises(OwnHours):
        await confirms(on, lead, version=1, lead=lead)
    # Of all as planned, the others are confirmed; alone it is refused.
    assert await on.does(lead, hours.confirm_as_planned, at=MORNING, patrol_id=on.friday) == 1
    with pytest.raises(OwnHours):
        await on.does(lead, hours.confirm_as_planned, at=MORNING, patrol_id=on.friday)
    await confirms(on, lead, version=1, lead=LEADS[0])
    confirmed = await sheet(on, lead)
    assert (confirmed.confirmed_by, confirmed.surname) == (on.ids[LEADS[0]], f"Example {lead}")


async def _nothing(tx: Transaction, *, actor: Actor, now: datetime) -> Actor:
    """Who acts."""
    return actor


async def weighs(on: Scene) -> dict[int, list[tuple[timedelta, bool]]]:
    """How long each one's patrols count for fairness, and whether they were missed."""
    async with on.db.reading() as tx:
        ids = [on.ids[who] for who in on.officers]
        found = await fairness.worked(tx, ids, before=MORNING, now=MORNING)
    return {
        who: [(each.ends - each.starts, each.is_missed) for each in found.get(on.ids[who], ())]
        for who in on.officers
    }


async def places_filled(on: Scene) -> set[int]:
    """Who has filled a place, as the forecast of the pool counts it."""
    async with on.db.reading() as tx:
        ids = [on.ids[who] for who in on.officers]
        found = await training.places_filled(tx, ids, since=NOW, until=MORNING)
    assert set(found.values()) <= {1}
    return {who for who in on.officers if on.ids[who] in found}


async def told(on: Scene) -> dict[int, list[list[str]]]:
    """What people's newest cards about Friday's hours say first."""
    return await _news(on, f"hours:{on.friday}:")


async def leads_told(on: Scene) -> dict[int, list[list[str]]]:
    return await _news(on, f"sheets:{on.friday}:")


async def _news(on: Scene, key: str) -> dict[int, list[list[str]]]:
    cards = select(chats.chat.c.telegram_id, post.c.facts)
    cards = cards.join_from(post, chats.chat, chats.chat.c.id == post.c.chat_id)
    async with on.db.reading() as tx:
        rows = await tx.all(cards.where(post.c.key.startswith(key)).order_by(post.c.id))
    found = {int(row.telegram_id): (row.facts or {}).get("news", []) for row in rows}
    return {who: news for who, news in found.items() if news}
