"""Every kind of button about partner agencies, by who may press it."""

from __future__ import annotations

from bot.callbacks import Payload
from bot.callbacks import agencies as lists
from bot.callbacks import partners as nights
from operation.partners import Attendance, Purpose


def of_a_lead(member: int) -> list[Payload]:
    """Every button that only a lead may press, about things that are there."""
    area = "lambeth"
    return [
        lists.AgenciesOf(area), lists.AgencyCard(1), lists.AddAgency(area), lists.RenameAgency(1),
        lists.PauseAgency(1, wanted=True), lists.AddContact(1), lists.MainContact(1, member),
        lists.CorrectContact(1, member),
        nights.PartnersOf(1), nights.ChoosePurpose(1),
        nights.SetPurpose(1, Purpose.ENFORCEMENT, sure=True), nights.Window(1, "n"),
        nights.StepWindow(1, "n", 15, 0), nights.KeepWindow(1, "n", 0, 60), nights.InviteCard(1),
        nights.TickAgency(1, 1), nights.InviteNext(1), nights.MeetingPoint(1), nights.SoupCard(1),
        nights.SetSupplier(1, 1), nights.DropSoup(1), nights.StepServed(1, 10),
        nights.KeepServed(1, 35), nights.TypeServed(1), nights.AgencyHistory(1, 8),
    ]  # fmt: skip


OF_AN_INVITATION: list[Payload] = [
    # Refused as an unknown thing by whoever is not invited anywhere: no invitation is there.
    nights.InvitationCard(1, sure=False), nights.AnswerForAgency(1, comes=True),
    nights.WithdrawInvitation(1), nights.MarkAttendance(1, Attendance.CAME),
    nights.MyInvitations("lambeth"), nights.MyInvitation(1),
    nights.AnswerInvitation(1, 1, comes=True), nights.SomeoneElse(1, 1),
    nights.SendColleague(1, 1, 1), nights.SendUnnamed(1, 1), nights.GiveFeedback(1),
    nights.StopQuoting(1),
]  # fmt: skip
