"""What rest adds to the stage: somebody who is not rested for a night, and rest that is owed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from bot.actions import rest_stating
from config.areas import SHIPPED_AREAS, read_areas
from operation.duties import Side
from operation.people import Actor
from storage import rest
from storage.database import Transaction

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
LATER = datetime(2031, 3, 20, 9, tzinfo=UTC)
"""When the nights of the stage are over."""
AREAS = read_areas([SHIPPED_AREAS])


class Nights(Protocol):
    """The nights of the stage, as far as they matter here."""

    @property
    def published(self) -> int:
        """A night with a crew."""


async def build(
    tx: Transaction, members: Mapping[str, int], crews: Nights, cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """Colleague works a day before the published night, and is owed rest for it."""
    await rest_stating.state_duty(
        tx, actor=cast["colleague"], patrol_id=crews.published, side=Side.BEFORE, name="Day",
        areas=AREAS, now=NOW,
    )  # fmt: skip
    owed = await rest.owe(
        tx, member_id=members["colleague"], patrol_id=crews.published, since=LATER,
        until=LATER + timedelta(hours=7), minutes=240, at=NOW,
    )  # fmt: skip
    return {"owed": owed}
