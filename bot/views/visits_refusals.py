"""The wording of what stands against a visit."""

from __future__ import annotations

from bot.views.plain import count
from bot.views.said import Said, Wordings
from operation import visits
from operation.visits import VisitState

_ASKED = {
    VisitState.ASKED: "You have asked already: the project lead answers here.",
    VisitState.ACCEPTED: "You may come already: send /start to see what you need.",
}
_DECIDED = {
    VisitState.ASKED: "is waiting for an answer",
    VisitState.ACCEPTED: "has been accepted",
    VisitState.DECLINED: "has been declined",
    VisitState.WITHDRAWN: "is off: they are not coming",
    VisitState.TAKEN_BACK: "has been taken back",
    VisitState.LAPSED: "had no answer before the night began",
    VisitState.OVER: "is over",
}


def _asked(refused: visits.VisitAskedAlready, _said: Said) -> str:
    return _ASKED.get(refused.state, "You have asked already: send /start to see the answer.")


def _full(refused: visits.VisitorsFull, _said: Said) -> str:
    if refused.most == 0:
        return "This area takes no visitors. Ask its project lead directly."
    return f"This night has {count(refused.most, 'visitor')} already. Ask about another night."


WORDING: Wordings = {
    visits.OwnArea: lambda _r, _s: (
        "This is your own area: visits are for people from elsewhere. To come on patrol, ask "
        "your lead."
    ),
    visits.VisitAskedAlready: _asked,
    visits.VisitDeclined: lambda _r, _s: (
        "The project lead has said no for this night. Ask about another night."
    ),
    visits.VisitorsFull: _full,
    visits.VisitDecided: lambda r, _s: (
        f"This visit {_DECIDED[r.state]}. Open the night's visitors to look again."
    ),
    visits.NoVisit: lambda _r, _s: "There is no such visit of yours any more: nothing to do.",
    visits.VisitLinkUnknown: lambda _r, _s: (
        "This link is not known, or a newer one has taken its place. Ask who sent it for a new one."
    ),
    visits.VisitLinkUsed: lambda _r, _s: (
        "This link has been used: it was for one person. Ask who sent it for a new one."
    ),
    visits.VisitLinkOver: lambda _r, _s: (
        "The night of this link has begun or is cancelled. Ask who sent it about another night."
    ),
    visits.VisitLinkLeft: lambda _r, _s: (
        "Whoever sent you this link is not on that night any more, so it no longer works. Sorry: "
        "ask them who goes, and for a new link."
    ),
    visits.NotFromThePolice: lambda _r, _s: (
        "Visits are for sergeants and officers. Ask the project lead about an invitation."
    ),
    visits.BusyThatNight: lambda _r, _s: (
        "You are on a crew at that time. Choose another night, or speak to your lead first."
    ),
}
