"""The hours of a night: planned, proposed by who worked them, confirmed by a lead.

A `Sheet` is one person's record of one night. Times are instants, so that a night across a clock
change has the hours that really passed; whoever states a time chooses among instants and never
a wall clock's reading that could be two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from operation.attendance import ABSENT, Attended, NotOfTheCrew
from operation.errors import Refusal
from operation.overtime import Kind, Wants

LONGEST = timedelta(hours=16)
EARLIEST = timedelta(hours=4)
"""How long before the planned start somebody may have begun."""
LONGEST_REASON = 200
QUARTER = timedelta(minutes=15)
"""What times are stated in."""


class Why(StrEnum):
    """Why somebody's times are not as planned: never more than this."""

    ARREST = "arrest"
    HANDOVER = "handover"
    INCIDENT = "incident"
    TRAVEL = "travel"
    EARLY = "early"
    """They were sent home sooner."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """From an instant to an instant."""

    starts: datetime
    ends: datetime

    @property
    def elapsed(self) -> timedelta:
        """The time that really passed."""
        return self.ends - self.starts

    def until(self, left: datetime) -> Span:
        """The same up to the quarter of an hour in which somebody left; a quarter at least."""
        quarters = max(1, -((self.starts - left) // QUARTER))
        return Span(self.starts, min(self.ends, self.starts + quarters * QUARTER))

    def moved(self, starts: int, ends: int) -> Span:
        """The same with the start and the end so many minutes later."""
        return Span(self.starts + timedelta(minutes=starts), self.ends + timedelta(minutes=ends))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's record of one night.

    `why` explains the times that stand, where they are not the planned ones. `left` is when they
    left the crew during the patrol, None for who stayed. `version` grows with every change, so
    that nobody confirms what they have not seen.
    """

    patrol_id: int
    member_id: int
    planned: Span
    attended: Attended | None = None
    proposed: Span | None = None
    why: Why | None = None
    confirmed: Span | None = None
    confirmed_by: int | None = None
    kind: Kind = Kind.PLANNED
    wants: Wants = Wants.PAY
    rank: str | None = None
    """Their rank when the hours were confirmed; what they are paid by."""
    surname: str | None = None
    warrant_number: str | None = None
    """As they were when the hours were confirmed."""
    left: datetime | None = None
    version: int = 0

    @property
    def expected(self) -> Span:
        """The times to be said yes or no to: as planned, for who left until then."""
        return self.planned if self.left is None else self.planned.until(self.left)

    @property
    def turned_out(self) -> Attended | None:
        """How they turned out; whoever states hours was there, unless somebody noted otherwise."""
        if self.attended is None and (self.proposed or self.confirmed):
            return Attended.TURNED_UP
        return self.attended

    @property
    def is_absent(self) -> bool:
        return self.attended in ABSENT

    @property
    def is_settled(self) -> bool:
        """Nothing is left to be said about them."""
        return self.confirmed is not None or self.is_absent

    @property
    def is_as_planned(self) -> bool:
        """Whether they propose the planned times, and no lead has confirmed any yet.

        Whoever left during the patrol is looked at one by one, whatever they say.
        """
        is_whole = self.left is None and self.proposed == self.planned
        return is_whole and not self.is_settled

    @property
    def is_exception(self) -> bool:
        """Whether a lead has to look at what they propose."""
        is_said = self.proposed is not None and not self.is_settled
        return is_said and not self.is_as_planned

    @property
    def is_unanswered(self) -> bool:
        return self.proposed is None and not self.is_settled

    @property
    def stated(self) -> Span:
        """The times that stand by now: confirmed, or proposed, or expected."""
        return self.confirmed or self.proposed or self.expected

    def offset_of(self, span: Span) -> tuple[int, int]:
        """How many minutes later than planned times start and end."""
        minute = timedelta(minutes=1)
        return (
            (span.starts - self.planned.starts) // minute,
            (span.ends - self.planned.ends) // minute,
        )

    @property
    def worked(self) -> Span | None:
        """The times that count by now: those confirmed, or else expected; none for the absent."""
        return None if self.is_absent else self.confirmed or self.expected


