"""Every kind of button about returns, by who may press it."""

from __future__ import annotations

from bot.callbacks import Payload, returns

OF_A_LEAD: list[Payload] = [
    returns.AcceptReturn(1), returns.ChooseFault(1), returns.SendBack(1, "times"),
    returns.EnterReturn(1),
]  # fmt: skip
OF_ANY_MEMBER: list[Payload] = [
    returns.OpenReturn(1), returns.NilReturn(1), returns.PractiseReturn(),
    returns.CorrectReturn(1), returns.StruckValues(1),
    returns.EntriesOf(1),
]  # fmt: skip
