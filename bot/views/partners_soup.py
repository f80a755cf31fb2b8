"""Soup kitchens: who supplies a night, and how many were served."""

from __future__ import annotations

from bot.actions.partners_boards import NightPartners
from bot.callbacks.partners import (
    DropSoup,
    KeepServed,
    PartnersOf,
    SetSupplier,
    StepServed,
    TypeServed,
)
from bot.screens import Screen
from bot.views.plain import button, in_rows, safe, short_day
from operation.partners import Purpose

MOST_AGENCIES = 40


def soup_kitchen(board: NightPartners, served: int | None) -> Screen:
    """Before the night who supplies; from its start on how many were served."""
    patrol = board.patrol_id
    back = (button("‹ Partners", PartnersOf(patrol)),)
    head = f"<b>{short_day(board.night)} · soup kitchen</b>\n"
    if board.has_started:
        return _served(board, head, served)
    if board.engagement.purpose is Purpose.ENFORCEMENT:
        text = f"{head}This night is for enforcement only: no soup kitchen."
        return Screen(text=text, rows=(back,))
    now = f"{safe(board.supplier)} supplies." if board.supplier else "Not a soup kitchen so far."
    rows = in_rows(
        [button(f"{'● ' if each.name == board.supplier else ''}{each.name}",
                SetSupplier(patrol, each.id))
         for each in board.agencies[:MOST_AGENCIES] if not each.is_paused], 2,
    )  # fmt: skip
    if board.kitchen is not None:
        rows = (*rows, (button("No soup kitchen", DropSoup(patrol)),))
    return Screen(text=f"{head}{now}\nWho supplies it?", rows=(*rows, back))


def _served(board: NightPartners, head: str, served: int | None) -> Screen:
    patrol = board.patrol_id
    back = (button("‹ Partners", PartnersOf(patrol)),)
    if board.kitchen is None:
        return Screen(text=f"{head}This night is no soup kitchen.", rows=(back,))
    kept = board.kitchen.served
    shown = served if served is not None else kept or 0
    text = (
        f"{head}{safe(board.supplier or '')} supplies. "
        f"Recorded: {'nothing yet' if kept is None else kept}.\n"
        f"How many were served? <b>{shown}</b>"
    )
    steps = tuple(
        button(words, StepServed(patrol, size))
        for size, words in ((-10, "−10"), (-1, "−1"), (1, "+1"), (10, "+10"))
    )
    rows = (
        steps,
        (button(f"✅ {shown} served", KeepServed(patrol, shown)),
         button("Type a number", TypeServed(patrol))),
        back,
    )  # fmt: skip
    return Screen(text=text, rows=rows)
