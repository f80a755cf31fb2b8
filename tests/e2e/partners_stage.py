"""What the tables of permissions need of partner agencies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.actions import partners as actions
from bot.actions import partners_answers
from config.areas import SHIPPED_AREAS, read_areas
from operation.people import Actor
from storage import agencies
from storage import partners as records
from storage.database import Transaction

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
AREAS = read_areas([SHIPPED_AREAS])
AREA = AREAS["lambeth"]


async def build(
    tx: Transaction, members: Mapping[str, int], crews: Any, cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """The agencies of the area; the partner of the cast represents the first.

    It is invited to the night whose crew is published, for the hour after its start, and has said
    yes. The second agency is not.
    """
    await agencies.seed(tx, AREA.key, AREA.agencies, at=NOW)
    first, second, *_ = await agencies.of_area(tx, AREA.key)
    lead = cast["lead"]
    await actions.set_window(
        tx, actor=lead, patrol_id=crews.published, starts=0, ends=120, areas=AREAS, now=NOW
    )
    await actions.invite(
        tx, actor=lead, patrol_id=crews.published, agency_ids=[first.id], starts=0, ends=60,
        meeting="Example Hall", areas=AREAS, now=NOW,
    )  # fmt: skip
    [invitation] = await records.invitations_of(tx, crews.published)
    await partners_answers.answer(
        tx, actor=cast["partner"], invitation_id=invitation.id, version=1, comes=True, now=NOW
    )
    return {"agency": first.id, "other_agency": second.id, "invitation": invitation.id}
