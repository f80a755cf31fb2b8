"""Every kind of button about referrals; who may use them depends on the patrol, or the link."""

from __future__ import annotations

from bot.callbacks import Payload, referrals

OF_ANY_MEMBER: list[Payload] = [
    referrals.NewReferral(1), referrals.SeenAgain(1), referrals.ReferAgain(1, "7K3M9P"),
    referrals.PractiseReferral(), referrals.OpenReferral(1),
    referrals.WaitingReferralsOf("lambeth"), referrals.HandOver(1), referrals.MetNow(1),
    referrals.NoteOutcome(1, "attended"), referrals.WithdrawConsent(1, sure=False),
    referrals.WithdrawConsent(1, sure=True), referrals.StrikeReferral(1, sure=False),
    referrals.StrikeReferral(1, sure=True), referrals.CorrectReferral(1),
    referrals.LinkForAgency(1), referrals.AgencySays(1, "attended"),
]  # fmt: skip
