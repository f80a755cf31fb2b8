"""The wording of what keeps somebody from nominating, coming along, or proposing a place."""

from __future__ import annotations

from bot.views.said import Said, Wordings
from operation import pairing, places


def _nominated(refused: pairing.NominatedAlready, _said: Said) -> str:
    if refused.is_same:
        return "They are nominated for this night already: there is nothing to do."
    return (
        "Somebody is nominated for this night already. Open the night again, and take that back "
        "first if it should be another."
    )


WORDING: Wordings = {
    pairing.NotYourWard: lambda _r, _s: (
        "That is another ward than yours. Its own sergeant, or a project lead, does that: ask them."
    ),
    pairing.NoWardYet: lambda _r, _s: (
        "The ward of this night is not settled yet. You will be told once it is."
    ),
    pairing.NotLocalOfficer: lambda _r, _s: (
        "Only a local officer of the night's own ward can be nominated. Choose one, or invite one "
        "by a link."
    ),
    pairing.NominatedAlready: _nominated,
    pairing.OnTheCrewAlready: lambda _r, _s: (
        "They are on the crew of this night, and a pair needs two. Choose somebody else."
    ),
    pairing.SupervisesAlready: lambda _r, _s: (
        "They supervise this night, so they cannot be out with its crew. Choose somebody else, or "
        "ask a project lead to name another supervisor first."
    ),
    pairing.NotNominated: lambda _r, _s: (
        "Nobody is waiting for this answer any more: there is nothing to do."
    ),
    pairing.NobodyNominated: lambda _r, _s: (
        "Nobody is nominated for this night: there is nothing to take back."
    ),
    places.MeetingTooLong: lambda r, _s: (
        f"A meeting area has at most {r.most} characters. Shorten it, please."
    ),
    places.ReasonMissing: lambda _r, _s: "Say in a few words why. Type the reason, please.",
    places.OwnProposal: lambda _r, _s: (
        "That is your own proposal: there is nothing to do. Somebody else agrees, and a project "
        "lead settles it."
    ),
    places.ProposalGone: lambda _r, _s: (
        "This proposal was settled or replaced meanwhile. Open the night again to see how it is."
    ),
}
