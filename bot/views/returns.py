"""The screens of returns: what is in one, what was struck, and that one is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.actions.return_boards import ReturnBoard
from bot.callbacks.people import Home
from bot.callbacks.returns import (
    AcceptReturn,
    ChooseFault,
    CorrectReturn,
    EnterReturn,
    EntriesOf,
    NilReturn,
    OpenReturn,
    SendBack,
    StruckValues,
)
from bot.screens import Button, Screen
from bot.views.plain import button, clock, count, home_row, in_rows, safe, short_day
from bot.views.returns_words import FAULTS, SLIPS, STATES
from operation.returns import Fault, Kind, ReturnState

MOST_STRUCK = 20


@dataclass(frozen=True)
class ShownReturn:
    """A return with its answers in words: label and value, in the order of the form."""

    board: ReturnBoard
    answers: tuple[tuple[str, str], ...]
    struck: tuple[tuple[str, str], ...]
    """What was struck, by step, in words; as many as the board's."""


def what_is_left(places: Sequence[int], entries: Mapping[str, int], *, no_soup: bool) -> str | None:
    """After a line that filled in a return: what was not understood, and what it cannot hold."""
    said = []
    if places:
        which = ", ".join(str(each) for each in places)
        said.append(f"Not understood: part {which} of your line. Nothing is guessed.")
    if no_soup:
        said.append("This night has no soup kitchen, so soup is left out.")
    if entries:
        named = ", ".join(f"{number} {word}" for word, number in entries.items())
        said.append(f"Add each with ➕ ({named}).")
    return " ".join(said) or None


def return_(shown: ShownReturn) -> Screen:
    """Everything in it, and what can be done with it."""
    board, found = shown.board, shown.board.found
    lines = [f"<b>Return, {short_day(board.night)}</b>"]
    if found is None:
        lines += ["", "Nobody has begun it yet."]
    else:
        lines += [_state(board), ""]
        lines += [f"{safe(label)}: <b>{safe(value)}</b>" for label, value in shown.answers]
        lines += [f"➕ {safe(each.words)}" for each in board.entries]
        if board.struck:
            lines += ["", f"{count(len(board.struck), 'value')} struck."]
    return Screen(text="\n".join(lines), rows=(*_rows(board), home_row()), protect=True)


def _state(board: ReturnBoard) -> str:
    found = board.found
    if found is None:
        return ""
    words = STATES[found.state].capitalize()
    if found.kind is Kind.NIL:
        words = f"Nil return. {words}"
    if found.state is ReturnState.SENT_BACK and found.fault is not None:
        words += f": {FAULTS[found.fault]}"
    if found.submitted_by is not None and found.submitted_at is not None:
        who = safe(board.names.get(found.submitted_by, "–"))
        words += f". Sent by {who} at {clock(found.submitted_at, board.area.zone)}"
    if found.reference is not None:
        words += f". Reference {safe(found.reference)}"
    return f"{words}."


def _rows(board: ReturnBoard) -> tuple[tuple[Button, ...], ...]:
    patrol = board.patrol.book.patrol_id
    found = board.found
    if found is None or found.takes_answers:
        words = "▶ Begin the return" if found is None else "▶ Go on with it"
        rows = [button(words, OpenReturn(patrol)), button("Nil return", NilReturn(patrol))]
        return in_rows(rows, 2)
    buttons = [
        button("Correct something", CorrectReturn(patrol)),
        button(f"Entries ({len(board.entries)})", EntriesOf(patrol)),
    ]
    if board.struck:
        buttons.append(button("What was struck", StruckValues(patrol)))
    return (*in_rows(_decisions(board), 2), *in_rows(buttons, 2))


def _decisions(board: ReturnBoard) -> list[Button]:
    found, patrol = board.found, board.patrol.book.patrol_id
    if not board.is_lead or found is None:
        return []
    if found.state is ReturnState.SUBMITTED:
        return [button("✅ Accept", AcceptReturn(patrol)), button("Send back", ChooseFault(patrol))]
    if found.state is ReturnState.ACCEPTED:
        return [
            button("Entered in the system", EnterReturn(patrol)),
            button("Send back", ChooseFault(patrol)),
        ]
    return []


