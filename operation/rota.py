"""Signing up for patrols and stepping back.

Officers sign up and step back by themselves while the window is open; a lead may add and take
off people until the patrol starts. Every rule takes the book and returns it changed, with the
event that happened, or raises a refusal. Opening, closing and extra nights are in
`operation.calling`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from operation.area import numbers_are_possible
from operation.book import Book, Standing, Volunteer, Window
from operation.errors import Refusal
from operation.people import Member, NotAMember, Role, RoleMissing, require_active

__all__ = [
    "AlreadyIn",
    "Book",
    "ChatNotOpen",
    "NotEligible",
    "NotInvolved",
    "NotTrained",
    "NumbersChanged",
    "NumbersImpossible",
    "PatrolStarted",
    "SignUpClosed",
    "SignUpNotOpen",
    "SignedUp",
    "Standing",
    "SteppedBack",
    "SteppingBackClosed",
    "Volunteer",
    "Window",
    "add",
    "change_numbers",
    "require_eligible",
    "require_may_sign_up",
    "sign_up",
    "step_back",
    "take_off",
]


# Refusals


@dataclass(eq=False)
class SignUpNotOpen(Refusal):
    """The list opens later."""

    opens_at: datetime


@dataclass(eq=False)
class SignUpClosed(Refusal):
    """The list is closed; only a lead still changes it."""

    closed_at: datetime


@dataclass(eq=False)
class SteppingBackClosed(Refusal):
    """Too late to step back by oneself: the lead must be told."""

    closed_at: datetime


@dataclass(eq=False)
class PatrolStarted(Refusal):
    """The patrol has started; its list is history."""

    starts: datetime


@dataclass(eq=False)
class NotTrained(Refusal):
    """Only trained officers go on patrol."""

    member_id: int


@dataclass(eq=False)
class NotEligible(Refusal):
    """Whom the lead would add is no active, trained officer of the area."""

    member_id: int


@dataclass(eq=False)
class ChatNotOpen(Refusal):
    """The bot cannot write to them, so they would miss what they must be told."""

    member_id: int


@dataclass(eq=False)
class NotInvolved(Refusal):
    """They are not on this list."""

    member_id: int


@dataclass(eq=False)
class NumbersImpossible(Refusal):
    """The minimum is at least 1 and at most the places, and places have a limit."""

    minimum: int
    places: int


# Events


@dataclass(frozen=True, slots=True)
class SignedUp:
    """Someone is on the list now, in or waiting; `by` is the lead's member id if a lead did it."""

    volunteer: Volunteer
    standing: Standing

    @property
    def member_id(self) -> int:
        return self.volunteer.member_id


@dataclass(frozen=True, slots=True)
class AlreadyIn:
    """They were on the list before; nothing changed."""

    member_id: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class SteppedBack:
    """Someone is off the list; `moved_in` has their place now and is to be told.

    `by` is the lead's member id, None when they stepped back themself or lost access.
    """

    member_id: int
    was: Standing
    moved_in: int | None
    by: int | None


@dataclass(frozen=True, slots=True)
class NumbersChanged:
    """Other numbers; those moved in and those moved to the waiting list are to be told."""

    was_minimum: int
    was_places: int
    minimum: int
    places: int
    moved_in: tuple[int, ...]
    moved_out: tuple[int, ...]
    by: int


# Rules


def sign_up(
    book: Book, member: Member, *, now: datetime, tapped: datetime | None = None
) -> tuple[Book, SignedUp | AlreadyIn]:
    """A trained officer volunteers: in while there is a place, else last on the waiting list.

    A second time is harmless and says where they stand. `tapped` is the earliest that they may
    have tapped, if that is not `now`: whoever may have been in time is. Raises `SignUpNotOpen`,
    `SignUpClosed`, `PatrolStarted`, `RoleMissing`, `NotTrained`, `ChatNotOpen`, and the refusals
    of an inactive member.
    """
    require_active(member)
    standing = book.standing_of(member.id)
    if standing is not None:
        return book, AlreadyIn(member.id, standing)
    require_may_sign_up(book, member, now=now, tapped=tapped)
    return _with_last(book, Volunteer(member.id, now))


