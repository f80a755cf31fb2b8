"""The release window: after a week opens, those who have done least may sign up first.

Everyone else may say maybe meanwhile, and becomes in once the window is over. Extra nights are
open to all at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from operation.book import Window
from operation.errors import Refusal
from operation.fairness import Account, rank_of


@dataclass(eq=False)
class NotReleasedYet(Refusal):
    """The list is open to those who have done least; to everyone else it opens later."""

    opens_at: datetime


def released_at(window: Window, hours: int) -> datetime | None:
    """When a list that is open opens to everyone; None where it does so at once.

    At most half of the time goes by in which it is open at all, so that everyone has a turn.
    """
    if hours <= 0:
        return None
    half = (window.closes_at - window.opens_at) / 2
    return window.opens_at + min(timedelta(hours=hours), half)


def is_less_used(accounts: Mapping[int, Account], member_id: int) -> bool:
    """Whether somebody is in the half that has done least; who is level with it is too.

    Of an odd number the half is the larger one. Raises `KeyError` without an account.
    """
    rank, among = rank_of(accounts, member_id)
    return rank <= (among + 1) // 2
