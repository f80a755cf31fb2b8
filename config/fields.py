"""What the values in an area file may be, and the reason when one is not: shared by all tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import time
from functools import cache
from operator import attrgetter
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from config.faults import nearest

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def refused(problem: str, remedy: str) -> PydanticCustomError:
    # Braces would be read as places to fill in.
    escaped = problem.replace("{", "{{").replace("}", "}}")
    return PydanticCustomError("refused", escaped, {"remedy": remedy})


def _weekday(value: object) -> int:
    known = {day.lower(): index for index, day in enumerate(WEEKDAYS)}
    if isinstance(value, str) and value.strip().lower() in known:
        return known[value.strip().lower()]
    meant = nearest(value.strip().capitalize(), WEEKDAYS) if isinstance(value, str) else None
    example = meant or "Friday"
    raise refused("is not a day of the week", f'Write the English name, such as "{example}"')


def _clock(value: object) -> time:
    if isinstance(value, time) and value.tzinfo is None and not (value.second or value.microsecond):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return time.fromisoformat(value)
    raise refused("is not a time of day", 'Write hours and minutes, such as "20:00"')


@cache
def _zones() -> set[str]:
    """Reading them takes 10 ms, and they stay the same."""
    return available_timezones()


def zone_name(value: str) -> str:
    known = _zones()
    if value in known:
        return value
    meant = nearest(value, known) or "Europe/London"
    raise refused("is not a known time zone", f'Write one such as "{meant}"')


def _text(value: object) -> object:
    """Line ends as one sign and no space around, so that a file from any editor reads the same."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return value


def matching(pattern: str, remedy: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise refused("is not in the form needed", remedy)
        return value

    return AfterValidator(check)


def unique(*fields: str) -> AfterValidator:
    """No two rows alike in any of these fields; without fields, no two values alike."""

    def check(rows: list[Any]) -> list[Any]:
        readers: list[Callable[[Any], Any]] = [attrgetter(name) for name in fields] or [str]
        twice = [
            str(value)
            for read in readers
            for value, count in Counter(read(row) for row in rows).items()
            if count > 1
        ]
        if twice:
            raise refused(f"says the same twice: {', '.join(twice)}", "Keep one of each")
        return rows

    return AfterValidator(check)


Text = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
ShortText = Annotated[Text, Field(max_length=60)]
Weekday = Annotated[int, BeforeValidator(_weekday)]
Clock = Annotated[time, BeforeValidator(_clock)]
Key = Annotated[
    str,
    matching(
        "[a-z][a-z0-9-]{0,19}", "Use up to 20 small letters, digits and hyphens, a letter first"
    ),
]
WardCode = Annotated[
    str,
    matching("[A-Z0-9]{2,12}", "Use the official code in capitals and digits, such as E05014095"),
]


class Table(BaseModel):
    """Nothing is guessed: no unknown keys, no text for a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
