"""The screens of fairness: what an officer sees of their own account."""

from __future__ import annotations

from bot.actions.fairness import MyAccount
from bot.callbacks.rota import MyShifts
from bot.screens import Screen
from bot.views.plain import button, count, home_row, hours, ordinal, safe, short_day
from operation.nights import night_of


def my_account(accounts: tuple[MyAccount, ...]) -> Screen:
    """What somebody has carried, in plain words; never anybody else's hours."""
    lines = ["<b>My account</b>"]
    for each in accounts:
        lines += ["", *_lines(each)]
    lines += ["", *_how_it_weighs(accounts[0])]
    rows = ((button("My shifts", MyShifts()),), home_row())
    return Screen(text="\n".join(lines), rows=rows)


def _lines(mine: MyAccount) -> list[str]:
    account, area = mine.account, mine.area
    weeks = count(area.fairness.period_weeks, "week")
    last = "none yet"
    if mine.last is not None:
        last = short_day(night_of(mine.last, area.zone))
    missed = f" · missed {account.missed}, which counts as planned" if account.missed else ""
    return [
        f"<b>{safe(area.name)}</b>, the last {weeks}",
        f"{count(account.patrols, 'patrol')} · {hours(account.hours)} · "
        f"<b>{hours(account.weighed)} weighed</b>{missed}",
        f"After 23:00: {count(mine.late_nights, 'night')}",
        f"Weekends running: {mine.weekends_running}",
        f"Last patrol: {last}",
        f"You are {ordinal(mine.rank)} of {mine.among} (1st has done least).",
    ]


def _how_it_weighs(mine: MyAccount) -> list[str]:
    fairness = mine.area.fairness
    night = f"An hour after 23:00 counts {fairness.night_weight:g}"
    weekend = f"each weekend in a row adds {fairness.weekend_weight:.0%}"
    return [
        f"{night}, {weekend}. Who has least is proposed first.",
        "Only you see this. Your leads see hours when they choose a crew.",
    ]


def said_maybe(*, had_place: bool) -> str:
    """What became of a maybe."""
    gone = "your name is off the list, and " if had_place else ""
    return f"{gone}you are down as “perhaps”. It holds no place: tap in or out when you know."
