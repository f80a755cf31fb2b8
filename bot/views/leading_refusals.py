"""The wording of what keeps somebody from leading a patrol, or from supervising it."""

from __future__ import annotations

from bot.views.said import Wordings
from operation import leading
from operation.leading import Part

PARTS = {
    Part.PATROL_LEAD: "patrol lead",
    Part.SUPERVISOR: "supervisor",
    Part.FALLBACK: "fallback",
}

WORDING: Wordings = {
    leading.NotOnTheCrew: lambda _r, _s: (
        "They are not on the crew of this night. Choose one of those who go out."
    ),
    leading.OnTheCrew: lambda _r, _s: (
        "They are on the crew of this night, and a supervisor is not. Choose somebody else."
    ),
    leading.ComesAlong: lambda _r, _s: (
        "They are the local officer of this night, out with the crew, and a supervisor is not. "
        "Choose somebody else."
    ),
    leading.NotSupervisor: lambda _r, _s: (
        "They cannot supervise. Choose a lead, a ward sergeant, or an officer of sergeant's rank "
        "or above, with Telegram."
    ),
    leading.NamedAlready: lambda r, _s: (
        f"They are the {PARTS[r.part]} of this night already: there is nothing to do."
    ),
    leading.PatrolOver: lambda r, s: (
        f"The patrol ended {s.when(r.ended)}: who led it can no longer change."
    ),
}
