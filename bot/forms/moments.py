"""A step for a time of day near a known moment: quick buttons, or typed as people type it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.forms.steps import (
    Answers,
    Asking,
    NoSuchOption,
    NotAnAnswer,
    Offers,
    Setting,
    Step,
    Taken,
    Value,
)

_LIKE = "Type it like 2230, 22:30 or 10.30pm."
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})|(?P<joined>\d{2}))?\s*(?P<half>[ap]\.?m?\.?)?",
    re.ASCII | re.IGNORECASE,
)
_NOW = 0
_AT_ANCHOR = 1
_SHIFTS = {2: -30, 3: -15, 4: 15, 5: 30}

Check = Callable[[Setting, Answers, datetime], str | None]
"""What is wrong with a moment, given the answers before it; None if nothing is."""


def _nothing_wrong(_setting: Setting, _answers: Answers, _at: datetime) -> str | None:
    return None


def read_clock(text: str) -> time:
    """A time of day as people type it: 2230, 22:30, 22.30, 22h30, 10.30pm, 10 pm.

    Raises NotAnAnswer, for a bare “10” too: nobody can tell which of the two it is.
    """
    found = _CLOCK.fullmatch(" ".join(text.split()))
    if found is None:
        raise NotAnAnswer(f"That is no time of day. {_LIKE}")
    hour, minute, half = int(found["hour"]), found["minute"] or found["joined"], found["half"]
    if minute is None and half is None:
        raise NotAnAnswer(f"Is that morning or night? {_LIKE}")
    if half is not None:
        if not 1 <= hour <= 12:
            raise NotAnAnswer(f"A day has no such time. {_LIKE}")
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    if hour == 24 and minute == "00":
        hour = 0
    try:
        return time(hour, int(minute or 0))
    except ValueError:
        raise NotAnAnswer(f"A day has no such time. {_LIKE}") from None


def nearest(clock: time, anchor: datetime, zone: ZoneInfo) -> datetime:
    """The instant near `anchor` when clocks in the zone show this time, in UTC.

    Of a time that comes twice when clocks go back the nearer counts, the first if both are as
    near. Raises NotAnAnswer for one that clocks skip when they go forward.
    """
    day = anchor.astimezone(zone).date()
    found = [
        datetime.combine(day + timedelta(days=days), clock, tzinfo=zone).replace(fold=fold)
        for days in (-1, 0, 1)
        for fold in (0, 1)
    ]
    instants = sorted({each.astimezone(UTC) for each in found})
    best = min(instants, key=lambda each: abs(each - anchor))
    if best.astimezone(zone).time() != clock:
        raise NotAnAnswer("Clocks skip that hour on this night. Say it in the new time.")
    return best


@dataclass(frozen=True)
class Moment(Step):
    """A moment near `anchor`, kept as an instant in UTC (ISO 8601).

    `planned` is what the button of the anchor says before its time, such as “Planned”.
    """

    anchor: Callable[[Setting, Answers], datetime]
    planned: str = "Planned"
    check: Check = _nothing_wrong

    @property
    def takes_typing(self) -> bool:
        """A time of day."""
        return True

    @property
    def hint(self) -> str:
        """The shortest way."""
        return "Or type it: 2230, 22:30, 10.30pm."

    def offers(self, asking: Asking) -> Offers:
        """Now, as planned, and a little before and after."""
        anchor = self.anchor(asking.setting, asking.answers)
        words = f"{self.planned} {self._clock(asking.setting, anchor)}".strip()
        buttons = [(_AT_ANCHOR, words), (_NOW, "Now")]
        for number, minutes in _SHIFTS.items():
            by = timedelta(minutes=minutes)
            sign = "−" if minutes < 0 else "+"
            label = f"{sign}{abs(minutes)}: {self._clock(asking.setting, anchor + by)}"
            buttons.append((number, label))
        return Offers(tuple(buttons), width=2)

    def tapped(self, asking: Asking, option: int) -> Taken:
        """Now to the minute, or the moment on the button."""
        anchor = self.anchor(asking.setting, asking.answers)
        if option == _NOW:
            return self._checked(asking, asking.now.replace(second=0, microsecond=0))
        if option == _AT_ANCHOR:
            return self._checked(asking, anchor)
        if option in _SHIFTS:
            return self._checked(asking, anchor + timedelta(minutes=_SHIFTS[option]))
        raise NoSuchOption

    def typed(self, asking: Asking, text: str) -> Taken:
        """The time nearest to the anchor that clocks show so."""
        anchor = self.anchor(asking.setting, asking.answers)
        zone = ZoneInfo(asking.setting.area.zone)
        return self._checked(asking, nearest(read_clock(text), anchor, zone))

    def _checked(self, asking: Asking, at: datetime) -> Value:
        wrong = self.check(asking.setting, asking.answers, at)
        if wrong is not None:
            raise NotAnAnswer(wrong)
        if at > asking.now + timedelta(minutes=1):
            raise NotAnAnswer("That is still to come. Say when it was.")
        return Value(at.astimezone(UTC).isoformat())

    def _clock(self, setting: Setting, at: datetime) -> str:
        return f"{at.astimezone(ZoneInfo(setting.area.zone)):%H:%M}"

    def shown(self, setting: Setting, answers: Answers, value: str) -> str:
        """The time of day."""
        return self._clock(setting, moment_of(value))

    def holds(self, setting: Setting, answers: Answers, value: str) -> bool:
        """Whether nothing is wrong with it, given the answers before it."""
        return self.check(setting, answers, moment_of(value)) is None


def moment_of(value: str) -> datetime:
    """The instant that an answer holds."""
    return datetime.fromisoformat(value)