@dataclass(frozen=True, slots=True)
class Correction:
    """What was confirmed once, what took its place, who changed it and why.

    `now` is None where they had not been there after all.
    """

    member_id: int
    was: Span
    now: Span | None
    by: int
    at: datetime
    reason: str


def may_settle(member_id: int, lead: int, *, own_hours: bool, others: int) -> bool:
    """Whether a lead may confirm somebody's hours.

    Their own only where the area allows it, or where no other lead is there to do it.
    """
    return member_id != lead or own_hours or not others


def sheet_of(sheets: Mapping[int, Sheet], member_id: int) -> Sheet:
    """A member's sheet among those of a night. Raises `NotOfTheCrew`."""
    if member_id not in sheets:
        raise NotOfTheCrew(member_id)
    return sheets[member_id]


def are_settled(sheets: Iterable[Sheet]) -> bool:
    """Whether a night's hours are all confirmed, or there are none."""
    return all(each.is_settled for each in sheets)


@dataclass(eq=False)
class EndBeforeStart(Refusal):
    """They would have ended before they started."""


@dataclass(eq=False)
class HoursTooLong(Refusal):
    """Longer than anybody may be on duty."""

    hours: int


@dataclass(eq=False)
class StartTooEarly(Refusal):
    """So long before the planned start that it was another duty."""

    hours: int


@dataclass(eq=False)
class StartTooLate(Refusal):
    """After the night was to be over."""

    ends: datetime


@dataclass(eq=False)
class EndNotPassed(Refusal):
    """Nobody has worked until a time that is still ahead."""

    ends: datetime


@dataclass(eq=False)
class ExplanationMissing(Refusal):
    """The times are not the planned ones, and nothing says why."""


@dataclass(eq=False)
class HoursConfirmed(Refusal):
    """A lead has confirmed these hours; from then on they are corrected with a reason."""


@dataclass(eq=False)
class HoursNotConfirmed(Refusal):
    """There is nothing to correct yet."""


@dataclass(eq=False)
class HoursChanged(Refusal):
    """Somebody has changed them since they were looked at."""


@dataclass(eq=False)
class MarkedAbsent(Refusal):
    """It is noted that they were not there."""

    attended: Attended


@dataclass(eq=False)
class NightSettled(Refusal):
    """All hours of the night are confirmed: who was there is settled with them."""


@dataclass(eq=False)
class OwnHours(Refusal):
    """Their own hours are for another lead of the area to confirm."""


@dataclass(eq=False)
class HoursReasonTooLong(Refusal):
    """A correction's reason is short."""

    limit: int


@dataclass(eq=False)
class HoursReasonMissing(Refusal):
    """What was confirmed is not changed without a reason."""


