"""What the tables of permissions need of partner agencies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from config.areas import SHIPPED_AREAS, read_areas
from operation.people import Actor
from storage import agencies
from storage.database import Transaction

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
AREA = read_areas([SHIPPED_AREAS])["lambeth"]


async def build(
    tx: Transaction, _members: Mapping[str, int], _crews: Any, _cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """The agencies of the area; the partner of the cast represents the first."""
    await agencies.seed(tx, AREA.key, AREA.agencies, at=NOW)
    first, second, *_ = await agencies.of_area(tx, AREA.key)
    return {"agency": first.id, "other_agency": second.id}
