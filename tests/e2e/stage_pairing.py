"""What leading, pairing and places add to the stage of permissions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from config.areas import SHIPPED_AREAS, read_areas
from operation.leading import Leading
from operation.people import Actor
from operation.places import Place
from storage import leading, pairing, places, rota
from storage.database import Transaction

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
WARD = read_areas([SHIPPED_AREAS])["lambeth"].wards[0].code


async def build(
    tx: Transaction, members: Mapping[str, int], crews: Any, _cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """The officer leads the published night, whose ward asks for a local officer.

    For the vacant night the local officer is nominated. The officer has proposed a place.
    """
    named = Leading(patrol_lead=members["officer"])
    await leading.save(tx, crews.published, named, at=NOW)
    for night in (crews.published, crews.vacant):
        await rota.change_patrol(tx, night, ward=WARD)
        await pairing.ask(tx, night, WARD, at=NOW)
    await pairing.nominate(
        tx, crews.vacant, WARD, members["local officer"], by=members["ward sergeant"], at=NOW
    )
    proposal = await places.propose(
        tx, crews.published, Place(WARD, "By the invented clock"), "Quiet last week",
        by=members["officer"], at=NOW,
    )  # fmt: skip
    return {"proposal": proposal}
