"""The buttons of people: home, links, approvals, roles."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload
from operation.people import Role


@payload("home")
@dataclass(frozen=True)
class Home(Payload):
    """Back to the home screen."""


@payload("priv")
@dataclass(frozen=True)
class Privacy(Payload):
    """What is kept about me, and why."""


@payload("help")
@dataclass(frozen=True)
class Help(Payload):
    """What I can do here."""


@payload("ppl")
@dataclass(frozen=True)
class PeopleOf(Payload):
    """The people of an area, by role."""

    area: str
    page: int = 0


@payload("mem")
@dataclass(frozen=True)
class MemberCard(Payload):
    """One member, with what a lead can do."""

    member: int


@payload("lnk")
@dataclass(frozen=True)
class ChooseLink(Payload):
    """Which role a new link is for."""

    area: str


@payload("lnkr")
@dataclass(frozen=True)
class MakeLink(Payload):
    """Make a link for a role: for one person, or for a parade room of so many."""

    area: str
    role: Role
    uses: int


@payload("lnkx")
@dataclass(frozen=True)
class RevokeLink(Payload):
    """Make a link useless before its time."""

    invite: int


@payload("ok")
@dataclass(frozen=True)
class Approve(Payload):
    """Let someone in, trained or not yet."""

    grant: int
    trained: bool


@payload("no")
@dataclass(frozen=True)
class Decline(Payload):
    """Do not let someone in."""

    grant: int


@payload("trn")
@dataclass(frozen=True)
class SetTrained(Payload):
    """Say that a member is trained as of today, or not yet."""

    member: int
    trained: bool


@payload("radd")
@dataclass(frozen=True)
class ChooseRole(Payload):
    """Which role to add to a member."""

    member: int


@payload("radr")
@dataclass(frozen=True)
class AddRole(Payload):
    """Add a role; place is the ward's or the agency's number in the area's list, -1 for none."""

    member: int
    role: Role
    place: int


@payload("rwhr")
@dataclass(frozen=True)
class ChoosePlace(Payload):
    """Which ward or agency a role is for."""

    member: int
    role: Role
    page: int


@payload("rdel")
@dataclass(frozen=True)
class DropRole(Payload):
    """Take a role away."""

    grant: int


@payload("susp")
@dataclass(frozen=True)
class Suspend(Payload):
    """Pause a member's access."""

    member: int


@payload("rest")
@dataclass(frozen=True)
class Restore(Payload):
    """Give a member access again."""

    member: int


@payload("rem")
@dataclass(frozen=True)
class Remove(Payload):
    """End a membership, after a second tap."""

    member: int
    sure: bool


@payload("addp")
@dataclass(frozen=True)
class AddWithoutTelegram(Payload):
    """Put someone who has no Telegram on the list."""

    area: str


@payload("apr")
@dataclass(frozen=True)
class ApprovalCard(Payload):
    """A role that someone asked for."""

    grant: int


@payload("trnd")
@dataclass(frozen=True)
class TrainingDay(Payload):
    """Say on which day a member was trained."""

    member: int