def choose_fault(board: ReturnBoard) -> Screen:
    """What is to be put right."""
    patrol = board.patrol.book.patrol_id
    rows = [(button(FAULTS[each].capitalize(), SendBack(patrol, each.value)),) for each in Fault]
    text = f"<b>Return, {short_day(board.night)}</b>\n\nWhat is to be put right? The crew is told."
    return Screen(text=text, rows=(*rows, (button("‹ Return", OpenReturn(patrol)),)))


def struck_values(shown: ShownReturn) -> Screen:
    """What does not stand any more, with who struck it, when and why."""
    board = shown.board
    lines = [f"<b>Struck, {short_day(board.night)}</b>", ""]
    for value, (label, words) in list(zip(board.struck, shown.struck, strict=True))[-MOST_STRUCK:]:
        who = safe(board.names.get(value.struck_by or 0, "–"))
        when = value.struck_at
        at = f" {clock(when, board.area.zone)}" if when else ""
        why = SLIPS[value.slip] if value.slip else "–"
        lines.append(f"{safe(label)}: <s>{safe(words)}</s>, {who}{at}: {why}")
    if not board.struck:
        lines.append("Nothing was struck.")
    back = button("‹ Return", OpenReturn(board.patrol.book.patrol_id))
    return Screen(text="\n".join(lines), rows=((back, button("Home", Home())),), protect=True)


# Notices


def missing(board: ReturnBoard) -> Screen | None:
    """To the crew: it is asked for, or it was sent back; nothing once it is in."""
    found, patrol = board.found, board.patrol.book.patrol_id
    night = short_day(board.night)
    if found is not None and not found.takes_answers:
        return Screen(
            text=f"<b>{night}</b>\n\nThe return is in. Thank you.",
            rows=((button("Look at it", OpenReturn(patrol)),), home_row()),
        )
    if found is not None and found.state is ReturnState.SENT_BACK:
        why = FAULTS[found.fault] if found.fault else "something is to be put right"
        text = f"<b>{night}</b>\n\nThe return was sent back: {why}. One of you puts it right."
        again = button("▶ Put it right", OpenReturn(patrol))
        return Screen(text=text, rows=((again,), home_row()))
    begun = " It is begun, not sent." if found is not None else ""
    text = (
        f"<b>{night}</b>\n\nThe return of this patrol is missing.{begun} One of the crew sends it; "
        "a patrol that came to nothing has one too."
    )
    rows = (
        (button("▶ Return", OpenReturn(patrol)), button("Nil return", NilReturn(patrol))),
        home_row(),
    )
    return Screen(text=text, rows=rows)


def missing_for_lead(board: ReturnBoard) -> Screen:
    """To the leads: it is missing; or it is in by now."""
    found, night = board.found, short_day(board.night)
    row = (button("Open it", OpenReturn(board.patrol.book.patrol_id)),)
    if found is not None and found.is_complete:
        return Screen(text=f"<b>{night}</b>\n\nThe return is in.", rows=(row, home_row()))
    begun = "begun, not sent" if found is not None else "not begun"
    text = (
        f"<b>{night}</b>\n\nThe return of this patrol is still missing ({begun}). Its crew is "
        "asked each day. A missing return is not a nil: speak to them."
    )
    return Screen(text=text, rows=(row, home_row()))


def news(board: ReturnBoard) -> Screen | None:
    """To the leads: it is in."""
    found = board.found
    if found is None:
        return None
    who = board.names.get(found.submitted_by or 0)
    by = f", sent by {safe(who)}" if who else ""
    kind = "nil return" if found.kind is Kind.NIL else "return"
    state = STATES[found.state]
    text = f"<b>{short_day(board.night)}</b>\n\nThe {kind}{by}: {state}."
    row = (button("Open it", OpenReturn(board.patrol.book.patrol_id)),)
    return Screen(text=text, rows=(row, home_row()))


def is_in(night: date) -> Screen:
    """To the group, which hears no more than that."""
    return Screen(text=f"{short_day(night)}: return in.", silent=True)


def closed() -> Screen:
    """A screen with a return was removed."""
    return Screen(text="Closed after a while. /start shows your buttons.", gives_way=True)
