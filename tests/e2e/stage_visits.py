"""What visits and calendars add to the stage of permissions, and to plays about buttons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.actions import support_requests, visits
from config.areas import SHIPPED_AREAS, read_areas
from operation.people import Actor
from operation.support_requests import Topic
from storage import feed
from storage import support_requests as asked_for
from storage import visits as stored
from storage.database import Transaction

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
VISITOR_TOKEN = visits.PREFIX + "a-token-for-a-visitor"


async def build(
    tx: Transaction, members: Mapping[str, int], crews: Any, actors: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """Two visits to the night with a vacant place, and a link for the published one.

    The officer has asked for support twice, and one was answered. The deputy has an address for
    their calendar.
    """
    made = {}
    for name, who in (("visit_asked", "lead elsewhere"), ("visit_accepted", "officer elsewhere")):
        made[name] = await a_visit(tx, crews.vacant, actors[who].person_id or 0)
    await visits.accept(
        tx, actor=actors["lead"], visit_id=made["visit_accepted"],
        areas=read_areas([SHIPPED_AREAS]), now=NOW,
    )  # fmt: skip
    link = await stored.add_link(
        tx, crews.published, token=VISITOR_TOKEN, made_by=members["officer"], at=NOW
    )
    asked = await a_request(tx, actors["officer"].person_id or 0)
    answered = await a_request(tx, actors["officer"].person_id or 0, Topic.WARD)
    await support_requests.answer(
        tx, actor=actors["lead"], request_id=answered, text="Monday", now=NOW
    )
    await feed.add_address(tx, members["deputy"], token="a" * 32, at=NOW)
    requests = {"request_open": asked, "request_answered": answered}
    return {**made, **requests, "visit_link": link}


async def a_visit(tx: Transaction, patrol_id: int, person_id: int) -> int:
    """Somebody from the other area has asked to come along."""
    return await stored.add(
        tx, patrol_id=patrol_id, person_id=person_id, home="southwark", rank="PS",
        surname="Guest", is_invited=False, at=NOW,
    )  # fmt: skip


async def a_request(tx: Transaction, person_id: int, topic: Topic = Topic.TRAINING) -> int:
    """Somebody has asked the leads of Lambeth for support."""
    return await asked_for.add(
        tx, area="lambeth", person_id=person_id, home="lambeth", rank="PC", surname="Guest",
        topic=topic, note=None, at=NOW,
    )  # fmt: skip
