"""Entries on the stage where permissions are tried: of the published night, which is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.actions import incidents, intelligence, stops
from operation.incidents import Degree, Done, Happened
from operation.intelligence import Told, Topic
from operation.people import Actor
from operation.stops import StopKind
from storage.database import Transaction
from tests.e2e.hours_stage import AREAS, OVER

TOLD = Told(Topic.KERB, "E05014095", "2BP")
HAPPENED = Happened("threat", Degree.MINOR, (Done.WITHDREW,), False, OVER - timedelta(hours=9))


async def build(
    tx: Transaction, _members: Mapping[str, int], crews: Any, cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """One of each, by an officer of the crew; the lead is needed for the incident."""
    on = {"actor": cast["officer"], "patrol_id": crews.published, "now": OVER}
    item = await intelligence.add(tx, told=TOLD, reference=None, areas=AREAS, **on)
    incident, _ = await incidents.add(tx, happened=HAPPENED, needs_lead=True, **on)
    stop, _ = await stops.stop(tx, kind=StopKind.CHILD, areas=AREAS, **on)
    return {"item": item.id, "incident": incident.id, "stop": stop.id}
