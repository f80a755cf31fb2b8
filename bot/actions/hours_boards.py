"""What the screens of hours show: one's own, a night's for its lead, and one person's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.actions import boards
from bot.actions.attendance import sheets_beside
from bot.actions.boards import NightBoard
from bot.actions.cards import Headline
from bot.actions.ledger import ledger
from operation import hours as rules
from operation.area import Area
from operation.budget import Pot
from operation.hours import Correction, Sheet
from operation.ledger import Line
from operation.people import Actor, Member, Role
from storage import crew as crews
from storage import hours as sheets
from storage import people, rota
from storage.database import Transaction

LOOKS_BACK = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person's sheet with their name, and what it is worth; None without a price."""

    sheet: Sheet
    called: str
    has_telegram: bool
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class NightHours:
    """A night's hours as its lead has them."""

    area: Area
    night: NightBoard
    rows: tuple[SheetRow, ...]
    names: Mapping[int, str]
    corrections: tuple[Correction, ...]
    pot: Pot | None
    is_over: bool
    has_rates: bool
    news: tuple[Headline, ...] = ()
    is_for_lead: bool = True
    """Whether a lead looks, and not the patrol's own lead."""
    is_veiled: bool = False
    """For a message that arrives unasked: a lock screen shows no names."""
    beside: tuple[SheetRow, ...] = ()
    """The local officer who comes along: only whether they were there."""

    @property
    def is_settled(self) -> bool:
        return rules.are_settled(each.sheet for each in self.rows)

    def row(self, member_id: int) -> SheetRow | None:
        """One person's."""
        return next((each for each in self.rows if each.sheet.member_id == member_id), None)


@dataclass(frozen=True, slots=True)
class MySheet:
    """One's own hours of one night; `confirmed_by` is how the lead is called."""

    area: Area
    night: NightBoard
    sheet: Sheet
    line: Line | None
    confirmed_by: str | None
    news: tuple[Headline, ...] = ()


@dataclass(frozen=True, slots=True)
class MySheets:
    """One's own hours of the last weeks, the newest first."""

    nights: tuple[MySheet, ...]


async def night_hours(
    tx: Transaction,
    *,
    patrol_id: int,
    areas: Mapping[str, Area],
    now: datetime,
    news: Sequence[Sequence[Any]] = (),
) -> NightHours:
    """A night's hours whole, for its lead."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    patrol = await rota.get_patrol(tx, patrol_id)
    found = await sheets.sheets_of(tx, patrol)
    corrections = await sheets.corrections_of(tx, patrol_id)
    who = set(found) | {each.confirmed_by for each in found.values() if each.confirmed_by}
    who |= {each.by for each in corrections}
    along = await sheets_beside(tx, patrol)
    who |= set(along)
    members = await _members(tx, who)
    book = await ledger(tx, area=area, first=night.book.night, last=night.book.night)
    lines = {e.sheet.member_id: e for e in book.lines if e.night.patrol_id == patrol_id}
    here = book.night(patrol_id)
    rows = tuple(
        SheetRow(sheet, members[each].called, members[each].has_telegram, lines.get(each))
        for each, sheet in found.items()
    )
    beside = tuple(
        SheetRow(sheet, members[each].called, members[each].has_telegram)
        for each, sheet in along.items()
    )
    names = {each.id: each.called for each in members.values()}
    pot = here.pot if here else None
    return NightHours(
        area,
        night,
        rows,
        names,
        tuple(corrections),
        pot,
        is_over=now >= night.book.ends,
        has_rates=bool(book.rates),
        news=_headlines(news),
        beside=beside,
    )


async def my_sheet(
    tx: Transaction,
    *,
    patrol_id: int,
    chat_id: int,
    areas: Mapping[str, Area],
    now: datetime,
    news: Sequence[Sequence[Any]] = (),
) -> MySheet | None:
    """One's own hours of a night; None for somebody who was not on its crew."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    actor = await people.actor_of_chat(tx, chat_id)
    mine = next((each for each in actor.active_members if each.area == area.key), None)
    found = await sheets.sheets_of(tx, await rota.get_patrol(tx, patrol_id))
    sheet = found.get(mine.id) if mine else None
    if sheet is None:
        return None
    who = {sheet.confirmed_by} if sheet.confirmed_by else set()
    leads = await _members(tx, who)
    called = leads[sheet.confirmed_by].called if sheet.confirmed_by else None
    return MySheet(area, night, sheet, None, called, _headlines(news))


async def my_sheets(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> MySheets:
    """One's own hours of the last eight weeks."""
    found: list[MySheet] = []
    for member in actor.active_members:
        if member.area in areas:
            found += await _of_member(tx, member, areas, now)
    return MySheets(tuple(sorted(found, key=lambda e: e.night.book.starts, reverse=True)))


async def _of_member(
    tx: Transaction, member: Member, areas: Mapping[str, Area], now: datetime
) -> list[MySheet]:
    area = areas[member.area]
    nights = await crews.nights_of(tx, [member.id], after=now - LOOKS_BACK)
    over = [each for each in nights if each.book.ends <= now]
    by_night = await sheets.sheets_of_several(tx, over)
    over = [each for each in over if member.id in by_night[each.book.patrol_id]]
    if not over:
        return []
    dates = [each.book.night for each in over]
    book = await ledger(tx, area=area, first=min(dates), last=max(dates))
    lines = {e.night.patrol_id: e for e in book.lines if e.sheet.member_id == member.id}
    return [
        MySheet(
            area,
            (await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now))[1],
            by_night[patrol_id][member.id],
            lines.get(patrol_id),
            None,
        )
        for patrol_id in (each.book.patrol_id for each in over)
    ]


async def times_looked_at(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int | None = None
) -> Sheet:
    """The sheet that somebody is about to change: their own, or a member's for a lead.

    Raises `NotOfTheCrew`, RoleMissing, NotAMember.
    """
    patrol = await rota.get_patrol(tx, patrol_id)
    area = patrol.book.area
    if member_id is None:
        whose = actor.member(area).id
    else:
        actor.acting(area, Role.LEAD)
        whose = member_id
    return rules.sheet_of(await sheets.sheets_of(tx, patrol), whose)


async def require_lead_of_night(tx: Transaction, *, actor: Actor, patrol_id: int) -> None:
    """Raise RoleMissing, or NotAMember, for anybody but a lead of the night's area."""
    patrol = await rota.get_patrol(tx, patrol_id)
    actor.acting(patrol.book.area, Role.LEAD)


async def whose_night(tx: Transaction, *, patrol_id: int, member_id: int) -> tuple[str, date, str]:
    """The area and night of a patrol, and how a member is called."""
    book = (await rota.get_patrol(tx, patrol_id)).book
    return book.area, book.night, (await people.get_member(tx, member_id)).called


async def _members(tx: Transaction, ids: set[int]) -> dict[int, Member]:
    found = await people.members_by_id(tx, ids) if ids else []
    return {each.id: each for each in found}


def _headlines(news: Sequence[Sequence[Any]]) -> tuple[Headline, ...]:
    return tuple(tuple(each) for each in news)
