"""A lead's screens of money: the area's pots, one pot, rates, costs, and publishing beyond it."""

from __future__ import annotations

from bot.actions.budget_boards import (
    CostsBoard,
    MoneyBoard,
    MonthsBoard,
    OverspendBoard,
    PotBoard,
    PotChoice,
    RatesBoard,
)
from bot.callbacks.budget import (
    AddCost,
    ChangePot,
    ChooseExport,
    CostsOf,
    DropCost,
    DropRate,
    DropRateNow,
    ExportMonth,
    ExportPot,
    MoneyOf,
    NewPot,
    NewRate,
    PotCard,
    PublishOverspent,
    RatesOf,
    SetPot,
)
from bot.callbacks.hours import NightHoursCard
from bot.callbacks.people import Home
from bot.callbacks.rota import PatrolCard
from bot.screens import Button, Screen
from bot.views.budget_export import COSTS, CSV, WORKBOOK
from bot.views.budget_words import in_words
from bot.views.money import hourly_pounds, long_day, pounds
from bot.views.plain import PAGE, button, count, in_rows, page_of, page_turns, safe, short_day
from bot.views.rota_words import times
from operation.area import Area
from operation.budget import Basis, Pot, Rate, Statement

MOST_TO_SETTLE = 6
MOST_DATES = 6


def money(board: MoneyBoard) -> Screen:
    """The area's pots, and what is still to be done about hours and rates."""
    area = board.area
    lines = [f"<b>Money · {safe(area.name)}</b>", *map(_in_short, board.pots)]
    if not board.pots:
        lines.append("No pot yet. Enter one, with its last day, and what each rank costs.")
    elif board.uncovered:
        days = ", ".join(short_day(each) for each in board.uncovered[:MOST_DATES])
        more = len(board.uncovered) - MOST_DATES
        lines.append(f"No pot covers {days}{f' and {more} more' if more > 0 else ''}.")
    if board.unpriced:
        lines.append(
            f"⚠ No rate for {_lacking(board)}: their hours are in no sum. Enter it under Rates."
        )
    if board.to_settle:
        lines.append("Hours to settle:")
    settle = [
        button(f"{short_day(each.night)} ({each.left}) ›", NightHoursCard(each.patrol_id, 0))
        for each in board.to_settle[-MOST_TO_SETTLE:]
    ]
    pots = [button(f"{each.pot.name} ›", PotCard(each.pot.id)) for each in board.pots]
    rows = (
        *in_rows(settle, 2),
        *in_rows(pots, 1),
        (button("New pot", NewPot(area.key)), button("Rates", RatesOf(area.key, 0))),
        (button("For the finance unit", ChooseExport(area.key)),),
        (button("Home", Home()),),
    )
    return Screen(text="\n".join(lines), rows=rows)


def _lacking(board: MoneyBoard) -> str:
    """PC (Fri 14 Mar), PS (today): the first day without a rate."""
    return ", ".join(f"{safe(rank)} (from {long_day(day)})" for rank, day in board.unpriced)


def _in_short(stand: Statement) -> str:
    pot = stand.pot
    left = pounds(stand.remaining)
    warned = " ⚠" if stand.remaining < 0 or stand.runs_out is not None else ""
    return (
        f"{safe(pot.name)}, until {long_day(pot.ends)}: {left} of {pounds(pot.pence)} left{warned}"
    )


def pot(board: PotBoard) -> Screen:
    """One pot: what is spent, promised and planned, and whether it lasts."""
    stand = board.stand
    held = stand.pot
    lines = [
        f"<b>{safe(held.name)}</b> · cost code {safe(held.code)}",
        f"{long_day(held.starts)} to {long_day(held.ends)}",
        "",
        f"Amount: {pounds(held.pence)}",
        f"Actual: {pounds(stand.actual)} (hours {pounds(stand.hours)}, "
        f"other {pounds(stand.costs)})",
        f"Committed: {pounds(stand.committed)} (crews published)",
        f"<b>Remaining: {pounds(stand.remaining)}</b>",
        f"Planned: {pounds(stand.planned)} (nights without a crew yet)",
        "",
        _outlook(stand),
    ]
    if stand.unpriced:
        lines.append(
            f"⚠ {count(stand.unpriced, 'duty', 'duties')} without a rate: in no sum until it is "
            "entered under Money › Rates."
        )
    back = (button("‹ Money", MoneyOf(board.area.key)),)
    rows = (
        (button("Add a cost", AddCost(held.id)), button("Costs ›", CostsOf(held.id, 0))),
        (button("CSV file", ExportPot(held.id, CSV)),
         button("Excel file", ExportPot(held.id, WORKBOOK))),
        (button("Change this pot", ChangePot(held.id)),),
        back,
    )  # fmt: skip
    return Screen(text="\n".join(lines), rows=rows)


def _outlook(stand: Statement) -> str:
    end = f"On {long_day(stand.pot.ends)}"
    if stand.runs_out is None:
        return f"{end}: {pounds(stand.pot.pence - stand.forecast)} left."
    over = stand.forecast - stand.pot.pence
    return f"⚠ Runs out on {long_day(stand.runs_out)}. {end}: {pounds(over)} too little."


def pot_overspent(board: PotBoard) -> Screen | None:
    """Word of a pot that is overspent; nothing once it can pay again."""
    stand = board.stand
    if stand.remaining >= 0:
        return None
    text = (
        f"⚠ <b>{safe(stand.pot.name)}</b> is overspent by {pounds(-stand.remaining)}: hours, "
        "costs and published crews come to more than is in it. Look what can give, or change "
        "its amount."
    )
    return Screen(text=text, rows=((button("Look at it ›", PotCard(stand.pot.id)),),))


