"""Who may give a shift away, take it, and decide about it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions import swaps
from operation.swaps import NotOnThisCrew, SwapGone
from tests.e2e.permission_kinds import ACTIVE, LEADS, Permission, by
from tests.e2e.permission_stage import AREAS, NOW

_ASKED = frozenset({"deputy"})
_NOT_ASKED = dict.fromkeys(ACTIVE, SwapGone)

PERMISSIONS: Mapping[str, Permission] = {
    "swaps.offer": Permission(
        by(swaps.offer, areas=AREAS, now=NOW)(patrol_id="published"),
        frozenset({"officer"}),
        dict.fromkeys(ACTIVE, NotOnThisCrew),
    ),
    "swaps.require_may_give": Permission(
        by(swaps.require_may_give, now=NOW)(patrol_id="published"),
        frozenset({"officer"}),
        dict.fromkeys(ACTIVE, NotOnThisCrew),
    ),
    "swaps.take": Permission(
        by(swaps.take, areas=AREAS, now=NOW)(swap_id="open swap"), _ASKED, _NOT_ASKED
    ),
    "swaps.decline": Permission(
        by(swaps.decline, areas=AREAS, now=NOW)(swap_id="open swap"), _ASKED, _NOT_ASKED
    ),
    "swaps.take_back": Permission(
        # Colleague, whose shift it is, is not among those who try.
        by(swaps.take_back, now=NOW)(swap_id="open swap"), frozenset(), _NOT_ASKED
    ),
    "swaps.approve": Permission(
        by(swaps.approve, areas=AREAS, now=NOW)(swap_id="taken swap"), LEADS
    ),
    "swaps.refuse": Permission(by(swaps.refuse, now=NOW)(swap_id="taken swap"), LEADS),
    "swaps.swap_for": Permission(
        by(swaps.swap_for, areas=AREAS, now=NOW)(
            patrol_id="published", member_id="officer", taker_id="stand-in"
        ),
        LEADS,
    ),
    "swaps.require_lead_of_swap": Permission(
        by(swaps.require_lead_of_swap)(swap_id="taken swap"), LEADS
    ),
}  # fmt: skip
