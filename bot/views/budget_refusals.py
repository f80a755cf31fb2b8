"""The wording of what is refused about rates, pots and costs."""

from __future__ import annotations

from bot.views.budget_words import priceless
from bot.views.money import long_day, pounds
from bot.views.said import Said, Wordings
from operation import budget


def _rates_overlap(refused: budget.RatesOverlap, _said: Said) -> str:
    until = f"until {long_day(refused.ends)}" if refused.ends else "with no end"
    return (
        f"{refused.rank} has a rate from {long_day(refused.starts)} {until}. "
        "Choose days that do not overlap, or take that one back first."
    )


WORDING: Wordings = {
    budget.RatesOverlap: _rates_overlap,
    budget.DatesReversed: lambda r, _s: (
        f"The last day, {long_day(r.ends)}, is before the first, {long_day(r.starts)}. "
        "Choose other dates."
    ),
    budget.AmountImpossible: lambda _r, _s: (
        "An amount is at least one penny and at most £100,000,000. Type another."
    ),
    budget.PotUnnamed: lambda r, _s: (
        f"A pot needs a name and a cost code. This one has at most {r.limit} characters. "
        "Type it again."
    ),
    budget.PotNameTaken: lambda r, _s: (
        f"There is a pot called {r.name} already. Choose another name."
    ),
    budget.PotWithoutEnd: lambda _r, _s: (
        "A pot needs a last day: the forecast runs until then. Type one, such as 31 Mar 2027."
    ),
    budget.OutsidePot: lambda r, _s: (
        f"This pot runs from {long_day(r.starts)} to {long_day(r.ends)}. "
        "Choose a day within it, or another pot."
    ),
    budget.PotHoldsCosts: lambda r, _s: (
        f"Something was bought from this pot on {long_day(r.day)}. Choose dates that hold that day."
    ),
    budget.PotPaysNight: lambda r, _s: (
        f"This pot pays for the night of {long_day(r.day)}. Choose dates that hold it, or first "
        "choose another pot for it: Hours › Pot."
    ),
    budget.RatePaysNights: lambda r, _s: (
        f"Confirmed hours of {long_day(r.day)} are paid by this rate of {r.rank}. If its "
        "amount is wrong, type another for the very same days under “New rate”."
    ),
    budget.PricesMissing: lambda r, _s: (
        f"No rate for {priceless(r.ranks)[:60]}. Enter it under Money › Rates, or open the night, "
        "publish there, and say that it is right."
    ),
    budget.WouldOverspend: lambda r, _s: (
        f"This crew would overspend the pot {r.pot} by {pounds(r.over)}. "
        "Open the night, publish there, and say that it is right."
    ),
}
