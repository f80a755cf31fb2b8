"""`[swaps]` of an area file: how shifts change hands."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from config.fields import Table
from operation.swap_rules import Approval, SwapTimes

MOST_OFFER_HOURS = 14 * 24
MOST_NOTICE_HOURS = 7 * 24

_USUAL = SwapTimes()


class SwapsTable(Table):
    """`[swaps]`; what is left out has its default."""

    approval: Literal["none", "lead"] = "none"
    offer_hours: Annotated[int, Field(ge=1, le=MOST_OFFER_HOURS)] = _USUAL.offer_for
    closes_hours: Annotated[int, Field(ge=1, le=MOST_NOTICE_HOURS)] = _USUAL.closes_before
    late_drop_hours: Annotated[int, Field(ge=1, le=MOST_NOTICE_HOURS)] = _USUAL.late_drop
    late_offer_hours: Annotated[int, Field(ge=1, le=MOST_OFFER_HOURS)] = _USUAL.late_offer_for


def swaps_of(table: SwapsTable) -> SwapTimes:
    """The table as a value of the operation."""
    return SwapTimes(
        approval=Approval(table.approval),
        offer_for=table.offer_hours,
        closes_before=table.closes_hours,
        late_drop=table.late_drop_hours,
        late_offer_for=table.late_offer_hours,
    )


def swaps_entry(swaps: SwapTimes) -> dict[str, object]:
    """The same as it stands in a file."""
    return {
        "approval": swaps.approval.value,
        "offer_hours": swaps.offer_for,
        "closes_hours": swaps.closes_before,
        "late_drop_hours": swaps.late_drop,
        "late_offer_hours": swaps.late_offer_for,
    }
