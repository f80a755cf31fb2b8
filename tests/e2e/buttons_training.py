"""The buttons of training, by who may press them; all about things that are there."""

from __future__ import annotations

from bot.callbacks import Payload
from bot.callbacks import training as buttons


def of_a_lead(member: int) -> list[Payload]:
    """Every button of training that only a lead may press."""
    area = "lambeth"
    return [
        buttons.TrainingOf(area), buttons.NewSession(area), buttons.SessionCard(1, 0),
        buttons.ChangeSession(1), buttons.StepSeats(1, 1), buttons.MoveSession(1),
        buttons.CallOffSession(1, sure=False), buttons.CallOffSession(1, sure=True),
        buttons.TellGroup(1), buttons.SessionLink(1), buttons.ChooseApplicant(1, 0),
        buttons.EnterApplicant(1, member), buttons.ApplicantCard(1),
        buttons.AnswerMindset(1, "seen"), buttons.SelectApplicant(1), buttons.KeepWaiting(1),
        buttons.DeclineApplicant(1, sure=False), buttons.DeclineApplicant(1, sure=True),
        buttons.WithdrawFor(1), buttons.AttendanceOf(1, 0, 0),
        buttons.MarkAttendance(1, attended=True), buttons.SignOff(1, 0), buttons.SignOffAll(1, 12),
        buttons.QualificationCard(member), buttons.SetExpiry(member, 12), buttons.UndoSignOff(1),
    ]  # fmt: skip


OF_ANY_MEMBER: list[Payload] = [
    buttons.MyTraining("lambeth"), buttons.Apply(1), buttons.WithdrawApplication(1),
]  # fmt: skip
