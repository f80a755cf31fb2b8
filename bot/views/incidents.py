"""The screens of incidents: one, and the alert that the lead is needed."""

from __future__ import annotations

from bot.actions.entry_boards import EntryBoard
from bot.callbacks.incidents import CorrectIncident, OpenIncident, TakeIncident
from bot.callbacks.returns import EntriesOf
from bot.screens import Screen
from bot.views.entries_words import DEGREE_WORDS, DONE_WORDS, SAFETY
from bot.views.intelligence import ShownEntry, struck_lines
from bot.views.plain import button, clock, home_row, safe, short_day
from operation.incidents import Incident


def incident(shown: ShownEntry) -> Screen | None:
    """All that is kept of an incident, and what can be done with it."""
    board, found = shown.board, shown.board.incident
    if found is None:
        return None
    happened, zone = found.happened, board.area.zone
    kinds = {each.key: each.name for each in board.area.incidents.kinds}
    lines = [
        SAFETY,
        "",
        f"<b>Incident, {short_day(board.night)}</b>",
        f"Recorded by {safe(board.names.get(found.by, '–'))} at {clock(found.recorded_at, zone)}.",
        "",
        f"What: <b>{safe(kinds.get(happened.kind, happened.kind))}</b>, "
        f"at {clock(happened.at, zone)}",
        f"How bad: <b>{DEGREE_WORDS[happened.degree]}</b>",
        f"Done: <b>{', '.join(DONE_WORDS[each] for each in happened.done)}</b>",
        f"Injury: <b>{'yes' if happened.is_injury else 'no'}</b>",
        *([_lead(board, found)] if found.needs_lead else []),
        *struck_lines(shown),
    ]
    rows = (
        (button("Correct something", CorrectIncident(found.id)),),
        (button("‹ Entries", EntriesOf(found.patrol_id)), *home_row()),
    )
    return Screen(text="\n".join(lines), rows=rows, protect=True)


def _lead(board: EntryBoard, found: Incident) -> str:
    if found.taken_by is None:
        return (
            "⚠️ Supervisor and leads are alerted; nobody has said yet that they have it. Ring them."
        )
    return f"{safe(board.names.get(found.taken_by, '–'))} has it."


def incident_alert(board: EntryBoard) -> Screen | None:
    """To supervisor, fallback and leads: a lock screen shows no more than patrol and time."""
    found = board.incident
    if found is None:
        return None
    at = clock(found.recorded_at, board.area.zone)
    text = f"{SAFETY}\n\n<b>Patrol of {short_day(board.night)}, {at}</b>\n\n"
    opens = (button("Open it", OpenIncident(found.id)),) if board.is_lead else ()
    if found.taken_by is not None:
        text += f"{safe(board.names.get(found.taken_by, '–'))} has it."
        return Screen(text=text, rows=tuple(row for row in (opens, home_row()) if row))
    text += "The crew needs a lead now. Ring them, then say here that you have it."
    return Screen(
        text=text, rows=((button("✅ I have it", TakeIncident(found.id)), *opens), home_row())
    )
