"""The screens about what is recorded of a patrol besides its return."""

from __future__ import annotations

from bot.actions.entries import KINDS
from bot.actions.return_boards import ReturnBoard
from bot.callbacks.returns import OpenReturn
from bot.screens import Button, Screen
from bot.views.plain import button, home_row, in_rows, safe, short_day

MOST_ENTRIES = 40


def add_buttons(patrol_id: int) -> list[Button]:
    """One for each kind of entry."""
    return [button(f"➕ {kind.label}", kind.add(patrol_id)) for kind in KINDS]


def entries(board: ReturnBoard) -> Screen:
    """All of a patrol, each behind a button."""
    lines = [f"<b>Entries, {short_day(board.night)}</b>", ""]
    lines += [safe(each.words) for each in board.entries[:MOST_ENTRIES]]
    if not board.entries:
        lines.append("Nothing is recorded besides the return.")
    patrol = board.patrol.book.patrol_id
    opens = [button(each.words, each.opens) for each in board.entries[:MOST_ENTRIES]]
    rows = (*in_rows(opens, 1), *in_rows(add_buttons(patrol), 2))
    back = (button("‹ Return", OpenReturn(patrol)),)
    return Screen(text="\n".join(lines), rows=(*rows, back, home_row()), protect=True)
