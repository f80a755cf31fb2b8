"""What screens show of those beside a crew: who leads, who supervises, who comes from the ward."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.actions import boards, leading
from bot.actions.boards import Name, NightBoard
from bot.actions.cards import Headline
from bot.actions.recording import record
from operation import leading as leading_rules
from operation import pairing as rules
from operation.area import Area
from operation.leading import Leading, Part
from operation.pairing import Answer, Pair, Pairing, Reached, reached
from operation.people import Actor, Member, Role
from operation.places import Proposal
from storage import leading as leadings
from storage import pairing, people, places, rota
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class Beside:
    """Who leads and supervises a night, its local officer, and where its people meet.

    `suggested` is the most experienced of the crew, while nobody is named patrol lead, and
    `patrols` how many patrols they have behind them. `sergeants` counts those of the ward whom
    the bot can ask. `proposals` are there for those who may agree or settle.
    """

    leading: Leading
    pairing: Pairing
    meeting: str | None
    names: Mapping[int, Name]
    sergeants: int = 0
    suggested: int | None = None
    patrols: int = 0
    proposals: tuple[Proposal, ...] = ()

    def name_of(self, member_id: int) -> str:
        """Someone beside the crew, or who was."""
        found = self.names.get(member_id)
        return found.called if found is not None else "somebody who has left"

    def called(self, part: Part) -> str | None:
        """Who is named for a part."""
        found = self.leading.of(part)
        return self.name_of(found) if found is not None else None


@dataclass(frozen=True, slots=True)
class BesideCard:
    """A night as somebody beside its crew has it.

    `officers` are the local officers whom a sergeant could nominate. `is_sergeant` says whether
    the night is in a ward of theirs, `mine` how their own nomination stands.
    """

    area: Area
    night: NightBoard
    beside: Beside
    member_id: int
    is_sergeant: bool
    mine: Answer | None
    officers: tuple[Name, ...]
    news: tuple[Headline, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """What they are named for."""
        return tuple(
            part for part in leading_rules.SUPERVISORS
            if self.beside.leading.of(part) == self.member_id
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidates:
    """Whom a lead could name for a part of a night, or nominate for it."""

    area: Area
    night: NightBoard
    beside: Beside
    people: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class PairingList:
    """The nights ahead of an area, those without a local officer first."""

    area: Area
    nights: tuple[tuple[NightBoard, Beside], ...]


@dataclass(frozen=True, slots=True)
class MyWard:
    """The nights ahead that concern a sergeant or local officer, and their wards."""

    area: Area
    member: Member
    wards: tuple[str, ...]
    nights: tuple[tuple[NightBoard, Beside], ...]
    elsewhere: tuple[NightBoard, ...]
    """Nights whose ward is not settled: a sergeant may propose theirs."""


@dataclass(frozen=True, slots=True)
class Record:
    """Local officers reached per ward, and who has been out with whom."""

    area: Area
    reached: tuple[Reached, ...]
    pairs: tuple[Pair, ...]
    names: Mapping[int, Name]
    page: int = 0


@dataclass(frozen=True, slots=True)
class TellBeside:
    """Someone beside a crew whom the bot cannot write to, and what a lead is to tell them."""

    area: Area
    night: NightBoard
    called: str
    news: Headline
    is_asked: bool


async def beside(tx: Transaction, patrol: Patrol, *, whole: bool = False) -> Beside:
    """Who is beside a crew; `whole` adds what only a lead is shown: a suggestion, proposals."""
    patrol_id = patrol.book.patrol_id
    named = await leading.named_for(tx, patrol)
    found = await pairing.find(tx, patrol_id)
    meeting = await places.meeting_of(tx, patrol_id)
    proposals = tuple(await places.proposals_of(tx, patrol_id)) if whole else ()
    agreed = {who for each in proposals for who in each.agreed}
    suggested, patrols = (None, 0)
    sergeants = 0
    if whole:
        suggested, patrols = await _suggested(tx, patrol, named)
        sergeants = await _sergeants(tx, patrol, found)
    ids = {each.member_id for each in found.nominations} | {each.by for each in proposals}
    ids |= {each for part in Part for each in [named.of(part)] if each is not None}
    ids |= {each.by for each in found.nominations if each.by is not None}
    ids |= agreed | ({suggested} if suggested is not None else set())
    names = await _names(tx, ids)
    return Beside(named, found, meeting, names, sergeants, suggested, patrols, proposals)


async def with_proposals(
    tx: Transaction, patrol_id: int, found: Beside, wards: Collection[str] | None = None
) -> Beside:
    """The same with what is proposed: for any ward, or for these."""
    all_of_it = await places.proposals_of(tx, patrol_id)
    proposals = [each for each in all_of_it if wards is None or each.place.ward in wards]
    ids = {who for each in proposals for who in (each.by, *each.agreed)}
    names = {**found.names, **await _names(tx, ids - set(found.names))}
    return replace(found, proposals=tuple(proposals), names=names)


async def _suggested(tx: Transaction, patrol: Patrol, named: Leading) -> tuple[int | None, int]:
    out = [each.member_id for each in leading_rules.goers(patrol.crew)]
    if named.patrol_lead is not None or not out:
        return None, 0
    found = await leadings.experience(tx, out, before=patrol.book.starts)
    who = leading_rules.suggested(found)
    return who, next((each.patrols for each in found if each.member_id == who), 0)


async def _sergeants(tx: Transaction, patrol: Patrol, found: Pairing) -> int:
    if found.ward is None or found.is_filled:
        return 0
    members = await people.members_of(tx, patrol.book.area)
    return sum(each.is_reachable for each in rules.sergeants_of(members, found.ward))


async def lead_part(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> Candidates:
    """A night's lead and pairing, for its lead."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    patrol = await rota.get_patrol(tx, patrol_id)
    return Candidates(area, night, await beside(tx, patrol, whole=True), ())


