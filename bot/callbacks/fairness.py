"""The buttons of fairness: one's own account, and saying maybe."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("facc")
@dataclass(frozen=True)
class MyAccount(Payload):
    """What I have carried, and where I stand."""


@payload("famb")
@dataclass(frozen=True)
class SayMaybe(Payload):
    """I may come to this night."""

    week: int
    patrol: int

    @property
    def living(self) -> str | None:
        """These buttons stand under the week's post."""
        return f"rota:{self.week}"
