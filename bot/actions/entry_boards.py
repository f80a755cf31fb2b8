"""What the screens of entries show: for whoever may see the return of their patrol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.actions.alerting import is_alerted
from bot.actions.returns import require_recorder
from operation.area import Area
from operation.errors import Refusal
from operation.incidents import Incident
from operation.intelligence import Item
from operation.people import Actor, Role
from operation.returns import Value
from operation.stops import Stop
from storage import incidents, intelligence, people, rota, stops
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class EntryBoard:
    """One entry; just one of `item`, `incident` and `stop` is there, or none for a patrol."""

    area: Area
    patrol: Patrol
    names: Mapping[int, str]
    is_lead: bool
    item: Item | None = None
    incident: Incident | None = None
    stop: Stop | None = None
    struck: tuple[Value, ...] = ()

    @property
    def night(self) -> date:
        return self.patrol.book.night


async def patrol_board(
    tx: Transaction, *, patrol_id: int, actor: Actor, areas: Mapping[str, Area]
) -> EntryBoard | None:
    """A patrol, for whoever may record on it; None for others."""
    patrol = await rota.get_patrol(tx, patrol_id)
    try:
        member = await require_recorder(tx, actor, patrol)
    except Refusal:
        return None
    return EntryBoard(areas[patrol.book.area], patrol, {}, member.may(Role.LEAD))


async def item_board(
    tx: Transaction, *, item_id: int, actor: Actor, areas: Mapping[str, Area]
) -> EntryBoard | None:
    """An item of intelligence."""
    item = await intelligence.get(tx, item_id)
    board = await patrol_board(tx, patrol_id=item.patrol_id, actor=actor, areas=areas)
    struck = await intelligence.STRUCK.of(tx, item_id)
    return await _with(tx, board, {item.by}, struck, item=item)


async def incident_board(
    tx: Transaction, *, incident_id: int, actor: Actor, areas: Mapping[str, Area]
) -> EntryBoard | None:
    """An incident."""
    incident = await incidents.get(tx, incident_id)
    board = await patrol_board(tx, patrol_id=incident.patrol_id, actor=actor, areas=areas)
    struck = await incidents.STRUCK.of(tx, incident_id)
    return await _with(tx, board, {incident.by, incident.taken_by}, struck, incident=incident)


async def stop_board(
    tx: Transaction, *, stop_id: int, actor: Actor, areas: Mapping[str, Area]
) -> EntryBoard | None:
    """A stop."""
    stop = await stops.get(tx, stop_id)
    board = await patrol_board(tx, patrol_id=stop.patrol_id, actor=actor, areas=areas)
    return await _with(tx, board, {stop.by}, (), stop=stop)


async def incident_alerted(
    tx: Transaction, *, incident_id: int, actor: Actor, areas: Mapping[str, Area]
) -> EntryBoard | None:
    """An incident for those who are alerted of it, who may see no more than that."""
    incident = await incidents.get(tx, incident_id)
    board = await _alerted(tx, incident.patrol_id, actor, areas)
    return await _with(tx, board, {incident.taken_by}, (), incident=incident)


async def stop_alerted(
    tx: Transaction, *, stop_id: int, actor: Actor, areas: Mapping[str, Area]
) -> EntryBoard | None:
    """A stop for those who are alerted of it."""
    stop = await stops.get(tx, stop_id)
    return await _with(tx, await _alerted(tx, stop.patrol_id, actor, areas), set(), (), stop=stop)


async def _alerted(
    tx: Transaction, patrol_id: int, actor: Actor, areas: Mapping[str, Area]
) -> EntryBoard | None:
    patrol = await rota.get_patrol(tx, patrol_id)
    member = await is_alerted(tx, patrol, actor)
    if member is None:
        return None
    return EntryBoard(areas[patrol.book.area], patrol, {}, member.may(Role.LEAD))


async def _with(
    tx: Transaction,
    board: EntryBoard | None,
    who: set[int | None],
    struck: tuple[Value, ...],
    *,
    item: Item | None = None,
    incident: Incident | None = None,
    stop: Stop | None = None,
) -> EntryBoard | None:
    if board is None:
        return None
    ids = {each for each in who if each is not None} | {
        each.struck_by for each in struck if each.struck_by is not None
    }
    names = {each.id: each.called for each in await people.members_by_id(tx, ids)}
    return EntryBoard(board.area, board.patrol, names, board.is_lead, item, incident, stop, struck)
