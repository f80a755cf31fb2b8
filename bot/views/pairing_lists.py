"""The nights ahead and who comes from the ward, one's own ward, and the record."""

from __future__ import annotations

from bot.actions.beside_boards import Beside, MyWard, PairingList, Record
from bot.actions.boards import NightBoard
from bot.callbacks.leading import LeadingCard
from bot.callbacks.pairing import BesideNight, PairingOf, ReachedOf, TogetherOf
from bot.callbacks.people import Home
from bot.callbacks.places import ProposePlace
from bot.screens import Button, Screen
from bot.views.beside_words import local_officer
from bot.views.plain import (
    button,
    count,
    home_row,
    in_rows,
    page_of,
    page_turns,
    safe,
    short_day,
)
from operation.pairing import Answer

NIGHTS_SHOWN = 12
"""Six weeks ahead: no rota is open further."""
PAIRS_A_PAGE = 12


def pairing_list(found: PairingList) -> Screen:
    """All coming nights, those without a local officer first."""
    lines = [f"<b>{safe(found.area.name)}: pairing</b>"]
    shown = found.nights[:NIGHTS_SHOWN]
    lines += [_line(night, beside) for night, beside in shown] or ["No nights are ahead."]
    nights = [
        button(short_day(night.book.night), LeadingCard(night.book.patrol_id)) for night, _ in shown
    ]
    foot = (button("Officers reached", ReachedOf(found.area.key)), button("Home", Home()))
    return Screen(text="\n".join(lines), rows=(*in_rows(nights, 3), foot))


def _line(night: NightBoard, beside: Beside) -> str:
    where = safe(night.ward) if night.ward else "ward to be agreed"
    if night.ward is None:
        return f"{short_day(night.book.night)} · {where}"
    return f"{short_day(night.book.night)} · {where} · {local_officer(beside)}"


def my_ward(found: MyWard) -> Screen:
    """The nights ahead in one's ward, with what is asked first."""
    lines = [f"<b>My ward: {safe(', '.join(found.wards))}</b>"]
    lines += [_mine(night, beside, found) for night, beside in found.nights]
    if not found.nights:
        lines.append("No patrol comes to your ward yet. You will be asked here.")
    nights = [
        button(short_day(night.book.night), BesideNight(night.book.patrol_id))
        for night, _ in found.nights[:NIGHTS_SHOWN]
    ]
    rows: list[tuple[Button, ...]] = [*in_rows(nights, 3)]
    if found.elsewhere:
        lines += ["", "Not settled yet, so you can propose your ward:"]
        rows += in_rows(
            [
                button(f"Propose {short_day(each.book.night)}", ProposePlace(each.book.patrol_id))
                for each in found.elsewhere[:NIGHTS_SHOWN]
            ],
            2,
        )
    return Screen(text="\n".join(lines), rows=(*rows, home_row()))


def _mine(night: NightBoard, beside: Beside, found: MyWard) -> str:
    live = beside.pairing.live
    when = short_day(night.book.night)
    if live is not None and live.member_id == found.member.id:
        is_sure = live.state is Answer.CONFIRMED
        return f"{when} · {'you come along' if is_sure else '<b>you are asked</b>'}"
    return f"{when} · {local_officer(beside)}"


def officers_reached(found: Record) -> Screen:
    """How many of each ward's officers have been out with a crew: that is how the skill spreads."""
    lines = [f"<b>{safe(found.area.name)}: local officers reached</b>"]
    lines += [
        f"{safe(found.area.ward_name(each.ward))}: {count(each.officers, 'officer')}, "
        f"{count(each.nights, 'night')}, last {short_day(each.last.date())}"
        for each in found.reached
    ]
    none = len(found.area.wards) - len(found.reached)
    if not found.reached:
        lines.append("Nobody yet: a night counts once it is over and its local officer had said "
                     "that they come.")  # fmt: skip
    elif none:
        lines.append(f"{count(none, 'ward')} not reached yet.")
    area = found.area.key
    rows: tuple[tuple[Button, ...], ...] = ((button("‹ Pairing", PairingOf(area)), *home_row()),)
    if found.pairs:
        rows = ((button("Who with whom", TogetherOf(area, 0)),), *rows)
    return Screen(text="\n".join(lines), rows=rows)


def together(found: Record) -> Screen:
    """Who of the crews has been out with which local officer."""
    shown, here, pages = page_of(found.pairs, found.page, PAIRS_A_PAGE)
    lines = [f"<b>{safe(found.area.name)}: out together</b>"]
    for each in shown:
        who = (found.names.get(each.member_id), found.names.get(each.local_officer))
        names = " with ".join(safe(name.called) if name else "somebody" for name in who)
        lines.append(f"{names}: {count(each.nights, 'night')}, last {short_day(each.last.date())}")
    if not shown:
        lines.append("Nobody yet.")
    area = found.area.key
    turns = page_turns(here, pages, lambda page: TogetherOf(area, page))
    back = (button("‹ Officers reached", ReachedOf(area)), button("Home", Home()))
    return Screen(text="\n".join(lines), rows=(*in_rows(turns, 2), back))
