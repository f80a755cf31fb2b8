"""Who may record, look at and correct entries of a patrol, and who may take an alert."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import entry_boards, incidents, intelligence, stops
from operation.incidents import NotAlerted
from operation.returns import Slip
from operation.stops import StopKind
from tests.e2e.hours_stage import OVER
from tests.e2e.permission_kinds import ACTIVE, EVERYBODY, LEADS, Permission, by
from tests.e2e.permission_stage import AREAS
from tests.e2e.permissions_returns import AFTER, NOT_ON_IT, RECORDERS
from tests.e2e.stage_intelligence import HAPPENED, TOLD

_ITEM, _INCIDENT, _STOP = {"item_id": "item"}, {"incident_id": "incident"}, {"stop_id": "stop"}

_INJURED = replace(HAPPENED, is_injury=True)

PERMISSIONS: Mapping[str, Permission] = {
    "intelligence.add": Permission(
        by(intelligence.add, told=TOLD, reference=None, areas=AREAS, now=OVER)(**AFTER),
        RECORDERS,
        NOT_ON_IT,
    ),
    "intelligence.consult": Permission(
        by(intelligence.consult, now=OVER)(**_ITEM), RECORDERS, NOT_ON_IT
    ),
    "intelligence.refer": Permission(
        by(intelligence.refer, reference="R 1", now=OVER)(**_ITEM), RECORDERS, NOT_ON_IT
    ),
    "intelligence.correct": Permission(
        by(intelligence.correct, told=TOLD, reference="R 2", slip=Slip.LEARNT, now=OVER)(**_ITEM),
        RECORDERS,
        NOT_ON_IT,
    ),
    "incidents.add": Permission(
        by(incidents.add, happened=HAPPENED, needs_lead=False, now=OVER)(**AFTER),
        RECORDERS,
        NOT_ON_IT,
    ),
    "incidents.consult": Permission(
        by(incidents.consult, now=OVER)(**_INCIDENT), RECORDERS, NOT_ON_IT
    ),
    "incidents.take": Permission(
        by(incidents.take, now=OVER)(**_INCIDENT), LEADS, dict.fromkeys(ACTIVE - LEADS, NotAlerted)
    ),
    "incidents.correct": Permission(
        by(incidents.correct, happened=_INJURED, slip=Slip.MISTAP, now=OVER)(**_INCIDENT),
        RECORDERS,
        NOT_ON_IT,
    ),
    "stops.stop": Permission(
        by(stops.stop, kind=StopKind.DANGER, areas=AREAS, now=OVER)(**AFTER), RECORDERS, NOT_ON_IT
    ),
    "stops.consult": Permission(by(stops.consult, now=OVER)(**_STOP), RECORDERS, NOT_ON_IT),
    "stops.refer": Permission(
        by(stops.refer, reference="R 1", now=OVER)(**_STOP), RECORDERS, NOT_ON_IT
    ),
    "entry_boards.patrol_board": Permission(
        by(entry_boards.patrol_board, areas=AREAS)(**AFTER), EVERYBODY
    ),
    "entry_boards.item_board": Permission(
        by(entry_boards.item_board, areas=AREAS)(**_ITEM), EVERYBODY
    ),
    "entry_boards.incident_board": Permission(
        by(entry_boards.incident_board, areas=AREAS)(**_INCIDENT), EVERYBODY
    ),
    "entry_boards.incident_alerted": Permission(
        by(entry_boards.incident_alerted, areas=AREAS)(**_INCIDENT), EVERYBODY
    ),
    "entry_boards.stop_board": Permission(
        by(entry_boards.stop_board, areas=AREAS)(**_STOP), EVERYBODY
    ),
    "entry_boards.stop_alerted": Permission(
        by(entry_boards.stop_alerted, areas=AREAS)(**_STOP), EVERYBODY
    ),
}
"""What the boards show to nobody but those whom it concerns is in `access_intelligence`."""
