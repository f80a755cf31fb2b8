"""Every kind of button about partner agencies, by who may press it."""

from __future__ import annotations

from bot.callbacks import Payload
from bot.callbacks import agencies as lists


def of_a_lead(member: int) -> list[Payload]:
    """Every button that only a lead may press, about things that are there."""
    area = "lambeth"
    return [
        lists.AgenciesOf(area), lists.AgencyCard(1), lists.AddAgency(area), lists.RenameAgency(1),
        lists.PauseAgency(1, wanted=True), lists.AddContact(1), lists.MainContact(1, member),
    ]  # fmt: skip
