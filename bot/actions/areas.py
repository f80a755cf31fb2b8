"""Areas come to life: seeded from their files, and opened when they have a group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.actions import calling
from operation.area import Area
from storage import agencies
from storage import areas as area_plans
from storage.database import Transaction


async def start_areas(tx: Transaction, *, areas: Mapping[str, Area], now: datetime) -> None:
    """Keep the plan and agencies of every area that are new, and open what should be open by now.

    An opening that fell due while the bot was down is made up for here.
    """
    for area in areas.values():
        await area_plans.seed(tx, area.key, area.plan, at=now)
        await agencies.seed(tx, area.key, area.agencies, at=now)
        await calling.open_weeks(tx, area=area, now=now)
        await calling.propose_missed(tx, area=area, now=now)
