"""What people hear of rest: that they may not go any more, and what they are asked to say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.actions.beside import Word, tell_beside
from bot.actions.cards import News, tell_card, tell_crew_news
from bot.actions.rest import Standing, standings_of
from bot.actions.telling import tell
from operation.area import Area
from operation.crew import State
from operation.people import Member
from storage import pairing, people
from storage.database import Transaction
from storage.rota import Patrol


async def all_standings(tx: Transaction, patrol: Patrol, area: Area) -> Mapping[int, Standing]:
    """How everyone on a night stands with it, its local officer included."""
    on = {each.member_id for each in patrol.crew.assignments}
    along = await pairing.nominee_of(tx, patrol.book.patrol_id)
    who = on if along is None else {*on, along}
    return await standings_of(tx, member_ids=who, book=patrol.book, area=area)


async def tell_of_stops(
    tx: Transaction, patrol: Patrol, was: Mapping[int, Standing], *, area: Area, by: Member,
    now: datetime,
) -> tuple[int, ...]:  # fmt: skip
    """A night has changed: tell of whom that stops, and give those back.

    `was` is how everyone stood before; nobody that was not on it stood in any way.
    """
    stopped = []
    for member_id, now_so in (await all_standings(tx, patrol, area)).items():
        if is_newly_stopped(was.get(member_id), now_so):
            stopped.append(member_id)
            await tell_stopped(tx, patrol, member_id, by=by, now=now)
    return tuple(stopped)


def is_newly_stopped(was: Standing | None, now_so: Standing) -> bool:
    """Whether something stops them that did not before, or that has become worse."""
    stops = [each for each in was.open if each.is_stop] if was is not None else []
    return any(
        each.is_stop and not any(each.is_covered_by(other) for other in stops)
        for each in now_so.open
    )


async def tell_stopped(
    tx: Transaction, patrol: Patrol, member_id: int, *, by: Member, now: datetime
) -> None:
    """The officer, unless it was their own doing; the leads, of somebody who is to go."""
    found = await people.members_by_id(tx, [member_id])
    is_own = any(each.person_id == by.person_id for each in found)
    mine = patrol.crew.of(member_id)
    if found[0].has_telegram and not is_own:
        if mine is not None:
            await tell_card(tx, patrol, [member_id], (News.NOT_RESTED,), at=now)
        else:
            await tell_beside(tx, patrol, [member_id], (Word.NOT_RESTED,), at=now)
    comes_along = await pairing.local_officer_of(tx, patrol.book.patrol_id) == member_id
    if comes_along or (mine is not None and mine.picked):
        await tell_crew_news(tx, patrol, (News.STOPPED, member_id), at=now, but=by.id)


async def ask_unstated(
    tx: Transaction,
    patrols: Collection[Patrol],
    area: Area,
    *,
    now: datetime,
    only: Collection[int] | None = None,
) -> None:
    """Whoever is on one of these lists and has not said what they work around it is asked, once.

    `only` are those who have joined since the others were asked.
    """
    if not area.rest.duties:
        return
    asked: set[int] = set()
    for patrol in patrols:
        if patrol.crew.cancelled is not None:
            continue
        # A maybe is over with the list.
        lasting = (e for e in patrol.crew.assignments if e.state is not State.PROVISIONAL)
        on = [each.member_id for each in lasting if only is None or each.member_id in only]
        found = await standings_of(tx, member_ids=on, book=patrol.book, area=area)
        unknown = [i for i in on if i not in asked and not found[i].around.is_known]
        asked.update(unknown)
        subject = str(patrol.book.patrol_id)
        await tell(tx, unknown, "duties_asked", subject, at=now)
