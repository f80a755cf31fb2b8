"""The weeks before the demo, played by its cast as any team would: taps, on a clock moved on.

Nothing is written into the bot's database: what it says of fairness, rest and money is what it
has made of these taps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sandbox.client import Group, Person, Sandbox
from sandbox.demo_money import enters_money, settles_hours, states_hours
from sandbox.demo_rest import states_duties

WEEKS = 6
"""Weeks of patrols behind the demo."""
OPENS, DEADLINE = time(9, 30), time(18, 5)
WAIT = 45.0

_CUSTOM: Mapping[str, str] = {
    "Ada": "fs fs .. fs f. fs .. fs",
    "Ben": "f. .s .. f. fs .s .. f.",
    "Cy": "fs .. .s f. fs .. fs .s",
    "Di": ".s .. f. fs .s .. f. f.",
    "Gil": ".. fs fs .. f. fs fs ..",
    "Hal": ".. f. .s fs .. .s .s fs",
    "Ida": "f. .s fs .. .s f. fs ..",
    "Jo": ".s f. f. .. .. f. .. .s",
}
"""Who signs up for Friday (f) and Saturday (s), week by week; the last but one is this week."""
_ASKED_FOR = 3
_WITHDRAWS = {("Cy", 2, 5), ("Gil", 4, 4)}
"""Who cannot make it after all: the week, and the weekday of the night."""


def begins(now: datetime, weeks: int = WEEKS) -> datetime:
    """When the demo's history begins: the Monday morning on which its first weeks are open."""
    monday = now.date() - timedelta(days=now.weekday(), weeks=weeks + 1)
    return datetime.combine(monday, OPENS, UTC)


async def plays_history(
    world: Sandbox,
    lead: Person,
    officers: Sequence[Person],
    group: Group,
    *,
    until: datetime,
    weeks: int = WEEKS,
) -> None:
    """Play the weeks up to this moment, this week's crew included."""
    team = {person.name.partition(" ")[0]: person for person in officers}
    first = begins(until, weeks).date() + timedelta(weeks=1)
    for week in range(weeks + 1):
        monday = first + timedelta(weeks=week)
        await _goes_to(world, monday - timedelta(days=7), time(10, 30))
        if week == 0:
            await enters_money(lead, first=monday - timedelta(days=7), last=until.date())
        await settles_hours(lead, officers)
        await _sign_up(team, week, monday, group)
        if not await _goes_to(world, monday - timedelta(days=5), DEADLINE, until=until):
            break
        nights = [monday + timedelta(days=weekday) for weekday in (4, 5)]
        for night in nights:
            await _publishes(lead, night)
        # What the bot has to say of it is said by then.
        await world.clock_by(60)
        for night in nights:
            await _confirm(team, week, night)
    # Next week's list is for whoever tries the demo: its crew is to be published, now or soon.
    await _sign_up(team, WEEKS + 1, first + timedelta(weeks=weeks + 1), group)
    await world.clock_to(max(until, (await world.clock()).now))
    await states_hours(officers)


async def _goes_to(world: Sandbox, day: date, at: time, *, until: datetime | None = None) -> bool:
    """Move the clock on to this moment; False if the demo is to begin before it."""
    moment = datetime.combine(day, at, UTC)
    if until is not None and moment > until:
        return False
    if (await world.clock()).now < moment:
        await world.clock_to(moment)
    return True


async def _sign_up(team: Mapping[str, Person], week: int, monday: date, group: Group) -> None:
    for name, pattern in _CUSTOM.items():
        wanted = pattern.split()[week]
        for weekday, sign in ((4, "f"), (5, "s")):
            if sign in wanted:
                night = monday + timedelta(days=weekday)
                await team[name].presses(f"{_short(night)}: in", chat=group)
        # The nights of a weekday are remembered: from the third week on nobody is asked.
        if wanted != ".." and week < _ASKED_FOR:
            await states_duties(team[name])


async def _publishes(lead: Person, night: date) -> None:
    labels = [label for each in (await lead.sees()).messages for label in each.buttons]
    wanted = [each for each in labels if each.startswith("✅ Publish") and _short(night) in each]
    if wanted:
        await lead.presses(wanted[-1])


async def _confirm(team: Mapping[str, Person], week: int, night: date) -> None:
    for name, person in team.items():
        if (name, week, night.weekday()) in _WITHDRAWS:
            continue
        for message in reversed((await person.sees()).messages):
            if message.shows(_short(night)) and message.shows("✅ Confirm"):
                await person.presses("✅ Confirm", message=message)
                break


def _short(night: date) -> str:
    """Fri 4 Dec."""
    return f"{night:%a} {night.day} {night:%b}"
