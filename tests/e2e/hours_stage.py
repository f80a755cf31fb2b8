"""What the tables of permissions need of hours and money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.actions import budget, hours
from config.areas import SHIPPED_AREAS, read_areas
from operation.budget import Basis, CostKind
from operation.people import Actor
from storage.database import Transaction

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
OVER = datetime(2031, 3, 16, 9, tzinfo=UTC)
"""The morning after the published night."""
AREAS = read_areas([SHIPPED_AREAS])
AREA = AREAS["lambeth"]
MARCH = (date(2031, 3, 1), date(2031, 3, 31))


async def build(
    tx: Transaction, members: Mapping[str, int], crews: Any, cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """A pot with a cost, a rate, and colleague's hours of the published night confirmed."""
    lead = cast["lead"]
    starts, ends = MARCH
    pot = await budget.add_pot(
        tx, actor=lead, area=AREA, name="Pot", code="X1", pence=500_000, starts=starts, ends=ends,
        now=NOW,
    )  # fmt: skip
    cost = await budget.add_cost(
        tx, actor=lead, pot_id=pot, kind=CostKind.FOOD, pence=3_450, day=starts, now=NOW
    )
    await budget.add_rate(
        tx, actor=lead, area=AREA, rank="PS", basis=Basis.HOURLY, pence=2_500, starts=starts,
        ends=None, now=NOW,
    )  # fmt: skip
    await hours.confirm(
        tx, actor=lead, patrol_id=crews.published, member_id=members["colleague"], version=0,
        starts=0, ends=0, why=None, areas=AREAS, now=OVER,
    )  # fmt: skip
    before = starts - timedelta(days=1)
    small = await budget.add_pot(
        tx, actor=lead, area=AREA, name="Small", code="X2", pence=1, starts=before, ends=before,
        now=NOW,
    )  # fmt: skip
    await budget.add_cost(
        tx, actor=lead, pot_id=small, kind=CostKind.OTHER, pence=100, day=before, now=NOW
    )
    return {"pot": pot, "cost": cost, "rate": 1, "overspent": small}
