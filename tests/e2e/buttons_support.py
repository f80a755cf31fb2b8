"""Every kind of button about support that is asked for; request 1 is there."""

from __future__ import annotations

from bot.callbacks import Payload
from bot.callbacks import support_requests as kinds

OF_A_LEAD: list[Payload] = [
    kinds.SupportOf("lambeth"), kinds.RequestCard(1), kinds.WillCall(1), kinds.WriteAnswer(1),
    kinds.CloseRequest(1),
]  # fmt: skip
OF_ANY_MEMBER: list[Payload] = [kinds.ChooseSupport(), kinds.AskForSupport("lambeth")]
