"""The wording of what cannot be done about partner agencies on a night."""

from __future__ import annotations

from bot.actions import partners_mine
from bot.views.plain import clock
from bot.views.said import Said, Wordings
from operation import partners, partners_afterwards


def _outside(refused: partners.WindowOutside, said: Said) -> str:
    within = f"{clock(refused.starts, said.zone)}–{clock(refused.ends, said.zone)}"
    return f"That does not lie within {within}. Choose other times."


WORDING: Wordings = {
    partners_mine.NotYourInvitation: lambda _r, _s: (
        "This invitation is not your agency's. Open “My invitations” to see yours."
    ),
    partners.EnforcementOnly: lambda _r, _s: (
        "This night is for enforcement only, and partners take part in engagement only. Choose "
        "another purpose first."
    ),
    partners.WindowNotStated: lambda _r, _s: (
        "Nobody has said yet when partners may take part. Choose the engagement times first."
    ),
    partners.WindowImpossible: lambda _r, _s: (
        "It has to end at least a quarter of an hour after it starts. Choose other times."
    ),
    partners.WindowOutside: _outside,
    partners.WindowPassed: lambda r, s: (
        f"{s.when(r.starts)} has passed. Choose times that are still ahead."
    ),
    partners.PartnersInvited: lambda r, _s: (
        f"{r.count} invited: for enforcement only, invitations are withdrawn and there is no soup "
        "kitchen. Open “What it is for” and say so."
    ),
    partners.NoAgencyChosen: lambda _r, _s: "No agency is chosen. Choose those whom you invite.",
    partners.TooManyInvited: lambda r, _s: (
        f"A night has at most {r.most} agencies. Withdraw an invitation first."
    ),
    partners.AlreadyInvited: lambda r, _s: (
        f"{r.name} is invited to this night already. Open its invitation to change the answer."
    ),
    partners.MeetingPointMissing: lambda _r, _s: "A meeting point needs words. Type it again.",
    partners.MeetingPointTooLong: lambda r, _s: (
        f"A meeting point has at most {r.limit} characters. Shorten it."
    ),
    partners.InvitationWithdrawn: lambda _r, _s: (
        "This invitation was withdrawn: there is nothing to do."
    ),
    partners.InvitationChanged: lambda _r, _s: (
        "This invitation has changed since. Open “My invitations”, look, and answer then."
    ),
    partners.InvitationOver: lambda r, s: f"It ended {s.when(r.ended)}: there is nothing to do.",
    partners.EngagementAhead: lambda r, s: f"It starts {s.when(r.starts)}. Look here again then.",
    partners_afterwards.FeedbackGiven: lambda _r, _s: (
        "Your agency has said how it went already: there is nothing to do. Thank you."
    ),
    partners_afterwards.FeedbackClosed: lambda r, _s: (
        f"It is more than {r.days} days ago. If there is something to say, tell your contact."
    ),
    partners_afterwards.DidNotTakePart: lambda _r, _s: (
        "Your agency is not noted as having been there. If that is wrong, tell your contact."
    ),
    partners_afterwards.WordsTooLong: lambda r, _s: (
        f"That may have at most {r.limit} characters. Shorten it."
    ),
    partners_afterwards.WordsNotAsked: lambda _r, _s: (
        "Words are not asked here. Use the buttons, or tell your contact."
    ),
    partners_afterwards.NotASoupKitchen: lambda _r, _s: (
        "This night is no soup kitchen. Choose who supplies it first."
    ),
    partners_afterwards.ServedImpossible: lambda r, _s: (
        f"At most {r.most}, and no less than 0. Type it again."
    ),
}
