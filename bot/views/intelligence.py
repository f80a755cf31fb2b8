"""The screens of intelligence: one item, its missing reference, the source-handling stop."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.entry_boards import EntryBoard
from bot.actions.intelligence import TOPICS
from bot.callbacks.intelligence import CorrectIntelligence, OpenIntelligence, ReferIntelligence
from bot.callbacks.returns import EntriesOf, OpenReturn
from bot.screens import Screen
from bot.views.entries_words import HANDLINGS, INFORMATION, SAFETY, SOURCES
from bot.views.plain import button, clock, home_row, in_rows, safe, short_day
from bot.views.returns_words import SLIPS
from operation.area import Area
from operation.intelligence import Handling, Information, Item, Source


@dataclass(frozen=True)
class ShownEntry:
    """An entry, and what was struck in it in words: label and value, as many as the board's."""

    board: EntryBoard
    struck: tuple[tuple[str, str], ...] = ()


def intelligence(shown: ShownEntry) -> Screen | None:
    """All that is kept of an item, and what can be done with it."""
    board, item = shown.board, shown.board.item
    if item is None:
        return None
    who, zone = safe(board.names.get(item.by, "–")), board.area.zone
    lines = [
        f"<b>Intelligence, {short_day(board.night)}</b>",
        f"Recorded by {who} at {clock(item.at, zone)}.",
        "",
        f"{TOPICS[item.told.topic]}, {safe(board.area.ward_name(item.told.ward))}",
        *_grade(board.area, item),
    ]
    if item.told.line:
        lines.append(safe(item.told.line))
    lines += ["", _reference(item), *struck_lines(shown)]
    buttons = [button("Correct something", CorrectIntelligence(item.id))]
    if not item.is_complete:
        buttons.insert(0, button("🔗 Reference", ReferIntelligence(item.id)))
    back = (button("‹ Entries", EntriesOf(item.patrol_id)), *home_row())
    return Screen(text="\n".join(lines), rows=(*in_rows(buttons, 2), back), protect=True)


def _grade(area: Area, item: Item) -> list[str]:
    source, info, handling = tuple(item.told.grade)
    words = (SOURCES[Source(source)], INFORMATION[Information(info)], HANDLINGS[Handling(handling)])
    lines = [f"Grade <b>{item.told.grade}</b>: {'; '.join(each.lower() for each in words)}"]
    names = {each.key: each.name for each in area.intelligence.conditions}
    conditions = [names.get(each, each) for each in item.told.conditions]
    conditions += [item.told.condition_text] if item.told.condition_text else []
    return lines + [f"Condition: {safe(each)}" for each in conditions]


def _reference(item: Item) -> str:
    if item.reference is None:
        return "⚠️ Reference missing: put the full report in the force's system, then its reference."
    return f"Full report in the force's system: <b>{safe(item.reference)}</b>"


def struck_lines(shown: ShownEntry) -> list[str]:
    """What does not stand any more, with who struck it, when and why."""
    board = shown.board
    lines = [""] if board.struck else []
    for value, (label, words) in zip(board.struck, shown.struck, strict=True):
        who = safe(board.names.get(value.struck_by or 0, "–"))
        at = f" {clock(value.struck_at, board.area.zone)}" if value.struck_at else ""
        why = SLIPS[value.slip] if value.slip else "–"
        lines.append(f"{safe(label)}: <s>{safe(words or '–')}</s>, {who}{at}: {why}")
    return lines


def intelligence_due(board: EntryBoard) -> Screen | None:
    """To whoever recorded it: its reference is missing; or there by now."""
    item = board.item
    if item is None:
        return None
    if item.is_complete:
        return Screen(
            text=f"<b>{short_day(board.night)}</b>\n\nThe reference is there. Thank you.",
            rows=(home_row(),),
        )
    text = (
        f"<b>{short_day(board.night)}</b>\n\nAn entry of this patrol has no force reference yet. "
        "Put the full report in the force's system, then type its reference here."
    )
    row = (
        button("🔗 Reference", ReferIntelligence(item.id)),
        button("Look at it", OpenIntelligence(item.id)),
    )
    return Screen(text=text, rows=(row, home_row()))


def source_stopped(found: tuple[Area, int]) -> Screen:
    """Whoever tells again, or was asked to, may be a covert source: nothing of it is kept."""
    area, patrol_id = found
    text = (
        f"{SAFETY}\n\n<b>Stop: write nothing here</b>\n\n{safe(area.intelligence.source_unit)} "
        "Do not ask the source for more.\n\nThe entry is gone. Only that there was a stop on this "
        "patrol is counted."
    )
    back = (button("‹ Return", OpenReturn(patrol_id)),) if patrol_id else ()
    return Screen(text=text, rows=((*back, *home_row()),))
