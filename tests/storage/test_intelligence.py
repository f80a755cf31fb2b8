"""Entries on both databases: grades held by the database, changes at once, what is struck."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from bot.actions import incidents, intelligence, stops
from operation.errors import Refusal
from operation.incidents import Degree, Done, Happened
from operation.intelligence import Told, Topic
from operation.people import Role
from operation.returns import Slip
from operation.stops import StopKind
from storage import intelligence as stored
from storage import leading, people
from storage import stops as stored_stops
from storage.database import Database
from storage.outbox_tables import post
from tests.enrolled import enrol
from tests.storage.crew_scene import AREAS, LEADS, STARTS, published

OVER = STARTS + timedelta(hours=7)
TOLD = Told(Topic.KERB, "E05014095", "2BP", line="At the corner")


async def a_night(database: Database) -> int:
    """A patrol that is over."""
    return (await published(database, officers=4, signed_up=4)).friday


async def does(database: Database, who: int, act: Any, **facts: Any) -> Any:
    """What somebody does by the database that they happen to reach, or what they are told."""
    async with database.transaction() as tx:
        actor = await people.actor_by_telegram(tx, who)
        try:
            return await act(tx, actor=actor, now=OVER, **facts)
        except Refusal as refused:
            return type(refused).__name__


def adds(database: Database, patrol_id: int) -> Coroutine[Any, Any, Any]:
    return does(
        database, LEADS[0], intelligence.add, patrol_id=patrol_id, told=TOLD, reference=None,
        areas=AREAS,
    )  # fmt: skip


async def test_the_database_takes_no_other_grade_and_none_without_its_conditions(
    database: Database,
) -> None:
    patrol_id = await a_night(database)
    item = await adds(database, patrol_id)
    row = {
        "patrol_id": patrol_id, "topic": "kerb", "ward": "E1", "by": item.by, "at": OVER,
        "conditions": "police",
    }  # fmt: skip
    wrong = [{**row, "grade": grade} for grade in ("4BP", "2FP", "2BX", "2B", "2bp", "", " BP")]
    wrong.append({**row, "grade": "2BC", "conditions": None})
    for each in wrong:
        with pytest.raises(IntegrityError, match="ck_intelligence"):
            async with database.transaction() as tx:
                await tx.execute(insert(stored.item).values(each))


async def test_of_two_who_give_the_reference_at_once_one_does(
    database: Database, replica: Database
) -> None:
    item = await adds(database, await a_night(database))
    said = await asyncio.gather(
        does(database, LEADS[0], intelligence.refer, item_id=item.id, reference="R 1"),
        does(replica, LEADS[1], intelligence.refer, item_id=item.id, reference="R 2"),
    )

    assert [each for each in said if isinstance(each, str)] == ["ReferenceThere"]
    async with database.reading() as tx:
        kept = await stored.get(tx, item.id)
        raw = (await tx.execute(select(stored.item.c.id))).all()
    assert kept.reference in ("R 1", "R 2")
    assert kept.told.line == "At the corner"
    assert len(raw) == 1


async def test_of_two_corrections_at_once_each_strikes_what_it_found(
    database: Database, replica: Database
) -> None:
    item = await adds(database, await a_night(database))
    changes = [Told(Topic.VENUE, "E05014095", "2BP"), Told(Topic.OTHER, "E05014095", "2BP")]
    await asyncio.gather(
        *(
            does(
                where, who, intelligence.correct, item_id=item.id, told=told, reference=None,
                slip=Slip.LEARNT,
            )
            for where, who, told in zip((database, replica), LEADS, changes, strict=True)
        )
    )  # fmt: skip

    async with database.reading() as tx:
        struck = await stored.STRUCK.of(tx, item.id)
        kept = await stored.get(tx, item.id)
    topics = [each.value for each in struck if each.step == "topic"]
    # The first value and the one that stood in between; the last stands.
    assert topics[0] == "kerb"
    assert {*topics, kept.told.topic.value} == {"kerb", "venue", "other"}
    assert [each.value for each in struck if each.step == "line"] == ["At the corner"]
    [first, second] = [each for each in struck if each.step == "topic"]
    assert (second.by, second.at) == (first.struck_by, first.struck_at)


async def test_of_two_who_take_an_alert_at_once_one_has_it(
    database: Database, replica: Database
) -> None:
    patrol_id = await a_night(database)
    happened = Happened("threat", Degree.MINOR, (Done.BACKUP,), False, OVER)
    incident, told = await does(
        database, LEADS[0], incidents.add, patrol_id=patrol_id, happened=happened, needs_lead=True
    )
    assert told == 1
    said = await asyncio.gather(
        *(
            does(where, who, incidents.take, incident_id=incident.id)
            for where, who in zip((database, replica), LEADS, strict=True)
        )
    )
    assert [each for each in said if isinstance(each, str)] == ["IncidentTaken"]


async def test_an_under_18_stop_is_told_to_supervisor_and_leads_but_not_to_who_stopped(
    database: Database,
) -> None:
    patrol_id = await a_night(database)
    async with database.transaction() as tx:
        sergeant = await enrol(
            tx, surname="Sergeant", telegram_id=2009, at=OVER, area="lambeth",
            roles=(Role.WARD_SERGEANT,), rank="PS",
        )  # fmt: skip
        named = replace(await leading.find(tx, patrol_id), supervisor=sergeant)
        await leading.save(tx, patrol_id, named, at=OVER)

    _, told = await does(
        database, LEADS[0], stops.stop, patrol_id=patrol_id, kind=StopKind.CHILD, areas=AREAS
    )

    async with database.reading() as tx:
        cards = await tx.all(post.select().where(post.c.screen == "stop_alert"))
        chats = await people.chats_of(tx, [sergeant])
    assert told == len(cards) == len(LEADS)
    assert chats[sergeant] in {card.chat_id for card in cards}


async def test_of_a_sources_stop_only_the_fact_is_kept_and_stops_are_counted(
    database: Database,
) -> None:
    patrol_id = await a_night(database)
    for kind in (StopKind.SOURCE, StopKind.SOURCE, StopKind.CHILD):
        await does(database, LEADS[0], stops.stop, patrol_id=patrol_id, kind=kind, areas=AREAS)

    async with database.reading() as tx:
        found = await stored_stops.of_patrol(tx, patrol_id)
        counted = await stored_stops.counts(tx, [patrol_id])
    assert [each.by is None for each in found] == [True, True, False]
    assert counted == {(patrol_id, StopKind.SOURCE): 2, (patrol_id, StopKind.CHILD): 1}
