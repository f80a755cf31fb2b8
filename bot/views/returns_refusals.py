"""The wording of what is refused about returns."""

from __future__ import annotations

from bot.views.said import Wordings
from operation import returns

WORDING: Wordings = {
    returns.ReturnNotYet: lambda r, s: (
        f"The patrol has not begun. Its return opens at {s.when(r.starts)}."
    ),
    returns.NotYourReturn: lambda _r, _s: (
        "Only the crew of this patrol, its local officer and project leads see its return. "
        "Ask one of them."
    ),
    returns.ReturnIn: lambda _r, _s: (
        "The return is in already. Open it to see it; “Correct something” changes a value."
    ),
    returns.ReturnNotIn: lambda _r, _s: (
        "The return is not in yet, so there is nothing to decide or correct. Open it to go on."
    ),
    returns.ReturnDecided: lambda _r, _s: (
        "A lead has decided about this return already. Open it again to see how it stands."
    ),
    returns.NoReturnToFill: lambda _r, _s: (
        "No patrol of yours waits for its return. Open the night under /shifts to look at it."
    ),
    returns.NothingToCorrect: lambda _r, _s: (
        "Nothing is different from what stands. Choose “Change an answer” first."
    ),
}
