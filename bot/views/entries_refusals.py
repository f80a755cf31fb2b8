"""The wording of what is refused about intelligence, incidents and stops."""

from __future__ import annotations

from bot.views.said import Wordings
from operation import incidents, intelligence, stops

WORDING: Wordings = {
    intelligence.GradeUnknown: lambda _r, _s: (
        "That is no 3x5x2 grade. Choose the source, the information and the handling again."
    ),
    intelligence.ConditionsMissing: lambda _r, _s: (
        "Sharing with conditions needs at least one. Tick the conditions first."
    ),
    intelligence.ReferenceThere: lambda _r, _s: (
        "The reference is there already. Open the item: “Correct something” puts it right."
    ),
    incidents.IncidentTaken: lambda r, _s: (
        f"{r.name} has it already. Speak to them if you can help."
    ),
    incidents.NotAlerted: lambda _r, _s: (
        "Only those who were alerted can take it: supervisor, fallback and leads. Speak to them."
    ),
    stops.StopReferenced: lambda _r, _s: (
        "The reference is there already. Ask a lead if it is wrong."
    ),
}
