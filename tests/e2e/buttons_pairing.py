"""The buttons of leading, pairing and places, by who may press them."""

from __future__ import annotations

from bot.callbacks import Payload, leading, pairing, places


def of_a_lead(member: int) -> list[Payload]:
    """Every button that only a lead may press, about things that are there."""
    area = "lambeth"
    return [
        leading.LeadingCard(1), leading.ChooseNamed(1, "patrol_lead", 0),
        leading.Name(1, "supervisor", member, on_card=False),
        leading.Name(1, "patrol_lead", member, on_card=True),
        pairing.ChooseNominee(1, 0), pairing.Nominate(1, member, on_card=True),
        pairing.TakeBack(1, on_card=False), pairing.InviteOfficer(1), pairing.OfficerByHand(1),
        pairing.AnswerForOfficer(1, member, comes=True), pairing.PairingOf(area),
        pairing.ReachedOf(area), pairing.TogetherOf(area, 0),
        places.SettleProposal(1, 1), places.SetMeeting(1), places.ProposePlace(1),
    ]  # fmt: skip


OF_ANY_MEMBER: list[Payload] = [
    pairing.AnswerNomination(1, comes=True), pairing.MyWard(), pairing.BesideNight(1),
    places.AgreeToPlace(1, 1),
]  # fmt: skip
