"""Returns on the stage where permissions are tried: one begun, one sent, one accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import returns
from operation.people import Actor
from operation.returns import Kind
from storage.database import Transaction
from tests.e2e.hours_stage import OVER


async def build(
    tx: Transaction, _members: Mapping[str, int], crews: Any, cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """That of the published night is begun, of the vacant one sent, of the proposed one accepted.

    The leads have sent them, for want of a crew with Telegram.
    """
    lead = cast["lead"]
    await returns.begin(tx, actor=cast["officer"], patrol_id=crews.published, now=OVER)
    for night in (crews.vacant, crews.proposed):
        await returns.submit(
            tx, actor=lead, patrol_id=night, kind=Kind.WORKED, answers={"seen": "2"}, now=OVER
        )
    await returns.accept(tx, actor=lead, patrol_id=crews.proposed, now=OVER)
    return {
        "open_return": crews.published,
        "sent_return": crews.vacant,
        "accepted_return": crews.proposed,
    }