# Rates


def rates(board: RatesBoard, page: int) -> Screen:
    """What each rank costs, and from when."""
    area = board.area
    shown, here, pages = page_of(board.rates, page)
    lines = [f"<b>Rates · {safe(area.name)}</b>"]
    lines += [_rate(each, is_now=each.covers(board.today)) for each in shown]
    if not shown:
        lines.append("No rates yet. Without them, hours have no price.")
    drops = [button(f"✖ {each.rank} {long_day(each.starts)}", DropRate(each.id)) for each in shown]
    turns = page_turns(here, pages, lambda other: RatesOf(area.key, other))
    rows = (
        (button("New rate", NewRate(area.key)),),
        *in_rows(drops, 2),
        *in_rows(turns, 2),
        (button("‹ Money", MoneyOf(area.key)),),
    )
    return Screen(text="\n".join(lines), rows=rows)


def sure_to_drop_rate(area: Area, rate_id: int, rate: Rate) -> Screen:
    """Delete a rate? What its days cost changes with it."""
    text = (
        f"<b>Delete this rate?</b>\n{_rate(rate, is_now=False)}\n\n"
        "The one before it goes on, if there is one; without a rate, hours have no price."
    )
    go = (button("Delete it", DropRateNow(rate_id)), button("‹ Keep it", RatesOf(area.key, 0)))
    return Screen(text=text, rows=(go,))


def _rate(each: Rate, *, is_now: bool) -> str:
    until = f"to {long_day(each.ends)}" if each.ends else "until further notice"
    hour = f"{hourly_pounds(each.hourly)} an hour"
    said = f"{pounds(each.pence)} a year ({hour})" if each.basis is Basis.ANNUAL else hour
    line = f"{safe(each.rank)}: {said}, {long_day(each.starts)} {until}"
    return f"<b>{line}</b>" if is_now else line


# Costs


def costs(board: CostsBoard, page: int) -> Screen:
    """What was bought from a pot; a mistake is taken back."""
    held = board.pot
    shown, here, pages = page_of(board.costs, page)
    first = here * PAGE
    lines = [f"<b>{safe(held.name)}</b> · other costs"]
    lines += [
        f"{n}. {long_day(each.day)}: {COSTS[each.kind]}, {pounds(each.pence)}"
        for n, each in enumerate(shown, first + 1)
    ]
    if not shown:
        lines.append("Nothing has been bought from this pot.")
    drops = [button(f"✖ {n}", DropCost(each.id)) for n, each in enumerate(shown, first + 1)]
    turns = page_turns(here, pages, lambda other: CostsOf(held.id, other))
    rows = (
        (button("Add a cost", AddCost(held.id)),),
        *in_rows(drops, 4),
        *in_rows(turns, 2),
        (button("‹ Pot", PotCard(held.id)),),
    )
    return Screen(text="\n".join(lines), rows=rows)


# For the finance unit


def choose_export(board: MonthsBoard) -> Screen:
    """Which month, and as what file."""
    key = board.area.key
    rows: list[tuple[Button, ...]] = [
        (
            button(f"{month:%b %Y}: CSV", ExportMonth(key, month, CSV)),
            button(f"{month:%b %Y}: Excel", ExportMonth(key, month, WORKBOOK)),
        )
        for month in board.months
    ]
    text = (
        "<b>For the finance unit</b>\nConfirmed hours and other costs of a month. A pot's own "
        "file is on its screen. It is on record who took which file."
    )
    return Screen(text=text, rows=(*rows, (button("‹ Money", MoneyOf(key)),)))


# Nights


def choose_pot(board: PotChoice) -> Screen:
    """Which pot pays for a night."""
    night = board.night
    patrol = night.book.patrol_id
    head = f"<b>{short_day(night.book.night)}</b> · {times(board.area, night)}"
    back = (button("‹ Hours", NightHoursCard(patrol, 0)),)
    if not board.pots:
        text = f"{head}\nNo pot covers this night. Enter one, or change a pot's dates."
        return Screen(text=text, rows=((button("Money", MoneyOf(board.area.key)),), back))
    rows = [(button(_choice(each, board.pot), SetPot(patrol, each.id)),) for each in board.pots]
    return Screen(text=f"{head}\nWhich pot pays for it?", rows=(*rows, back))


def _choice(each: Pot, now: Pot | None) -> str:
    return f"{'● ' if each == now else ''}{each.name}, until {long_day(each.ends)}"


def sure_to_overspend(board: OverspendBoard, version: int, under: str) -> Screen:
    """The crew costs more than its pot has left: publish all the same?"""
    night, over = board.night, board.over
    patrol = night.book.patrol_id
    back = (button("‹ No, back to the night", PatrolCard(patrol)),)
    head = f"<b>{short_day(night.book.night)}</b> · {times(board.area, night)}"
    if over is None:
        text = f"{head}\nThe pot can pay for this crew now. Go back and publish it."
        return Screen(text=text, rows=(back,))
    text = f"{head}\n⚠ {safe(in_words(over))}"
    known = over.accepted
    mean_it = PublishOverspent(patrol, version, under, known.over, known.unpriced)
    go = (button("Publish all the same", mean_it),)
    to_rates = ((button("Rates ›", RatesOf(board.area.key, 0)),),) if over.unpriced else ()
    return Screen(text=text, rows=(go, *to_rates, back))