async def candidates(
    tx: Transaction, *, patrol_id: int, part: Part, areas: Mapping[str, Area], now: datetime
) -> Candidates:
    """Whom a lead could name: the crew by experience, or supervisors, the last ones first."""
    found = await lead_part(tx, patrol_id=patrol_id, areas=areas, now=now)
    if part is Part.PATROL_LEAD:
        out = [each.member_id for each in leading_rules.goers(found.night.crew)]
        known = await leadings.experience(tx, out, before=found.night.book.starts)
        order = {each.member_id: each for each in known}
        out.sort(key=lambda each: (-order[each].patrols, each))
        names = tuple(found.night.name_of(each) for each in out)
    else:
        names = await _supervisors(tx, found)
    people_left = tuple(e for e in names if e.member_id != found.beside.leading.of(part))
    return Candidates(found.area, found.night, found.beside, people_left)


async def _supervisors(tx: Transaction, found: Candidates) -> tuple[Name, ...]:
    area, book = found.area, found.night.book
    out = {each.member_id for each in leading_rules.goers(found.night.crew)}
    live = found.beside.pairing.live
    out |= {live.member_id} if live is not None else set()
    last = await leadings.last_supervisors(tx, area.key, before=book.starts)
    able = [
        each
        for each in await people.members_of(tx, area.key)
        if leading_rules.may_supervise(each, area.leading.supervisor_ranks) and each.id not in out
    ]
    able.sort(key=lambda each: (last.index(each.id) if each.id in last else len(last), each.called))
    return tuple(Name(each.id, each.called, each.has_telegram) for each in able)


async def nominees(
    tx: Transaction, *, patrol_id: int, areas: Mapping[str, Area], now: datetime
) -> Candidates:
    """Whom a lead could nominate."""
    found = await lead_part(tx, patrol_id=patrol_id, areas=areas, now=now)
    names = await _officers(tx, found.area, found.night, found.beside)
    return Candidates(found.area, found.night, found.beside, names)


async def _officers(
    tx: Transaction, area: Area, night: NightBoard, beside: Beside
) -> tuple[Name, ...]:
    """The ward's local officers who do not go out, nor supervise, and have not said no."""
    found, named = beside.pairing, beside.leading
    if found.ward is None or found.live is not None:
        return ()
    out = {each.member_id for each in leading_rules.goers(night.crew)}
    out |= {each for each in (named.supervisor, named.fallback) if each is not None}
    members = rules.officers_of(await people.members_of(tx, area.key), found.ward)
    return tuple(
        Name(each.id, each.called, each.has_telegram)
        for each in sorted(members, key=lambda each: each.called)
        if each.id not in out and each.id not in found.said_no
    )


