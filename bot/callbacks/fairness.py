"""The buttons of fairness: one's own account."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("facc")
@dataclass(frozen=True)
class MyAccount(Payload):
    """What I have carried, and where I stand."""
