"""The wording of what stands against asking for support, or answering."""

from __future__ import annotations

from bot.views.said import Wordings
from operation import support_requests as support

WORDING: Wordings = {
    support.LeadsThere: lambda _r, _s: (
        "You lead this area, so what is asked of it comes to you. Ask another area."
    ),
    support.RequestOpen: lambda _r, _s: (
        "You have asked about this already, and it is open: the project lead answers here. There "
        "is nothing to do."
    ),
    support.RequestAnswered: lambda _r, _s: (
        "Another lead has answered already. Open “Support” to see what was said."
    ),
    support.RequestNotAnswered: lambda _r, _s: (
        "Answer first: “I'll call you” is one tap. Then close it. Open “Support” to do so."
    ),
    support.RequestClosed: lambda _r, _s: "This is closed already: there is nothing to do.",
    support.TextTooLong: lambda r, _s: f"That has more than {r.limit} characters. Shorten it.",
}