async def beside_card(
    tx: Transaction, *, patrol_id: int, chat_id: int, areas: Mapping[str, Area], now: datetime,
    news: Sequence[Sequence[Any]] = (),
) -> BesideCard | None:  # fmt: skip
    """A night for somebody beside its crew; None for a person who cannot be."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    actor = await people.actor_of_chat(tx, chat_id)
    member = next((each for each in actor.members if each.area == area.key), None)
    if member is None or not member.may(*_BESIDE):
        return None
    patrol = await rota.get_patrol(tx, patrol_id)
    found = await beside(tx, patrol)
    theirs = [e for e in found.pairing.nominations if e.member_id == member.id]
    mine = theirs[-1].state if theirs else None
    # A plain officer is beside a crew only as what they are named or nominated for.
    if mine is None and not member.may(*_BESIDE_BY_ROLE):
        named = found.leading.parts_of(member.id)
        if not set(named) & set(leading_rules.SUPERVISORS) and not news:
            return None
    led = rules.wards_of(member, Role.WARD_SERGEANT)
    found = await with_proposals(tx, patrol_id, found, led) if led else found
    is_sergeant = patrol.ward in led
    officers = await _officers(tx, area, night, found) if is_sergeant else ()
    said = tuple(tuple(each) for each in news)
    return BesideCard(area, night, found, member.id, is_sergeant, mine, officers, said)


_BESIDE_BY_ROLE = (Role.LEAD, Role.WARD_SERGEANT, Role.LOCAL_OFFICER)
_BESIDE = (*_BESIDE_BY_ROLE, Role.OFFICER)


async def tell_beside(
    tx: Transaction, *, patrol_id: int, member_id: int, news: Sequence[Any],
    areas: Mapping[str, Area], now: datetime,
) -> TellBeside | None:  # fmt: skip
    """What a lead is asked to tell somebody beside a crew; None once the night has started."""
    area, night = await boards.night_board(tx, patrol_id=patrol_id, areas=areas, now=now)
    if night.has_started:
        return None
    member = await people.get_member(tx, member_id)
    live = (await pairing.find(tx, patrol_id)).live
    is_asked = live is not None and (live.member_id, live.state) == (member_id, Answer.ASKED)
    return TellBeside(area, night, member.called, tuple(news), is_asked)


async def pairing_list(tx: Transaction, *, area: Area, now: datetime) -> PairingList:
    """The nights ahead of an area, those without a local officer first."""
    nights = await _nights(tx, area, await rota.patrols_ahead(tx, area.key, after=now), now)

    def turn(each: tuple[NightBoard, Beside]) -> int:
        pairing = each[1].pairing
        return 2 if pairing.is_filled else 0 if pairing.ward is not None else 1

    return PairingList(area, tuple(sorted(nights, key=turn)))


async def my_ward(
    tx: Transaction, *, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> MyWard | None:
    """The nights ahead in somebody's wards; None for who has no ward."""
    for member in actor.active_members:
        wards = rules.wards_of(member, Role.LOCAL_OFFICER, Role.WARD_SERGEANT)
        if wards and member.area in areas:
            return await _my_ward(tx, areas[member.area], member, wards, now)
    return None


async def _my_ward(
    tx: Transaction, area: Area, member: Member, wards: frozenset[str], now: datetime
) -> MyWard:
    ahead = await rota.patrols_ahead(tx, area.key, after=now)
    mine = set(await pairing.live_of(tx, member.id, after=now))
    led = rules.wards_of(member, Role.WARD_SERGEANT)
    # A local officer sees the nights that they are nominated for, a sergeant all of the ward's.
    theirs = [e for e in ahead if e.ward in led or e.book.patrol_id in mine]
    unsettled = [e for e in ahead if e.ward is None] if led else []
    names = tuple(area.ward_name(each) for each in sorted(wards))
    nights = await _nights(tx, area, theirs, now)
    elsewhere = await boards.night_boards(tx, area=area, patrols=unsettled, now=now)
    return MyWard(area, member, names, tuple(nights), tuple(elsewhere))


async def record_of(tx: Transaction, *, area: Area, now: datetime, page: int = 0) -> Record:
    """Local officers reached, and who has been out with whom, over all nights that are over."""
    nights = await pairing.together(tx, area.key, until=now)
    found = reached(nights)
    order = sorted(found.values(), key=lambda each: area.ward_name(each.ward))
    pairs = rules.pairs(nights)
    ids = {each.local_officer for each in nights} | {each.member_id for each in pairs}
    return Record(area, tuple(order), tuple(pairs), await _names(tx, ids), page)


async def consult_record(tx: Transaction, *, actor: Actor, area: str, now: datetime) -> None:
    """A lead looks up who has been out with whom: a consultation that is recorded."""
    actor.acting(area, Role.LEAD)
    record(
        tx, AuditKind.CONSULTATION, "pairing record looked at", f"area:{area}",
        area=area, actor=actor, at=now,
    )  # fmt: skip


async def _nights(
    tx: Transaction, area: Area, patrols: Sequence[Patrol], now: datetime
) -> list[tuple[NightBoard, Beside]]:
    """Several nights with who comes from the ward, in a few look-ups."""
    ids = [each.book.patrol_id for each in patrols]
    found = await pairing.of_patrols(tx, ids) if ids else {}
    wanted = {e.member_id for each in found.values() for e in each.nominations}
    names = await _names(tx, wanted)
    nights = await boards.night_boards(tx, area=area, patrols=patrols, now=now)
    return [
        (night, Beside(Leading(), found[night.book.patrol_id], None, names)) for night in nights
    ]


async def _names(tx: Transaction, member_ids: Collection[int]) -> dict[int, Name]:
    if not member_ids:
        return {}
    found = await people.members_by_id(tx, member_ids)
    return {each.id: Name(each.id, each.called, each.has_telegram) for each in found}
