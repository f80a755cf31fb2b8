"""The screens of stops: whether to stop, the card, the alert, and that a reference is missing."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.entries import KINDS
from bot.actions.entry_boards import EntryBoard
from bot.callbacks.forms import Continue
from bot.callbacks.returns import EntriesOf, OpenReturn, PractiseReturn
from bot.callbacks.stops import OpenStop, ReferStop, StopNow
from bot.screens import Screen
from bot.views.entries_words import SAFETY
from bot.views.plain import button, clock, home_row, in_rows, safe, short_day
from operation.area import Area
from operation.stops import StopKind

_HEADS = {
    StopKind.CHILD: "Under 18 or possibly under 18",
    StopKind.DANGER: "An adult discloses rape or trafficking, or is in danger",
}


@dataclass(frozen=True)
class Asked:
    """Whether it is to stop: from which draft (0 for none), of which patrol (0 as practice)."""

    area: Area
    patrol: int
    draft: int
    kind: StopKind


def stop_ask(asked: Asked) -> Screen:
    """What to do now, and what a tap does: nothing is written before it."""
    yes = StopNow(asked.patrol, asked.draft, asked.kind.value)
    lines = [SAFETY, "", f"<b>{_HEADS[asked.kind]}</b>", ""]
    if asked.kind is StopKind.CHILD:
        ends = "This entry ends and nothing of it is kept; the" if asked.draft else "The"
        lines.append(f"Stop? {ends} return stays. Supervisor and leads hear patrol and time.")
        label = "⛔ Yes, stop"
    else:
        lines += [*_card(asked.area, asked.kind), "", "Note that it happened? No detail is kept."]
        label = "🆘 Yes, note it"
    back = (
        button("‹ Go on", Continue(asked.draft))
        if asked.draft
        else button("‹ Entries", EntriesOf(asked.patrol))
    )
    return Screen(text="\n".join(lines), rows=((button(label, yes), back),))


def _card(area: Area, kind: StopKind) -> list[str]:
    rules = area.safeguarding
    return [f"• {safe(each)}" for each in (rules.child if kind is StopKind.CHILD else rules.adult)]


def stop_practised(asked: Asked) -> Screen:
    """The card as it would be, of a stop that was only tried."""
    lines = [
        SAFETY,
        "",
        f"<b>Practice · {_HEADS[asked.kind]}</b>",
        "",
        *_card(asked.area, asked.kind),
    ]
    lines += ["", "Nobody was told, and nothing was kept."]
    return Screen(text="\n".join(lines), rows=(home_row(),))


def stop_card(board: EntryBoard) -> Screen | None:
    """What to do, and the force's reference."""
    found = board.stop
    if found is None or found.kind is StopKind.SOURCE:
        return None
    at = clock(found.at, board.area.zone)
    lines = [SAFETY, "", f"<b>{_HEADS[found.kind]}</b>", f"{short_day(board.night)}, {at}", ""]
    lines += [*_card(board.area, found.kind), ""]
    if found.reference is None:
        lines.append("⚠️ Force reference missing. No detail is kept here.")
    else:
        lines.append(f"Force reference: <b>{safe(found.reference)}</b>")
    refer = ((button("🔗 Reference", ReferStop(found.id)),),) if found.waits else ()
    back = (button("‹ Return", OpenReturn(found.patrol_id)), *home_row())
    return Screen(text="\n".join(lines), rows=(*refer, back), protect=True)


def stop_alert(board: EntryBoard) -> Screen | None:
    """To supervisor, fallback and leads: patrol and time, nothing else."""
    found = board.stop
    if found is None:
        return None
    at = clock(found.at, board.area.zone)
    text = f"{SAFETY}\n\n<b>Patrol of {short_day(board.night)}, {at}</b>\n\n"
    text += "A safeguarding stop: ring the crew now."
    if not found.waits:
        text += " The force has its reference."
    opens = ((button("Open it", OpenStop(found.id)),),) if board.is_lead else ()
    return Screen(text=text, rows=(*opens, home_row()))


def stop_due(board: EntryBoard) -> Screen | None:
    """The force's reference is missing; or there by now."""
    found = board.stop
    if found is None:
        return None
    head = f"{SAFETY}\n\n<b>Patrol of {short_day(board.night)}</b>\n\n"
    if not found.waits:
        return Screen(text=f"{head}The reference is there. Thank you.", rows=(home_row(),))
    text = f"{head}A force reference is still missing. Make the report if nobody has, and type it."
    row = (button("🔗 Reference", ReferStop(found.id)), button("Open it", OpenStop(found.id)))
    return Screen(text=text, rows=(row, home_row()))


def practise_entries() -> Screen:
    """Which form is to be tried."""
    tries = [button("Return", PractiseReturn())]
    tries += [button(each.label, each.practise) for each in KINDS if each.practise is not None]
    text = "<b>Practise</b>\n\nTry a form: nothing is sent or counted, and it is gone after a day."
    return Screen(text=text, rows=(*in_rows(tries, 2), home_row()))


def moved_on_entry() -> Screen:
    """A newer message about the same is below."""
    return Screen(text="See the newer message below.", gives_way=True)
