"""Words that the group's post, an officer's card and the lead's screens share."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.boards import Name, NightBoard
from bot.actions.cards import Headline
from bot.views.plain import clock, safe
from operation.area import Area
from operation.crew import Cancelled, Reason

CANCELLED = {
    Cancelled.WEATHER: "weather",
    Cancelled.NUMBERS: "too few officers",
    Cancelled.DEMAND: "other demand",
    Cancelled.OTHER: "called off by the lead",
}
REASONS = {
    Reason.DUTY: "duty or court",
    Reason.HOME: "family or home",
    Reason.UNFIT: "not fit for duty",
    Reason.UNSAID: "",
    Reason.ACCESS: "no longer has access, or is not trained",
}


MOST_NEWS = 6


def latest(news: Sequence[Headline]) -> Sequence[Headline]:
    """What a card says first, each once; while nothing could be sent much may have gathered."""
    return tuple(dict.fromkeys(news))[-MOST_NEWS:]


def times(area: Area, night: NightBoard) -> str:
    """20:00–02:00, with the hours where the clocks change on the way."""
    text = f"{clock(night.book.starts, area.zone)}–{clock(night.book.ends, area.zone)}"
    if night.hours != night.usual_hours:
        turn = "back" if night.hours > night.usual_hours else "forward"
        text += f" ({night.hours:g} hours: the clocks go {turn})"
    return text


def listed(names: tuple[Name, ...], most: int) -> str:
    """1. PC Sample, 2. PC Tester and 3 more."""
    shown = [f"{n}. {safe(name.called)}" for n, name in enumerate(names[:most], 1)]
    if not shown:
        return str(len(names))
    if len(names) > most:
        shown.append(f"and {len(names) - most} more")
    return ", ".join(shown)
