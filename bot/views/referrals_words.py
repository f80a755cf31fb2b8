"""How referrals are spoken of."""

from __future__ import annotations

from bot.actions.referral_boards import LINES
from operation.area import Area
from operation.referrals import Referral, Slip, Stage, Urgency

SLIPS = {Slip.MISTAP: "a slip of the thumb", Slip.LEARNT: "learnt since"}
URGENCIES = {
    Urgency.ROUTINE: "routine",
    Urgency.DAY: "within 24 h",
    Urgency.IMMEDIATE: "immediate",
}
OUTCOMES = {
    Stage.ACCEPTED: "Accepted",
    Stage.ATTENDED: "Attended",
    Stage.NOT_ATTENDED: "Not attended",
    Stage.UNKNOWN: "Unknown",
}
FIELDS = {
    "services": "Help offered",
    "consent": "Consent",
    "stage": "State",
    "urgency": "How soon",
    "is_new": "New to the area",
    "follow_up": "Follow up",
}


def spaced(reference: str) -> str:
    """Sign by sign, so that it is copied rightly by hand."""
    return " ".join(reference)


def services_of(area: Area, found: Referral) -> str:
    """What was offered, in words."""
    return ", ".join(area.referrals.name_of(each) for each in found.services)


def stands(found: Referral) -> str:
    """How far it has come, in words."""
    words = LINES[found.stage]
    return words if words[0].isupper() else words[0].upper() + words[1:]