def require_possible(span: Span, planned: Span, *, now: datetime) -> Span:
    """The times, if somebody can have worked them.

    Raises `EndBeforeStart`, `HoursTooLong` (over 16 elapsed hours), `StartTooEarly` (more than
    four hours before the plan), `StartTooLate`, `EndNotPassed`.
    """
    if span.ends <= span.starts:
        raise EndBeforeStart
    if span.elapsed > LONGEST:
        raise HoursTooLong(LONGEST // timedelta(hours=1))
    if span.starts < planned.starts - EARLIEST:
        raise StartTooEarly(EARLIEST // timedelta(hours=1))
    if span.starts >= planned.ends:
        raise StartTooLate(planned.ends)
    if span.ends > now:
        raise EndNotPassed(span.ends)
    return span


def mark(sheet: Sheet, attended: Attended, *, settled: bool) -> Sheet:
    """Somebody in charge notes how they turned out.

    An absence that was noted by mistake can be taken back at any time: they are asked for their
    hours then. Raises `NightSettled`, and `HoursConfirmed` for an absence of someone with
    confirmed hours.
    """
    if attended is sheet.attended:
        return sheet
    if settled and not (sheet.is_absent and attended not in ABSENT):
        raise NightSettled
    if attended in ABSENT and sheet.confirmed is not None:
        raise HoursConfirmed
    return replace(sheet, attended=attended, version=sheet.version + 1)


def propose(sheet: Sheet, span: Span, *, why: Why | None, wants: Wants, now: datetime) -> Sheet:
    """Someone says when they worked; until a lead confirms it they may say otherwise.

    Raises what `require_possible` raises, `MarkedAbsent`, `HoursConfirmed`, and
    `ExplanationMissing` for other times than planned without a `why`.
    """
    said = _stated(sheet, span, why, now)
    if said == (sheet.proposed, sheet.why) and wants is sheet.wants:
        return sheet
    if sheet.confirmed is not None:
        raise HoursConfirmed
    return replace(sheet, proposed=said[0], why=said[1], wants=wants, version=sheet.version + 1)


def confirm(
    sheet: Sheet, span: Span, *, why: Why | None, by: int, rank: str | None, version: int,
    now: datetime, surname: str | None = None, warrant_number: str | None = None,
) -> Sheet:  # fmt: skip
    """A lead confirms somebody's times, or puts them right, as they looked at them.

    Raises what `propose` raises, and `HoursChanged`. A second tap changes nothing.
    """
    said = _stated(sheet, span, why, now)
    if sheet.confirmed is not None:
        if said == (sheet.confirmed, sheet.why):
            return sheet
        raise HoursConfirmed
    if version != sheet.version:
        raise HoursChanged
    return replace(
        sheet, confirmed=said[0], why=said[1], confirmed_by=by, rank=rank,
        surname=surname, warrant_number=warrant_number,
        version=sheet.version + 1,
    )  # fmt: skip


def correct(
    sheet: Sheet, span: Span | None, *, why: Why | None, reason: str, by: int, version: int,
    now: datetime,
) -> Sheet:  # fmt: skip
    """A lead corrects confirmed hours; without a span they were not there after all.

    Raises what `require_possible` raises, `HoursNotConfirmed`, `HoursChanged`,
    `HoursReasonMissing`, `HoursReasonTooLong`.
    """
    if sheet.confirmed is None:
        raise HoursNotConfirmed
    if version != sheet.version:
        raise HoursChanged
    if not reason.strip():
        raise HoursReasonMissing
    if len(reason) > LONGEST_REASON:
        raise HoursReasonTooLong(LONGEST_REASON)
    newer = replace(sheet, confirmed_by=by, version=sheet.version + 1)
    if span is None:
        return replace(newer, confirmed=None, proposed=None, why=None, attended=Attended.MISSED)
    times, said = _stated(sheet, span, why, now)
    return replace(newer, confirmed=times, why=said)


def _stated(sheet: Sheet, span: Span, why: Why | None, now: datetime) -> tuple[Span, Why | None]:
    if sheet.attended is not None and sheet.is_absent:
        raise MarkedAbsent(sheet.attended)
    require_possible(span, sheet.planned, now=now)
    if span == sheet.planned:
        return span, None
    if why is None:
        raise ExplanationMissing
    return span, why


def of_kind(sheet: Sheet, kind: Kind) -> Sheet:
    """A lead settles what sort of overtime it was."""
    return sheet if kind is sheet.kind else _changed(sheet, kind=kind)


def wanting(sheet: Sheet, wants: Wants) -> Sheet:
    """Pay or time off. Raises `HoursConfirmed` once a lead has confirmed the hours."""
    if wants is sheet.wants:
        return sheet
    if sheet.confirmed is not None:
        raise HoursConfirmed
    return _changed(sheet, wants=wants)


def _changed(sheet: Sheet, **values: Any) -> Sheet:
    return replace(sheet, version=sheet.version + 1, **values)
