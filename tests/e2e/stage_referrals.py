"""Referrals on the stage where permissions are tried: one not sent, one not met, one sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import referral_links, referrals
from config.areas import SHIPPED_AREAS, read_areas
from operation.people import Actor
from operation.referrals import Consent, Recorded, Urgency
from storage import referrals as stored
from storage.database import Transaction
from tests.e2e.hours_stage import OVER


async def build(
    tx: Transaction, _members: Mapping[str, int], crews: Any, cast: Mapping[str, Actor]
) -> Mapping[str, Any]:
    """All of the published night, which the officer is on, and recorded by the lead."""
    areas = read_areas([SHIPPED_AREAS])
    ids: dict[str, Any] = {}
    for name, consent in {
        "not_sent": Consent.GIVEN, "not_met": Consent.NOT_MET, "sent": Consent.GIVEN,
    }.items():  # fmt: skip
        made = await referrals.record(
            tx,
            actor=cast["lead"],
            patrol_id=crews.published,
            said=Recorded(("medical",), consent, Urgency.ROUTINE, is_new=True),
            area=areas["lambeth"],
            now=OVER,
        )
        ids[name] = made.id
        ids[f"{name}_reference"] = made.reference
    await referrals.hand_over(tx, actor=cast["lead"], referral_id=ids["sent"], to=None, now=OVER)
    token, _ = await referral_links.make_link(
        tx, actor=cast["lead"], referral_id=ids["sent"], areas=areas, now=OVER
    )
    link = await stored.find_link(tx, token=token)
    assert link is not None
    return {**ids, "agency_token": token, "agency_link": link.id}
