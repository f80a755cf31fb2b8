"""What leading, pairing and places add to the stage of permissions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from operation.leading import Leading
from operation.people import Actor
from storage import leading
from storage.database import Transaction

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)


async def build(
    tx: Transaction, members: Mapping[str, int], crews: Any, _cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """The officer leads the published night."""
    await leading.save(tx, crews.published, Leading(patrol_lead=members["officer"]), at=NOW)
    return {}
