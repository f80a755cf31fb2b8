"""What an officer may see of fairness: their own account, and their rank in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from operation import fairness as rules
from operation.area import Area
from operation.fairness import Account
from operation.people import Actor, Member, NotAMember, Role
from storage import fairness, people
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class MyAccount:
    """One officer's account now. `rank` of `among` is from the least used, who is level shares.

    `last` is the last patrol that they were on, which leaves out those that they missed.
    """

    area: Area
    account: Account
    last: datetime | None
    late_nights: int
    weekends_running: int
    rank: int
    among: int


async def my_accounts(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> tuple[MyAccount, ...]:
    """An officer's own account in each area that they are an officer of.

    Raises `NotAMember`, `RoleMissing` and what else stands against somebody without access.
    """
    mine = [each for each in actor.active_members if each.may(Role.OFFICER) and each.area in areas]
    if not mine:
        first = actor.members[0].area if actor.members else ""
        actor.acting(first, Role.OFFICER)
        raise NotAMember(first)
    return tuple([await _account(tx, each, areas[each.area], now) for each in mine])


async def accounts(
    tx: Transaction, member_ids: Collection[int], area: Area, *, now: datetime
) -> Mapping[int, Account]:
    """What members have carried up to now."""
    worked = await fairness.worked(tx, member_ids, before=now, now=now)
    weights = area.fairness.weights
    return {
        each: rules.account(each, worked.get(each, ()), weights, area.zone, until=now)
        for each in member_ids
    }


async def pool(tx: Transaction, area: Area, *, also: Collection[int] = ()) -> list[int]:
    """Whose hours are compared: the area's active, trained officers, and whoever is named."""
    return [
        each.id
        for each in await people.members_of(tx, area.key)
        if each.id in also or (each.may(Role.OFFICER) and each.is_trained)
    ]


async def _account(tx: Transaction, mine: Member, area: Area, now: datetime) -> MyAccount:
    found = await accounts(tx, await pool(tx, area, also={mine.id}), area, now=now)
    worked = (await fairness.worked(tx, [mine.id], before=now, now=now)).get(mine.id, ())
    went = [each for each in worked if not each.is_missed]
    weights = area.fairness.weights
    only = rules.account(mine.id, went, weights, area.zone, until=now)
    rank, among = rules.rank_of(found, mine.id)
    return MyAccount(
        area,
        found[mine.id],
        only.last,
        rules.late_nights(went, weights, area.zone, until=now),
        rules.weekends_running(only.weekends, now, area.zone),
        rank,
        among,
    )
