"""What the screens of returns show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.actions.entries import entries_of
from bot.actions.entry_lines import EntryLine
from operation.area import Area
from operation.people import Actor, Role
from operation.returns import PatrolReturn, Value, may_record
from storage import pairing, people, returns, rota
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class ReturnBoard:
    """The return of one patrol, for somebody who may see it."""

    area: Area
    patrol: Patrol
    found: PatrolReturn | None
    answers: Mapping[str, str]
    values: tuple[Value, ...]
    names: Mapping[int, str]
    is_lead: bool
    now: datetime
    entries: tuple[EntryLine, ...] = ()
    """What else is recorded of the patrol."""

    @property
    def night(self) -> date:
        return self.patrol.book.night

    @property
    def struck(self) -> tuple[Value, ...]:
        """What does not stand any more."""
        return tuple(each for each in self.values if each.struck_at is not None)


async def return_board(
    tx: Transaction, *, patrol_id: int, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> ReturnBoard | None:
    """None for somebody who was not on the patrol and is no lead of its area."""
    patrol = await rota.get_patrol(tx, patrol_id)
    mine = next((m for m in actor.members if m.area == patrol.book.area and m.is_active), None)
    beside = await pairing.local_officer_of(tx, patrol_id)
    if mine is None:
        return None
    is_lead = mine.may(Role.LEAD)
    if not is_lead and not may_record(mine.id, patrol.crew, beside):
        return None
    values = tuple(await returns.values_of(tx, patrol_id))
    found = await returns.find(tx, patrol_id)
    ids = {each.by for each in values} | {each.struck_by for each in values if each.struck_by}
    if found is not None:
        ids |= {each for each in (found.submitted_by, found.decided_by) if each is not None}
    members = await people.members_by_id(tx, ids)
    return ReturnBoard(
        area=areas[patrol.book.area],
        patrol=patrol,
        found=found,
        answers=await returns.answers_of(tx, patrol_id),
        values=values,
        names={each.id: each.called for each in members},
        is_lead=is_lead,
        now=now,
        entries=await entries_of(tx, patrol_id),
    )
