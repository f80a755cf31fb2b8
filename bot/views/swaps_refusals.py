"""The wording of what keeps a shift from changing hands."""

from __future__ import annotations

from bot.views.plain import count
from bot.views.said import Wordings
from operation import swaps

WORDING: Wordings = {
    swaps.NotOnThisCrew: lambda _r, _s: (
        "Not on this crew, so there is no shift to give away. Open /shifts to see what is yours."
    ),
    swaps.AlreadyOnCrew: lambda _r, _s: (
        "On this crew already: nothing to take. Open /shifts to see what is yours."
    ),
    swaps.AlreadyOffered: lambda _r, _s: (
        "This shift is on offer already. To ask others, open /shifts and take it back first."
    ),
    swaps.SwapWithOneself: lambda _r, _s: "A swap needs two people. Choose somebody else.",
    swaps.CannotTakeIt: lambda _r, _s: (
        "They cannot take it, or not for that: they may be on a crew, not rested, or not trained. "
        "Choose somebody else."
    ),
    swaps.NobodyCouldTakeIt: lambda _r, _s: (
        "Nobody is free, rested and trained for this night just now. If you can't come, open "
        "/shifts and tap “can't make it”."
    ),
    swaps.TooNear: lambda r, _s: (
        f"Swaps end {count(r.hours, 'hour')} before the start. If you can't come, open /shifts "
        "and say so: others are asked at once."
    ),
    swaps.SwapGone: lambda _r, _s: (
        "This shift is no longer on offer to you. There is nothing to do: thank you for answering."
    ),
    swaps.SwapTaken: lambda _r, _s: (
        "Somebody has taken it meanwhile. If you want to keep the shift, ask your lead."
    ),
    swaps.SwapLapsed: lambda r, s: (
        f"The offer ran out on {s.when(r.until)}. Open /shifts to see how you stand."
    ),
}
