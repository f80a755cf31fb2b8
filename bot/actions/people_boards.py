"""What the screens of people show: read in one go, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import agencies, training_boards
from bot.actions.boards import MyNight, my_nights
from bot.actions.recording import record
from bot.actions.todo import ToDo, todo_of
from bot.actions.training_boards import QualificationBoard
from bot.actions.visit_boards import count_mine
from operation.area import Area
from operation.joining import Invite
from operation.people import Actor, GrantState, Member, MemberState, Role
from operation.training import asks_for_role
from storage import drafts, grants, invites, people
from storage import training as trainings
from storage.audit import AuditKind
from storage.database import Transaction
from storage.grants import StoredGrant


@dataclass(frozen=True, slots=True)
class Standing:
    """Someone in one area, as their own home screen has it."""

    area: Area
    member: Member
    pending: int
    """Decisions that wait for them as a lead."""
    safe_until: datetime | None
    """For someone who lost access during a patrol: when it ends."""
    todo: ToDo | None = None
    """What waits for them as a lead."""
    next_shift: MyNight | None = None
    """Of an officer: the night under way or ahead that they are on first."""
    has_applied: bool = False
    """For someone still to be let in: whether they have applied for a training."""


@dataclass(frozen=True, slots=True)
class HomeBoard:
    """What someone sees first: where they stand, and what they had begun."""

    standings: tuple[Standing, ...]
    draft_id: int | None
    drafts: int = 0
    """How many things they had begun that wait."""
    visits: int = 0
    """Nights elsewhere that they visit, or have asked to."""


@dataclass(frozen=True, slots=True)
class PeopleBoard:
    """The people of an area and the links that are open."""

    area: Area
    members: tuple[Member, ...]
    pending: tuple[StoredGrant, ...]
    names: Mapping[int, Member]
    invites: tuple[Invite, ...]
    page: int


@dataclass(frozen=True, slots=True)
class MemberBoard:
    """One member and their roles."""

    area: Area
    member: Member
    grants: tuple[StoredGrant, ...]
    training: QualificationBoard | None = None


@dataclass(frozen=True, slots=True)
class GrantBoard:
    """A role asked for or decided, and whose it is."""

    area: Area
    member: Member
    stored: StoredGrant


async def standings(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> tuple[Standing, ...]:
    """Every area that someone belongs to or waits for."""
    found = []
    for member in actor.members:
        gone = member.state in (MemberState.REMOVED, MemberState.DECLINED)
        if gone or member.area not in areas:
            continue
        is_lead = member.may(Role.LEAD)
        pending = await grants.count_pending(tx, member.area) if is_lead else 0
        until = None if member.is_active else await people.safe_until(tx, member.id)
        is_tonight = until is not None and until > now
        area = await _as_they_know_it(tx, areas[member.area], [member])
        todo = await todo_of(tx, area=areas[member.area], now=now) if is_lead else None
        safe = until if is_tonight else None
        applied = await _has_applied(tx, member, now)
        found.append(Standing(area, member, pending, safe, todo=todo, has_applied=applied))
    return await _with_shifts(tx, found, actor=actor, areas=areas, now=now)


async def _with_shifts(
    tx: Transaction, found: list[Standing], *, actor: Actor, areas: Mapping[str, Area],
    now: datetime,
) -> tuple[Standing, ...]:  # fmt: skip
    """The same with the next shift of whoever is an officer."""
    if not any(each.member.may(Role.OFFICER) for each in found):
        return tuple(found)
    nights = await my_nights(tx, actor=actor, areas=areas, now=now)
    first: dict[int, MyNight] = {}
    for each in nights:
        first.setdefault(each.member_id, each)
    return tuple(replace(each, next_shift=first.get(each.member.id)) for each in found)


async def _has_applied(tx: Transaction, member: Member, now: datetime) -> bool:
    if not asks_for_role(member):
        return False
    return bool(await trainings.open_of_member(tx, member.id, since=now))


async def home_board(
    tx: Transaction, *, chat_id: int, areas: Mapping[str, Area], now: datetime
) -> HomeBoard | None:
    """What someone sees first; None for a person whom no area knows."""
    actor = await people.actor_of_chat(tx, chat_id)
    found = await standings(tx, actor=actor, areas=areas, now=now)
    if not found or actor.person_id is None:
        return None
    begun = await drafts.waiting_of(tx, person_id=actor.person_id, now=now)
    going = await count_mine(tx, actor=actor)
    return HomeBoard(found, begun[0].id if begun else None, drafts=len(begun), visits=going)


async def consult_people(tx: Transaction, *, actor: Actor, area: str, now: datetime) -> None:
    """A lead opens the list of people: a consultation that is recorded."""
    actor.acting(area, Role.LEAD)
    kind = AuditKind.CONSULTATION
    record(tx, kind, "people listed", f"area:{area}", area=area, actor=actor, at=now)


async def consult_member(tx: Transaction, *, actor: Actor, member_id: int, now: datetime) -> None:
    """A lead opens one member's card: a consultation that is recorded."""
    area = (await people.get_member(tx, member_id)).area
    actor.acting(area, Role.LEAD)
    kind = AuditKind.CONSULTATION
    record(tx, kind, "member looked at", f"member:{member_id}", area=area, actor=actor, at=now)


