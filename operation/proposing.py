"""The crews that are proposed for a week: all nights that are to be chosen for, together.

What a lead has picked by hand, and what is published, stays as it is and counts. Whoever is not
rested for a night is no volunteer for it here; a lead may still pick them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from operation.crew import Assignment, Crew, State
from operation.fairness import Account, Worked, account, thousandths
from operation.fairness_rules import Weights
from operation.selection import Why
from operation.solving import Candidate, Night, line, reasons, solve


@dataclass(frozen=True, slots=True)
class Facts:
    """What crews are chosen by, besides the lists.

    `worked` is, by member, every patrol but those of the week in question, of other areas too;
    `stopped`, by patrol, who is not rested for it; `caps`, by member, how many nights of the week
    they may be on at most.
    """

    weights: Weights
    zone: str
    worked: Mapping[int, Sequence[Worked]] = field(default_factory=dict)
    stopped: Mapping[int, frozenset[int]] = field(default_factory=dict)
    caps: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Someone in the order of a proposal, and why they stand there.

    `account` is theirs as of the night, the nights before it in the same week included; `also`
    are the other nights of the week that they go on.
    """

    member_id: int
    account: Account
    why: Why | None
    is_rested: bool = True
    also: tuple[date, ...] = ()


def is_to_be_chosen(crew: Crew, now: datetime) -> bool:
    """Whether a crew is to be proposed: sign-up has closed, and nothing is settled yet."""
    is_settled = crew.is_published or crew.cancelled is not None or now >= crew.book.starts
    return not is_settled and not crew.book.is_open_at(now)


def able(crew: Crew) -> tuple[Assignment, ...]:
    """Who could be chosen for a night: not who was only asked for cover, or said maybe."""
    return tuple(each for each in crew.assignments if each.state not in _UNSURE)


def propose(
    week: Sequence[Crew], facts: Facts, *, now: datetime, fills: Collection[int] = ()
) -> tuple[Crew, ...]:
    """The crews of a week as the rules would have them, in the order handed in.

    Nights that are not to be chosen for come back as they are, and so does one that a lead has
    changed by hand, unless `fills` names its patrol: then places that are free there are filled.
    A version is another only if the crew is.
    """
    free = {
        each.book.patrol_id
        for each in week
        if is_to_be_chosen(each, now) and (not each.is_by_hand or each.book.patrol_id in fills)
    }
    if not free:
        return tuple(week)
    problem = _Problem(week, facts, free)
    solution = problem.solved()
    orders = {patrol_id: problem.order(patrol_id, solution) for patrol_id in free}
    return tuple(
        _as_chosen(each, solution[each.book.patrol_id], orders[each.book.patrol_id], now)
        if each.book.patrol_id in free
        else each
        for each in week
    )


def rank(crew: Crew, week: Sequence[Crew], facts: Facts) -> tuple[Ranked, ...]:
    """Everyone who could be chosen for a night, in the order of the proposal, with the reason.

    `week` are all crews of the week, this one included. Where a lead has chosen by hand the order
    is that of what the rules would propose instead, the other nights as they stand. Whoever is
    not rested is at the end.
    """
    patrol = crew.book.patrol_id
    as_if = [
        replace(each, is_by_hand=False) if each.book.patrol_id == patrol else each for each in week
    ]
    problem = _Problem(as_if, facts, {patrol})
    solution = problem.solved() if crew.is_by_hand else problem.as_it_stands()
    said, chosen = problem.reasons(solution), solution[patrol]
    stopped = facts.stopped.get(patrol, frozenset())
    return tuple(
        Ranked(
            each,
            problem.account_of(each, crew.book.starts, solution),
            said.get((patrol, each)) if each in chosen else Why.NEXT,
            each not in stopped,
            tuple(problem.other_nights(each, patrol, solution)),
        )
        for each in problem.order(patrol, solution)
    )


def _as_chosen(crew: Crew, chosen: Collection[int], order: Sequence[int], now: datetime) -> Crew:
    """The choice as solved, everyone in the order in which they come or would come next."""
    inside = set(chosen)
    place = {member_id: index for index, member_id in enumerate(order)}
    people = sorted(crew.assignments, key=lambda each: place.get(each.member_id, len(order)))
    picked = tuple(replace(each, picked=each.member_id in inside) for each in people)
    is_other = crew.proposed_at is None or inside != {each.member_id for each in crew.picked}
    version = crew.version + is_other
    return replace(crew, assignments=picked, version=version, proposed_at=now)


_UNSURE = frozenset({State.ASKED, State.PROVISIONAL})
_Crews = Mapping[int, Collection[int]]


