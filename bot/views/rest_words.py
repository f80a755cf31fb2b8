"""Rest in words: what stands against somebody's going on a night, short and at length."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, time
from zoneinfo import ZoneInfo

from bot.actions.rest import Standing
from bot.views.plain import clock, short_day
from operation.duties import Around, Duty
from operation.rest import Finding, FindingKind, worst
from operation.rest_rules import UsualDuty

STOP, WARNING = "⛔", "⚠️"


def hours(amount: float) -> str:
    """14 h; 14 h 15 min."""
    whole, minutes = divmod(round(amount * 60), 60)
    if not minutes:
        return f"{whole} h"
    return f"{whole} h {minutes} min" if whole else f"{minutes} min"


def sign(found: Finding) -> str:
    """⛔ for a stop, ⚠️ for a warning."""
    return STOP if found.is_stop else WARNING


def mark(findings: Collection[Finding]) -> str:
    """What a lead reads beside a name: the one thing to know first; empty for nothing."""
    first = worst(findings)
    return f"{sign(first)} {_SHORT[first.kind](first)}" if first is not None else ""


def reason(found: Finding) -> str:
    """What stands against it, as a part of a sentence."""
    return _REASONS[found.kind](found)


def lines(findings: Collection[Finding]) -> list[str]:
    """Every finding on a line of its own."""
    return [f"{sign(each)} {_capital(reason(each))}." for each in findings]


def noted(findings: Collection[Finding]) -> str:
    """What follows a short answer, about hours, rest and nights."""
    known = [each for each in findings if each.kind is not FindingKind.NOT_STATED]
    first = worst(known)
    return f" {sign(first)} {_capital(reason(first))}." if first is not None else ""


def signed_up(findings: Collection[Finding]) -> str:
    """The same for somebody who has signed up; a stop is by what is only remembered then."""
    is_stop = any(each.is_stop for each in findings)
    return noted(findings) + (" Other duties this time? Say so in /shifts." if is_stop else "")


def _capital(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _in_all(found: Finding) -> str:
    return f"{hours(found.amount)} on duty in one stretch; the limit is {hours(found.limit)}"


def _days(counted: Sequence[date]) -> str:
    """(28 Feb, 7, 14 Mar), led by a space; as much as a short answer holds."""
    shown = counted[:_MOST_DAYS]
    if not shown:
        return ""
    following = (*shown[1:], None)
    said = [
        f"{each.day}" if after and after.month == each.month else f"{each.day} {each:%b}"
        for each, after in zip(shown, following, strict=True)
    ]
    more = len(counted) - len(shown)
    return f" ({', '.join(said)}{f' and {more} more' if more else ''})"


_MOST_DAYS = 8


def _rest(side: str) -> Callable[[Finding], str]:
    return lambda found: (
        f"only {hours(found.amount)} of rest {side} instead of {hours(found.limit)}"
    )


_REASONS: dict[FindingKind, Callable[[Finding], str]] = {
    FindingKind.OVERLAP: lambda _: "on another patrol at that time",
    FindingKind.ON_DUTY: lambda _: "on duty at that time",
    FindingKind.LONG_SHIFT: _in_all,
    FindingKind.REST_BEFORE: _rest("before the shift"),
    FindingKind.REST_AFTER: _rest("after the patrol"),
    FindingKind.FOUR_WEEKS: lambda f: (
        f"{f.amount:g} patrols in four weeks{_days(f.counted)}; the limit is {f.limit:g}"
    ),
    FindingKind.WEEKENDS: lambda f: (
        f"{f.amount:g} weekends running{_days(f.counted)}; the limit is {f.limit:g}"
    ),
    FindingKind.UNTRAINED: lambda _: "the training runs out before this night",
    FindingKind.NOT_STATED: lambda _: "the duties before and after are not stated yet",
}
_SHORT: dict[FindingKind, Callable[[Finding], str]] = {
    FindingKind.OVERLAP: lambda _: "on another patrol",
    FindingKind.ON_DUTY: lambda _: "on duty then",
    FindingKind.LONG_SHIFT: lambda f: f"{hours(f.amount)} in one stretch",
    FindingKind.REST_BEFORE: lambda f: f"{hours(f.amount)} rest before",
    FindingKind.REST_AFTER: lambda f: f"{hours(f.amount)} rest after",
    FindingKind.FOUR_WEEKS: lambda f: f"{f.amount:g} patrols in 4 weeks",
    FindingKind.WEEKENDS: lambda f: f"{f.amount:g} weekends running",
    FindingKind.UNTRAINED: lambda _: "training ends before",
    FindingKind.NOT_STATED: lambda _: "duties not stated",
}


def beside(standing: Standing | None) -> str:
    """What a lead reads beside somebody's name: what stands against them, or that it did."""
    if standing is None:
        return ""
    is_settled = standing.override is not None and len(standing.open) < len(standing.findings)
    return mark(standing.open) or ("rest overridden" if is_settled else "")


def duty(found: Duty | None, zone: str) -> str:
    """Day 09:00–17:00 (Fri 14 Mar); rest day; not stated."""
    if found is None:
        return "not stated yet"
    if found.starts is None or found.ends is None:
        return "rest day"
    times = f"{clock(found.starts, zone)}–{clock(found.ends, zone)}"
    day = short_day(found.starts.astimezone(ZoneInfo(zone)).date())
    return f"{f'{found.name} ' if found.name else ''}{times} ({day})"


def around(known: Around, zone: str) -> list[str]:
    """What is worked before and after, each on a line of its own."""
    return [
        f"{words}: {duty(found, zone)}{_REMEMBERED if found and found.is_remembered else ''}"
        for words, found in (("Before", known.before), ("After", known.after))
    ]


_REMEMBERED = ", as last time"


def usual_label(each: UsualDuty) -> str:
    """Early 7–15; Early 7:30–15:30."""
    return f"{each.name} {_hour(each.starts)}–{_hour(each.ends)}"


def _hour(at: time) -> str:
    return f"{at.hour}:{at.minute:02}" if at.minute else str(at.hour)
