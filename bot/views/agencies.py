"""A lead's screens of the partner agencies: the list, and one agency with its people."""

from __future__ import annotations

from bot.actions.agencies import AgenciesBoard, AgencyBoard
from bot.callbacks.agencies import (
    AddAgency,
    AddContact,
    AgenciesOf,
    AgencyCard,
    CorrectContact,
    MainContact,
    PauseAgency,
    RenameAgency,
)
from bot.callbacks.partners import AgencyHistory
from bot.callbacks.people import Home, MakeLink
from bot.screens import Button, Screen
from bot.views.plain import button, count, home_row, in_rows, page_of, page_turns, safe
from operation.agencies import PartnerAgency
from operation.people import Member, Role

MOST_CONTACTS = 20
HISTORY_WEEKS = 8
"""The period that an agency's history opens with."""


def agencies(board: AgenciesBoard, page: int) -> Screen:
    """The agencies of an area."""
    area = board.area.key
    shown, here, pages = page_of(board.agencies, page)
    lines = [f"<b>{safe(board.area.name)}: partner agencies</b>"]
    lines += [_line(each, board.contacts.get(each.id, 0)) for each in shown]
    if not board.agencies:
        lines.append("None yet. Add the first one.")
    rows = [
        *in_rows([button(_label(each), AgencyCard(each.id)) for each in shown], 1),
        *in_rows(page_turns(here, pages, lambda other: AgenciesOf(area, other)), 2),
        (button("Add an agency", AddAgency(area)),),
        home_row(),
    ]
    return Screen(text="\n".join(lines), rows=tuple(rows))


def _line(agency: PartnerAgency, contacts: int) -> str:
    people = count(contacts, "contact") if contacts else "no contact yet"
    return f"{safe(agency.name)}: {'paused' if agency.is_paused else people}"


def _label(agency: PartnerAgency) -> str:
    return f"{agency.name} (paused)" if agency.is_paused else agency.name


def agency(board: AgencyBoard) -> Screen:
    """One agency: its people, its name, whether it is invited."""
    this = board.agency
    lines = [f"<b>{safe(this.name)}</b>"]
    if this.is_paused:
        lines.append("Paused: not invited any more. What it is invited to already stands.")
    lines += [_contact(board, each) for each in board.contacts[:MOST_CONTACTS]]
    if not board.contacts:
        lines.append("No contact yet. Make a link, or write somebody down.")
    elif not any(each.has_telegram and each.is_reachable for each in board.contacts):
        lines.append("The bot can write to nobody there: you call, and record the answer.")
    names = [
        button(f"✎ {each.called}", CorrectContact(this.id, each.id))
        for each in board.contacts[:MOST_CONTACTS]
    ]
    rows = [*in_rows(_main_buttons(board), 1), *in_rows(names, 2), *_rows(board)]
    return Screen(text="\n".join(lines), rows=tuple(rows))


def _contact(board: AgencyBoard, member: Member) -> str:
    notes = ["main contact"] if member.id == board.agency.main_contact else []
    if not member.has_telegram:
        notes.append("without Telegram")
    elif not member.is_reachable:
        notes.append("cannot be written to")
    return f"• {safe(member.called)}" + (f" ({', '.join(notes)})" if notes else "")


def _main_buttons(board: AgencyBoard) -> list[Button]:
    main = board.agency.main_contact
    if len(board.contacts) == 1 and main is None:
        return []
    return [
        button(f"☆ Main contact: {each.called}", MainContact(board.agency.id, each.id))
        for each in board.contacts[:MOST_CONTACTS]
        if each.id != main
    ]


def _rows(board: AgencyBoard) -> list[tuple[Button, ...]]:
    this, area = board.agency, board.area.key
    pause = "Invite again" if this.is_paused else "Pause"
    return [
        (button("Link to join", MakeLink(area, Role.PARTNER, 1)),
         button("Without Telegram", AddContact(this.id))),
        (button("Rename", RenameAgency(this.id)),
         button(pause, PauseAgency(this.id, not this.is_paused))),
        (button("History", AgencyHistory(this.id, HISTORY_WEEKS)),),
        (button("‹ Partners", AgenciesOf(area, 0)), button("Home", Home())),
    ]  # fmt: skip
