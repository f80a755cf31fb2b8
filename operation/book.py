"""One patrol's list of volunteers, as a value.

Who is in and who waits is never stored: whoever stands among the first `places` names is in,
everyone after them waits. So nobody can be overbooked, and whoever waits first moves in by
itself when a name before them goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Window:
    """When officers sign up and step back by themselves: from `opens_at` until `closes_at`."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A name on the list; `added_by` is the lead's member id when a lead wrote it there."""

    member_id: int
    since: datetime
    added_by: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where someone stands on the list: `rank` counts from 1 over all, in and waiting."""

    rank: int
    places: int

    @property
    def is_in(self) -> bool:
        return self.rank <= self.places

    @property
    def waiting_position(self) -> int | None:
        """1 for the first of the waiting list, None for someone who is in."""
        return None if self.is_in else self.rank - self.places


@dataclass(frozen=True, slots=True)
class Book:
    """One patrol's list, with the volunteers in the order in which they came."""

    patrol_id: int
    area: str
    night: date
    starts: datetime
    ends: datetime
    minimum: int
    places: int
    window: Window
    volunteers: tuple[Volunteer, ...] = ()

    @property
    def inside(self) -> tuple[Volunteer, ...]:
        """Who has a place."""
        return self.volunteers[: self.places]

    @property
    def waiting(self) -> tuple[Volunteer, ...]:
        """Who waits, the next to move in first."""
        return self.volunteers[self.places :]

    @property
    def short(self) -> int:
        """How many officers the patrol still lacks; 0 when it can go out."""
        return max(0, self.minimum - len(self.inside))

    @property
    def closes_at(self) -> datetime:
        """When the list closes by itself: with its window, at the latest when the patrol starts."""
        return min(self.window.closes_at, self.starts)

    def is_open_at(self, now: datetime) -> bool:
        """Whether officers sign up and step back by themselves."""
        return self.window.opens_at <= now and not self.is_closed_at(now)

    def is_closed_at(self, now: datetime) -> bool:
        """Whether the list has closed by itself or by a lead's hand."""
        return now >= self.closes_at

    def standing_of(self, member_id: int) -> Standing | None:
        """Where this member stands, None for someone not on the list."""
        for index, volunteer in enumerate(self.volunteers):
            if volunteer.member_id == member_id:
                return Standing(index + 1, self.places)
        return None
