"""Whether people are rested for a night: asked wherever a place is taken, given or swapped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from operation import caps, duties
from operation import rest as rules
from operation.area import Area
from operation.book import Book
from operation.caps import FOUR_WEEKS
from operation.duties import Around
from operation.rest import Finding, FindingKind, Unrested, Work
from operation.rest_rules import RestRules
from storage import rest
from storage.database import Transaction
from storage.rest import Known, Override
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with a night: what they work around it, and what stands against it.

    `findings` are all there are; `open` those that no lead has overridden.
    """

    around: Around
    findings: tuple[Finding, ...]
    open: tuple[Finding, ...]
    override: Override | None = None

    @property
    def is_stopped(self) -> bool:
        return any(each.is_stop for each in self.open)


async def findings_of(
    tx: Transaction,
    *,
    member_ids: Collection[int],
    patrol: Patrol,
    area: Area,
    now: datetime,
    leaving: Collection[int] = (),
) -> Mapping[int, tuple[Finding, ...]]:
    """What stands against each of these members' going on a night; nothing for most.

    `leaving` names patrols that they give up at the same time, as in a swap. What a lead has
    overridden for a member and a night is left out.
    """
    found = await standings_of(
        tx, member_ids=member_ids, book=patrol.book, area=area, leaving=leaving
    )
    return {member_id: standing.open for member_id, standing in found.items()}


async def require_rested(
    tx: Transaction,
    *,
    member_id: int,
    patrol: Patrol,
    area: Area,
    now: datetime,
    leaving: Collection[int] = (),
) -> tuple[Finding, ...]:
    """The warnings about one member's going on a night; raises `NotRested` if they may not."""
    found = await findings_of(
        tx, member_ids=[member_id], patrol=patrol, area=area, now=now, leaving=leaving
    )
    return rules.require_rested(member_id, found[member_id])


async def require_crew_rested(
    tx: Transaction, *, called: Mapping[int, str], patrol: Patrol, area: Area
) -> None:
    """Raises `CrewNotRested` if anybody of these, by member and name, may not go on the night."""
    found = await standings_of(tx, member_ids=called, book=patrol.book, area=area)
    rules.require_crew_rested(
        Unrested(member_id, name, found[member_id].open) for member_id, name in called.items()
    )


async def stopped(
    tx: Transaction, *, member_ids: Collection[int], book: Book, area: Area
) -> frozenset[int]:
    """Those of these members who may not go on a night unless a lead overrides it."""
    if not member_ids:
        return frozenset()
    found = await standings_of(tx, member_ids=member_ids, book=book, area=area)
    return frozenset(each for each, standing in found.items() if standing.is_stopped)


async def standings_of(
    tx: Transaction,
    *,
    member_ids: Collection[int],
    book: Book,
    area: Area,
    leaving: Collection[int] = (),
) -> Mapping[int, Standing]:
    """How each of these members stands with a night, with what leads have overridden."""
    within = _looks_about(area.rest)
    known = await rest.known(tx, member_ids, book.night, within=within) if member_ids else {}
    left = {book.patrol_id, *leaving}
    found = {each: _standing(book, known[each], left, area) for each in member_ids}
    against = [each for each, standing in found.items() if _can_be_overridden(standing.findings)]
    overrides = await rest.overrides(tx, book.patrol_id, against) if against else {}
    return {each: _with_override(standing, overrides.get(each)) for each, standing in found.items()}


async def caps_of(
    tx: Transaction,
    *,
    member_ids: Collection[int],
    nights: Collection[date],
    area: Area,
    now: datetime,
) -> Mapping[int, int]:
    """How many of these nights each member may take, whichever they are, by the area's caps.

    Counted with the nights on whose crew they are already, in any area, other than these.
    """
    if not member_ids or not nights:
        return dict.fromkeys(member_ids, 0)
    middle = min(nights) + (max(nights) - min(nights)) / 2
    within = _looks_about(area.rest) + (max(nights) - min(nights))
    known = await rest.known(tx, member_ids, middle, within=within)
    return {
        each: caps.nights_left(nights, {night for night, _ in known[each].patrols}, area.rest)
        for each in member_ids
    }


def works_of(book: Book, known: Known, left: Collection[int], area: Area) -> tuple[Work, ...]:
    """Everything that somebody is known to work about a night, without the patrols they leave."""
    patrols = (work for _, work in known.patrols if work.patrol_id not in left)
    return (*patrols, *duties.works_around(book, known.stated, area.zone))


def _standing(book: Book, known: Known, left: Collection[int], area: Area) -> Standing:
    around = duties.around(book, known.stated, area.zone)
    nights = {night for night, work in known.patrols if work.patrol_id not in left}
    found = rules.findings(
        Work(book.starts, book.ends, book.patrol_id),
        book.night,
        works_of(book, known, left, area),
        nights,
        area.rest,
        is_stated=around.is_known,
    )
    return Standing(around, found, found)


def _with_override(standing: Standing, override: Override | None) -> Standing:
    if override is None:
        return standing
    left = rules.uncovered(standing.findings, override.covers)
    return Standing(standing.around, standing.findings, left, override)


def _can_be_overridden(found: Collection[Finding]) -> bool:
    return any(each.kind is not FindingKind.NOT_STATED for each in found)


def _looks_about(of: RestRules) -> timedelta:
    """How far about a night other nights matter, for the caps and for rest."""
    return max(timedelta(days=FOUR_WEEKS), timedelta(weeks=of.weekends_running + 1))
