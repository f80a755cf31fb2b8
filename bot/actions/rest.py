"""Whether people are rested for a night: asked wherever a place is taken, given or swapped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from operation import caps, duties
from operation import rest as rules
from operation.area import Area
from operation.book import Book
from operation.caps import FOUR_WEEKS
from operation.duties import Around
from operation.people import Actor
from operation.rest import Finding, FindingKind, Unrested, Work
from operation.rest_rules import RestRules
from storage import pairing, people, rest
from storage.database import Transaction
from storage.rest import Known, Override
from storage.rota import Patrol


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands with a night: what they work around it, and what stands against it.

    `findings` are all there are; `open` those that no lead has overridden. `is_guessed` says that
    they are stopped by what is only remembered of earlier nights, which may differ this time.
    """

    around: Around
    findings: tuple[Finding, ...]
    open: tuple[Finding, ...]
    override: Override | None = None
    is_guessed: bool = False

    @property
    def is_stopped(self) -> bool:
        return _stops(self.open)


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
    actor: Actor | None = None,
    leaving: Collection[int] = (),
    by_themself: bool = False,
    comes_along: bool = False,
) -> tuple[Finding, ...]:
    """The warnings about one member's going on a night; raises `NotRested` if they may not.

    The `actor` is who reads the refusal; why is only for themself and for leads. Somebody who
    signs up `by_themself` is not refused for duties that are only remembered: they can say what
    they work this time once they are on the list, and the stop is among what is given back.
    Whoever `comes_along` as the local officer needs no training.
    """
    found = await standings_of(
        tx, member_ids=[member_id], book=patrol.book, area=area, leaving=leaving
    )
    mine = _needs_no_training(found[member_id]) if comes_along else found[member_id]
    if by_themself and mine.is_guessed:
        return mine.open
    if not mine.is_stopped:
        return mine.open
    about = await people.get_member(tx, member_id)
    return rules.require_rested(about, mine.open, actor or Actor())


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
    if not member_ids:
        return {}
    within = _looks_about(area.rest)
    known = await rest.known(tx, member_ids, book.night, book.night, within=within)
    left = {book.patrol_id, *leaving}
    found = {
        (book.patrol_id, each): _standing(book, known[each], left, area) for each in member_ids
    }
    with_overrides = await _with_overrides(tx, await _of_local_officers(tx, found))
    return {member_id: standing for (_, member_id), standing in with_overrides.items()}


async def standings_on(
    tx: Transaction, *, on: Mapping[int, tuple[Patrol, Area]], member_ids: Mapping[int, int]
) -> Mapping[int, Standing]:
    """How one person stands with several nights, by patrol.

    `on` names the patrols with their areas, `member_ids` who the person is on each.
    """
    if not on:
        return {}
    nights = [patrol.book.night for patrol, _ in on.values()]
    within = max(_looks_about(area.rest) for _, area in on.values())
    those = set(member_ids.values())
    known = await rest.known(tx, those, min(nights), max(nights), within=within)
    found = {
        (each, member_ids[each]): _standing(patrol.book, known[member_ids[each]], {each}, area)
        for each, (patrol, area) in on.items()
    }
    with_overrides = await _with_overrides(tx, await _of_local_officers(tx, found))
    return {patrol_id: standing for (patrol_id, _), standing in with_overrides.items()}


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
    within = _looks_about(area.rest)
    known = await rest.known(tx, member_ids, min(nights), max(nights), within=within)
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
    if any(work.patrol_id == book.patrol_id for _, work in known.patrols):
        # They have this night already: what is too many is the later night that exceeds the cap.
        nights = {each for each in nights if each <= book.night}

    def against(works: Collection[Work]) -> tuple[Finding, ...]:
        patrol = Work(book.starts, book.ends, book.patrol_id)
        return rules.findings(
            patrol, book.night, works, nights, area.rest, is_stated=around.is_known,
            trained_until=known.trained_until,
        )  # fmt: skip

    patrols = [work for _, work in known.patrols if work.patrol_id not in left]
    found = against([*patrols, *duties.works_around(book, known.stated, area.zone)])
    for_sure = against([*patrols, *duties.works_said(known.stated)])
    is_guessed = _stops(found) and not _stops(for_sure)
    return Standing(around, found, found, is_guessed=is_guessed)


def _stops(found: Collection[Finding]) -> bool:
    return any(each.is_stop for each in found)


async def _of_local_officers(
    tx: Transaction, found: Mapping[tuple[int, int], Standing]
) -> Mapping[tuple[int, int], Standing]:
    """The same standings; whoever comes along as a night's local officer needs no training."""
    untrained = {
        patrol_id
        for (patrol_id, _), standing in found.items()
        if any(each.kind is FindingKind.UNTRAINED for each in standing.findings)
    }
    along = {(each, await pairing.nominee_of(tx, each)) for each in untrained}
    return {
        each: _needs_no_training(standing) if each in along else standing
        for each, standing in found.items()
    }


def _needs_no_training(standing: Standing) -> Standing:
    def left(found: Collection[Finding]) -> tuple[Finding, ...]:
        return tuple(each for each in found if each.kind is not FindingKind.UNTRAINED)

    return replace(standing, findings=left(standing.findings), open=left(standing.open))


async def _with_overrides(
    tx: Transaction, found: Mapping[tuple[int, int], Standing]
) -> Mapping[tuple[int, int], Standing]:
    """The same standings, by patrol and member, with what leads have overridden."""
    against = [each for each, standing in found.items() if can_be_overridden(standing.findings)]
    if not against:
        return found
    patrols, members = zip(*against, strict=True)
    overrides = await rest.overrides(tx, set(patrols), set(members))
    return {each: _with_override(standing, overrides.get(each)) for each, standing in found.items()}


def _with_override(standing: Standing, override: Override | None) -> Standing:
    if override is None:
        return standing
    left = rules.uncovered(standing.findings, override.covers)
    return replace(standing, open=left, override=override)


def can_be_overridden(found: Collection[Finding]) -> bool:
    """Whether there is anything that a lead may override."""
    return any(each.kind not in rules.SETTLED_ELSEWHERE for each in found)


def _looks_about(of: RestRules) -> timedelta:
    """How far about a night other nights matter, for the caps and for rest."""
    return max(timedelta(days=FOUR_WEEKS), timedelta(weeks=of.weekends_running + 1))
