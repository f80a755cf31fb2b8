"""The screens on which a lead changes the usual nights and the rhythm of the week."""

from __future__ import annotations

from bot.actions.boards import PlanBoard
from bot.callbacks.people import Home
from bot.callbacks.rota import (
    PlanMoment,
    PlanNight,
    PlanOf,
    RotaOf,
    StepMoment,
    StepNight,
    ToggleNight,
)
from bot.screens import Button, Screen
from bot.views.plain import button, in_rows, safe
from operation.area import Moment, NightPattern

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MOMENTS = {
    "opens": "Sign-up opens",
    "closes": "Sign-up closes",
    "ward_agreed": "Ward agreed by",
    "risk_assessment": "Risk assessment by",
    "brief": "Brief by",
}


def plan(board: PlanBoard) -> Screen:
    """The usual nights and the rhythm."""
    lines = [f"<b>{safe(board.area.name)}: usual nights</b>"]
    lines += [_night(night) for night in board.plan.nights]
    lines += ["", "<b>Rhythm of a week</b>"]
    lines += [
        f"{label}: {when(getattr(board.plan.rhythm, name))}" for name, label in MOMENTS.items()
    ]
    lines += ["", "Changes count for weeks that open from now on."]
    area = board.area.key
    nights = [button(DAYS[n.weekday], PlanNight(area, n.weekday)) for n in board.plan.nights]
    moments = [button(label, PlanMoment(area, name)) for name, label in MOMENTS.items()]
    planned = {night.weekday for night in board.plan.nights}
    more = [
        button(f"+ {name[:3]}", ToggleNight(area, n))
        for n, name in enumerate(DAYS)
        if n not in planned
    ]
    foot = (button("‹ Rota", RotaOf(area)), button("Home", Home()))
    rows = (*in_rows(nights, 2), *in_rows(more, 5), *in_rows(moments, 2), foot)
    return Screen(text="\n".join(lines), rows=rows)


def _night(night: NightPattern) -> str:
    return (
        f"{DAYS[night.weekday]} {night.starts:%H:%M}–{night.ends:%H:%M}, "
        f"minimum {night.minimum}, places {night.places}"
    )


def when(moment: Moment) -> str:
    """Wednesday 18:00, the week before."""
    text = f"{DAYS[moment.weekday]} {moment.at:%H:%M}"
    if moment.weeks_before == 0:
        return f"{text} of the week"
    if moment.weeks_before == 1:
        return f"{text}, the week before"
    return f"{text}, {moment.weeks_before} weeks before"


def plan_night(board: PlanBoard, weekday: int) -> Screen | None:
    """One usual night, to be changed by steps."""
    night = next((each for each in board.plan.nights if each.weekday == weekday), None)
    if night is None:
        return None
    area = board.area.key
    rows: list[tuple[Button, ...]] = [
        _steps(area, weekday, "Start", "starts", 30),
        _steps(area, weekday, "End", "ends", 30),
        _steps(area, weekday, "Minimum", "minimum", 1),
        _steps(area, weekday, "Places", "places", 1),
    ]
    if len(board.plan.nights) > 1:
        label = f"No more {DAYS[weekday]}s"
        rows.append((button(label, ToggleNight(area, weekday)),))
    rows.append((button("‹ Usual nights", PlanOf(area)),))
    text = f"<b>Usual night</b>\n{_night(night)}\n\nWeeks on the rota stay as they are."
    return Screen(text=text, rows=tuple(rows))


def _steps(area: str, weekday: int, label: str, figure: str, step: int) -> tuple[Button, ...]:
    unit = " min" if step > 1 else ""
    return (
        button(f"{label} −{step}{unit}", StepNight(area, weekday, figure, -step)),
        button(f"{label} +{step}{unit}", StepNight(area, weekday, figure, step)),
    )


def plan_moment(board: PlanBoard, name: str) -> Screen | None:
    """One moment of the rhythm, to be moved by days and hours."""
    if name not in MOMENTS:
        return None
    area = board.area.key
    steps = {"day": 24 * 60, "hour": 60, "30 min": 30}
    rows = [
        (
            button(f"−1 {label}" if label != "30 min" else "−30 min", StepMoment(area, name, -m)),
            button(f"+1 {label}" if label != "30 min" else "+30 min", StepMoment(area, name, m)),
        )
        for label, m in steps.items()
    ]
    rows.append((button("‹ Usual nights", PlanOf(area)), button("Home", Home())))
    text = f"<b>{MOMENTS[name]}</b>\n{when(getattr(board.plan.rhythm, name))}"
    return Screen(text=text, rows=tuple(rows))