class _Problem:
    """A week as it is handed to the solver: the nights that take place, and those elsewhere."""

    def __init__(self, week: Sequence[Crew], facts: Facts, free: Collection[int]) -> None:
        self._week = {each.book.patrol_id: each for each in week if each.cancelled is None}
        self._facts = facts
        self._first = min((each.book.starts for each in week), default=None)
        elsewhere = self._elsewhere()
        stay = {i: self._who_stays(each, i in free) for i, each in self._week.items()}
        self._fixed = {i: frozenset(each) for i, each in stay.items()} | {
            -number: frozenset(members) for number, members in enumerate(elsewhere.values(), 1)
        }
        self._nights = [self._night(each, each.book.patrol_id in free) for each in
                        self._week.values()]  # fmt: skip
        self._nights += [
            Night(-number, starts, ends, 0, 0, ())
            for number, (starts, ends) in enumerate(elsewhere, 1)
        ]
        self._accounts = {each: self.account_of(each, self._first, {}) for each in self._people()}

    def solved(self) -> Mapping[int, tuple[int, ...]]:
        """The best crews there are."""
        return solve(
            self._nights, self._accounts, caps=self._facts.caps, weights=self._facts.weights,
            zone=self._facts.zone, fixed=self._fixed,
        )  # fmt: skip

    def as_it_stands(self) -> Mapping[int, tuple[int, ...]]:
        """The crews that are chosen now."""
        here = {i: tuple(who_goes(each)) for i, each in self._week.items()}
        return {i: tuple(members) for i, members in self._fixed.items()} | here

    def reasons(self, solution: Mapping[int, tuple[int, ...]]) -> Mapping[tuple[int, int], Why]:
        """Why those who are chosen are; see `operation.solving.reasons`."""
        return reasons(
            self._nights, solution, self._accounts, caps=self._facts.caps,
            weights=self._facts.weights, zone=self._facts.zone, fixed=self._fixed,
        )  # fmt: skip

    def order(self, patrol_id: int, solution: Mapping[int, tuple[int, ...]]) -> list[int]:
        """The chosen, the least used first; whoever would come next; who is not rested."""
        crew, stopped = self._week[patrol_id], self._stopped(patrol_id)
        left = line(
            self._nights, solution, self._accounts, caps=self._facts.caps,
            weights=self._facts.weights, zone=self._facts.zone, fixed=self._fixed,
        )[patrol_id]  # fmt: skip
        since = {each.member_id: each.since for each in able(crew)}

        def use(member_id: int) -> tuple[int, float, datetime, int]:
            mine = self.account_of(member_id, crew.book.starts, solution)
            last = mine.last.timestamp() if mine.last else float("-inf")
            return thousandths(mine.weighed), last, since[member_id], member_id

        chosen = sorted((each for each in solution[patrol_id] if each in since), key=use)
        rest = sorted(since, key=lambda each: (each in stopped, use(each)))
        return list(dict.fromkeys([*chosen, *left, *rest]))

    def account_of(self, member_id: int, until: datetime | None, crews: _Crews) -> Account:
        """Somebody's account before a moment, with what these crews have them do before it."""
        patrols = list(self._facts.worked.get(member_id, ()))
        patrols += [
            Worked(each.book.starts, each.book.ends)
            for i, each in self._week.items()
            if member_id in crews.get(i, ())
        ]
        until = until or _NEVER
        return account(member_id, patrols, self._facts.weights, self._facts.zone, until=until)

    def other_nights(self, member_id: int, patrol_id: int, crews: _Crews) -> Iterator[date]:
        """The other nights of the week that somebody goes on."""
        for i, each in self._week.items():
            if i != patrol_id and member_id in crews[i]:
                yield each.book.night

    def _people(self) -> set[int]:
        fixed = {member for members in self._fixed.values() for member in members}
        return fixed | {one.member_id for each in self._nights for one in each.volunteers}

    def _stopped(self, patrol_id: int) -> frozenset[int]:
        return self._facts.stopped.get(patrol_id, frozenset())

    def _who_stays(self, crew: Crew, is_free: bool) -> Sequence[int]:
        """Whom the rules leave where they are: of a choice by hand as many as there are places."""
        if not is_free:
            return who_goes(crew)
        return who_goes(crew)[: crew.book.places] if crew.is_by_hand else ()

    def _night(self, crew: Crew, is_free: bool) -> Night:
        book, stopped = crew.book, self._stopped(crew.book.patrol_id)
        volunteers = tuple(
            Candidate(each.member_id, each.since)
            for each in (able(crew) if is_free else ())
            if each.member_id not in stopped
        )
        return Night(book.patrol_id, book.starts, book.ends, book.minimum, book.places, volunteers)

    def _elsewhere(self) -> dict[tuple[datetime, datetime], list[int]]:
        """Patrols of other areas during the week: they weigh, and nobody is on two at once."""
        found = defaultdict[tuple[datetime, datetime], list[int]](list)
        for member_id, patrols in self._facts.worked.items():
            for each in patrols:
                if self._first is not None and each.starts >= self._first:
                    found[each.starts, each.ends].append(member_id)
        return dict(sorted(found.items()))


_NEVER = datetime.min.replace(tzinfo=UTC)


def who_goes(crew: Crew) -> tuple[int, ...]:
    """The crew of a published night, and of any other the choice; in order, by member."""
    people = crew.crew if crew.is_published else crew.picked
    return tuple(each.member_id for each in people)