def require_may_sign_up(
    book: Book, member: Member, *, now: datetime, tapped: datetime | None = None
) -> None:
    """Whether somebody who is not on the list may sign up now.

    Raises what `sign_up` raises.
    """
    require_active(member)
    if now < book.window.opens_at:
        raise SignUpNotOpen(book.window.opens_at)
    if book.is_closed_at(tapped or now):
        raise SignUpClosed(book.closes_at)
    _require_not_started(book, now)
    _require_fit(book, member)
    if member.has_telegram and not member.is_reachable:
        raise ChatNotOpen(member.id)


def step_back(
    book: Book, member: Member, *, now: datetime, tapped: datetime | None = None
) -> tuple[Book, SteppedBack]:
    """An officer takes their own name off; the first waiting moves into a place that frees.

    `tapped` as in `sign_up`. Raises `NotInvolved`, `PatrolStarted`, `SteppingBackClosed`, and the
    refusals of an inactive member.
    """
    require_active(member)
    if book.standing_of(member.id) is None:
        raise NotInvolved(member.id)
    _require_not_started(book, now)
    if now < book.window.opens_at or book.is_closed_at(tapped or now):
        raise SteppingBackClosed(book.closes_at)
    return _without(book, member.id, by=None)


def add(book: Book, member: Member, *, by: int, now: datetime) -> tuple[Book, SignedUp | AlreadyIn]:
    """A lead writes someone on the list, open or closed, with Telegram or without.

    Raises `PatrolStarted`, and `NotEligible` for anybody but an active, trained officer.
    """
    standing = book.standing_of(member.id)
    if standing is not None:
        return book, AlreadyIn(member.id, standing)
    _require_not_started(book, now)
    require_eligible(book, member)
    return _with_last(book, Volunteer(member.id, now, added_by=by))


def require_eligible(book: Book, member: Member) -> None:
    """Raises `NotEligible` for anybody but an active, trained officer of the area."""
    if member.area != book.area or not (member.may(Role.OFFICER) and member.is_trained):
        raise NotEligible(member.id)


def take_off(
    book: Book, member_id: int, *, by: int | None, now: datetime
) -> tuple[Book, SteppedBack]:
    """A lead, or a loss of access (`by` None), takes someone off, open or closed.

    Raises `NotInvolved`, `PatrolStarted`.
    """
    if book.standing_of(member_id) is None:
        raise NotInvolved(member_id)
    _require_not_started(book, now)
    return _without(book, member_id, by=by)


def change_numbers(
    book: Book, *, minimum: int, places: int, by: int, now: datetime
) -> tuple[Book, NumbersChanged]:
    """A lead changes the numbers of one patrol.

    More places move the first waiting in, fewer move the last in to the head of the waiting
    list. Raises `PatrolStarted`, `NumbersImpossible`.
    """
    _require_not_started(book, now)
    if not numbers_are_possible(minimum, places):
        raise NumbersImpossible(minimum, places)
    changed = replace(book, minimum=minimum, places=places)
    event = NumbersChanged(
        was_minimum=book.minimum,
        was_places=book.places,
        minimum=minimum,
        places=places,
        moved_in=_ids(book.volunteers[book.places : places]),
        moved_out=_ids(book.volunteers[places : book.places]),
        by=by,
    )
    return changed, event


def _ids(volunteers: tuple[Volunteer, ...]) -> tuple[int, ...]:
    return tuple(volunteer.member_id for volunteer in volunteers)


def _with_last(book: Book, volunteer: Volunteer) -> tuple[Book, SignedUp]:
    changed = replace(book, volunteers=(*book.volunteers, volunteer))
    return changed, SignedUp(volunteer, Standing(len(changed.volunteers), book.places))


def _without(book: Book, member_id: int, *, by: int | None) -> tuple[Book, SteppedBack]:
    left = tuple(other for other in book.volunteers if other.member_id != member_id)
    index = next(i for i, other in enumerate(book.volunteers) if other.member_id == member_id)
    was = Standing(index + 1, book.places)
    moved_in = book.waiting[0].member_id if was.is_in and book.waiting else None
    return replace(book, volunteers=left), SteppedBack(member_id, was, moved_in, by)


def _require_not_started(book: Book, now: datetime) -> None:
    """Raises `PatrolStarted` from the start on."""
    if now >= book.starts:
        raise PatrolStarted(book.starts)


def _require_fit(book: Book, member: Member) -> None:
    """An officer of this area who has had the training."""
    if member.area != book.area:
        raise NotAMember(book.area)
    if Role.OFFICER not in member.roles:
        raise RoleMissing(book.area, (Role.OFFICER,))
    if not member.is_trained:
        raise NotTrained(member.id)