async def consult_grant(
    tx: Transaction, *, actor: Actor, grant_id: int, areas: Mapping[str, Area], now: datetime
) -> None:
    """A lead opens what somebody asked for: a consultation that is recorded."""
    board = await load_grant(tx, grant_id=grant_id, areas=areas)
    area = board.area.key
    actor.acting(area, Role.LEAD)
    kind = AuditKind.CONSULTATION
    record(tx, kind, "request looked at", f"grant:{grant_id}", area=area, actor=actor, at=now)


async def people_board(tx: Transaction, *, area: Area, page: int, now: datetime) -> PeopleBoard:
    """The people of an area, for a screen whose opening was recorded."""
    states = (MemberState.ACTIVE, MemberState.SUSPENDED, MemberState.PENDING)
    members = await people.members_of(tx, area.key, states=states)
    asked = await grants.grants_of(tx, area=area.key)
    pending = tuple(each for each in asked if each.grant.state is GrantState.PENDING)
    names = {member.id: member for member in members}
    settled = tuple(member for member in members if member.state is not MemberState.PENDING)
    links = tuple(await invites.open_invites(tx, area.key, now))
    area = await _as_they_know_it(tx, area, members)
    return PeopleBoard(area, settled, pending, names, links, page)


async def is_told(tx: Transaction, member_id: int) -> bool:
    """Whether what concerns a member reaches them in private."""
    member = await people.get_member(tx, member_id)
    return member.has_telegram and member.is_reachable


async def load_member(
    tx: Transaction, *, member_id: int, areas: Mapping[str, Area], now: datetime
) -> MemberBoard:
    """One member as they stand, for a screen whose opening was recorded."""
    training = await training_boards.qualification_board(
        tx, member_id=member_id, areas=areas, now=now
    )
    member = training.member
    roles = await grants.grants_of(tx, member_id=member_id)
    # Another role may be for any of the agencies that there are by now.
    area = await agencies.live(tx, areas[member.area])
    return MemberBoard(area, member, tuple(roles), training)


async def load_grant(tx: Transaction, *, grant_id: int, areas: Mapping[str, Area]) -> GrantBoard:
    """A role grant as it stands."""
    stored = await grants.get_grant(tx, grant_id)
    member = await people.get_member(tx, stored.member_id)
    area = await _as_they_know_it(tx, areas[member.area], [member])
    return GrantBoard(area, member, stored)


async def _as_they_know_it(tx: Transaction, area: Area, members: Iterable[Member]) -> Area:
    """The area, with its agencies by their present names where somebody is of one."""
    are_partners = any(grant.agency for member in members for grant in member.grants)
    return await agencies.live(tx, area) if are_partners else area
