"""The wording of what is refused about referrals."""

from __future__ import annotations

from bot.views.said import Wordings
from operation import referrals

WORDING: Wordings = {
    referrals.ReferenceUnknown: lambda _r, _s: (
        "No such reference here. Check your pocketbook; if she has none, record a new referral: "
        "choose “Referral”."
    ),
    referrals.NotYourReferral: lambda _r, _s: (
        "Only those who were on that patrol and project leads see this. Ask one of them."
    ),
    referrals.NoConsent: lambda _r, _s: (
        "She has not agreed to this, or does not any more, so nothing is passed on. There is "
        "nothing to do."
    ),
    referrals.NotSentYet: lambda _r, _s: (
        "No agency knows of it yet. Contact one by its secure route first, then choose “Handed "
        "over”."
    ),
    referrals.SentAlready: lambda _r, _s: (
        "It was handed over already. Open it again to see how it stands."
    ),
    referrals.MetAlready: lambda _r, _s: (
        "She was met and asked already. Open it again to see how it stands."
    ),
    referrals.NotedAlready: lambda _r, _s: (
        "That is what it says already: nothing to change. Choose another answer if it is wrong."
    ),
    referrals.ReferralOver: lambda _r, _s: (
        "This entry was struck or has ended, so it does not change any more. Record a new one: "
        "choose “Referral”."
    ),
    referrals.AgencyLinkOver: lambda _r, _s: (
        "This link is not valid or no longer. Ask whoever sent it to you for a new one."
    ),
}
