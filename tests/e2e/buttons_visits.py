"""Every kind of button about visits, by who may press it; visit 1 is there."""

from __future__ import annotations

from bot.callbacks import Payload
from bot.callbacks import visits as kinds

OF_A_LEAD: list[Payload] = [
    kinds.Visitors(1), kinds.VisitorCard(1), kinds.AcceptVisitor(1), kinds.DeclineVisitor(1),
    kinds.TakeVisitBack(1),
]  # fmt: skip
OF_ANY_MEMBER: list[Payload] = [
    kinds.ChooseVisit(), kinds.VisitNights("lambeth"), kinds.AskToVisit(1, sure=False),
    kinds.AskToVisit(1, sure=True), kinds.MyVisits(), kinds.MyVisit(1),
    kinds.CannotVisit(1, sure=False), kinds.CannotVisit(1, sure=True), kinds.InviteVisitor(1),
]  # fmt: skip
