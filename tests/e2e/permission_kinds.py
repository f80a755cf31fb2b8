"""What the tables of permissions are made of: who there is, and how an action is called."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from operation.errors import Refusal
from operation.people import Actor, AwaitingApproval, NotAMember, RoleMissing, Suspended
from storage.database import Transaction
from tests.e2e.permission_stage import CAST, Ids

LEADS = frozenset({"lead", "deputy"})
OFFICERS = frozenset({"officer", "deputy"})
EVERYBODY = frozenset({*CAST, "stranger"})
STANDING: Mapping[str, type[Refusal]] = {
    "stranger": NotAMember,
    "declined": NotAMember,
    "removed lead": NotAMember,
    "lead elsewhere": NotAMember,
    "officer elsewhere": NotAMember,
    "pending": AwaitingApproval,
    "suspended lead": Suspended,
    "suspended officer": Suspended,
}
"""What somebody is told who may not act at all; members without the role miss a role."""
ACTIVE = frozenset(CAST) - STANDING.keys()

Call = Callable[[Transaction, Actor, Ids], Awaitable[Any]]


@dataclass(frozen=True)
class Permission:
    """How an action is called, who gets through, and who else is told something particular."""

    call: Call
    allowed: frozenset[str]
    told: Mapping[str, type[Refusal]] = field(default_factory=dict)

    def refusal(self, who: str) -> type[Refusal]:
        return self.told.get(who) or STANDING.get(who, RoleMissing)


def by(action: Callable[..., Awaitable[Any]], **fixed: Any) -> Callable[..., Call]:
    """The action with fixed arguments, and others named from the stage's ids."""

    def named(**names: str) -> Call:
        def call(tx: Transaction, actor: Actor, ids: Ids) -> Awaitable[Any]:
            given = {argument: _look_up(ids, name) for argument, name in names.items()}
            return action(tx, actor=actor, **given, **fixed)

        return call

    return named


def _look_up(ids: Ids, name: str) -> Any:
    """A member by name, a night of the crews by how it is, or whatever else there is."""
    if name in ids.members:
        return ids.members[name]
    if name in ids.more:
        return ids.more[name]
    return getattr(ids.crews, name) if hasattr(ids.crews, name) else getattr(ids, name)
