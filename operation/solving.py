"""Crews that even out a week's load: what they are measured by, and the search for them.

`solve` looks for the crews that are best by these measures, the first counting most:

(a) fewest officers short of the nights' minimums, all nights together;
(b) most places filled;
(c) smallest sum of the squares of the officers' weighed hours after these nights, in thousandths
    of an hour: the load is even;
(d) longest since the last patrol: first the most picks of people who were never on one, then the
    largest sum of the times since. A pick in this solution is a last patrol for the next one;
(e) earliest sign-ups: the smallest sum of their moments;
(f) of two who share two nights, the earlier to sign up has the earlier night: the smallest sum of
    the moments, each as often as the nights from that one on.

Once it is settled how many go out each night, (c) to (f) are sums over officers of what their own
nights bring, and so are overlaps and caps theirs alone. So one pass over the officers is exact: it
keeps, for each way to fill the places so far, the best way to get there (`_reassigned`). It takes
about (places + 1) to the power of the nights, times officers, times their choices.

- **A small week** (at most `MOST_STEPS`; two or three nights, as a rule) is solved in that one
  pass. Nothing is better by (a) to (f).
- **A larger one** starts from crews filled in order of need, along chains in which one officer
  makes room for another, and is then solved for two nights at a time, the others as they stand,
  until no two nights can be bettered. This ends: there are finitely many crews, the measures are
  whole numbers, and each step is strictly better. At the end no addition, removal, replacement,
  move or exchange, nor anything else that touches two nights, is better. (a) and (b) are then the
  best there are if no nights overlap: chains find every place that can be filled, and nothing
  later gives one up. Not promised: that nothing better by (c) to (f) is to be had by changing
  three nights at once; nor, where nights overlap, by (a) and (b).

Equal solutions are told apart by member numbers, never by the order in which things are handed in.
Instants are aware UTC datetimes; nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations, product
from types import MappingProxyType

from operation.fairness import Account
from operation.fairness_rules import Weights
from operation.selection import Why
from operation.week_in_numbers import Candidate, Night, Picks, Week, bits, subsets

__all__ = ["Candidate", "Night", "line", "reasons", "solve"]

MOST_STEPS = 250_000
"""Work up to which a week is solved exactly: about a tenth of a second, two at worst."""

_NOTHING: Mapping[int, frozenset[int]] = MappingProxyType({})


def solve(
    nights: Sequence[Night],
    accounts: Mapping[int, Account],
    *,
    caps: Mapping[int, int] | None,
    weights: Weights,
    zone: str,
    fixed: Mapping[int, frozenset[int]] = _NOTHING,
) -> Mapping[int, tuple[int, ...]]:
    """The crews of all these nights, chosen together: by patrol, the members, least used first.

    The measures and what is promised of the result are at the top of this module. Nobody is on
    two overlapping nights, nor on more of them than `caps` says; who is not in it has no cap.
    `accounts` are as of before the first night; who has none has not been on patrol.

    `fixed` is what a lead has decided, by patrol. It stays, even against an overlap, a cap or the
    number of places, and counts towards all of them; places left free are filled from the
    volunteers. A night that is to stay as it is is handed in without any.

    Raises `ValueError` for a patrol that is there twice, or fixed and not there.
    """
    week = Week(nights, accounts, caps=caps, weights=weights, zone=zone, fixed=fixed)
    picks = dict(week.fixed)
    if week.steps(week.all) <= MOST_STEPS:
        picks = _reassigned(week, picks, week.all)
    else:
        _fill(week, picks)
        picks = _settled(week, picks)
    return week.crews(picks)


def reasons(
    nights: Sequence[Night],
    solution: Mapping[int, tuple[int, ...]],
    accounts: Mapping[int, Account],
    *,
    caps: Mapping[int, int] | None,
    weights: Weights,
    zone: str,
    fixed: Mapping[int, frozenset[int]] = _NOTHING,
) -> Mapping[tuple[int, int], Why]:
    """By patrol and member, what put each name before the best one left out of that night.

    Hand in what `solve` was handed. Both are taken with their other nights in the solution, as
    the solution itself was weighed. Left out are the volunteers of the night who could have come
    instead, with their overlaps and their cap; with none of those it is `PLACE_FOR_ALL`.

    What is fixed has no reason here: a lead decided it. Nor has a name that the measures would
    not put first, which `solve` never leaves. Raises as `solve` does, and `KeyError` for a patrol
    that is in the solution only.
    """
    week = Week(nights, accounts, caps=caps, weights=weights, zone=zone, fixed=fixed)
    picks = week.masks(solution)
    found: dict[tuple[int, int], Why] = {}
    for index, night in enumerate(week.nights):
        for member in solution.get(night.patrol_id, ()):
            why = _why(week, picks, index, member)
            if why is not None:
                found[night.patrol_id, member] = why
    return found


def line(
    nights: Sequence[Night],
    solution: Mapping[int, tuple[int, ...]],
    accounts: Mapping[int, Account],
    *,
    caps: Mapping[int, int] | None,
    weights: Weights,
    zone: str,
    fixed: Mapping[int, frozenset[int]] = _NOTHING,
) -> Mapping[int, tuple[int, ...]]:
    """By patrol, the volunteers that a solution leaves out, whoever should come next first.

    Everyone is taken with their other nights in the solution. Those whom an overlap or a cap
    keeps away come last. Hand in what `solve` was handed; raises as `solve` does.
    """
    week = Week(nights, accounts, caps=caps, weights=weights, zone=zone, fixed=fixed)
    picks = week.masks(solution)
    return {
        night.patrol_id: tuple(_left_out(week, picks, index))
        for index, night in enumerate(week.nights)
    }


def _left_out(week: Week, picks: Picks, index: int) -> list[int]:
    def turn(member: int) -> tuple[bool, tuple[int, ...], int]:
        is_kept_away = not week.may(member, picks[member] | 1 << index)
        return is_kept_away, week.added(member, picks[member], index), member

    return sorted((m for m in week.volunteers(index) if not picks[m] >> index & 1), key=turn)


# Solving


_State = tuple[int, ...]
"""How many are added to each night of a block."""
_Table = dict[_State, tuple[int, _State, int]]
"""For each state that can be reached: the least cost, the state before, and the last choice."""


def _reassigned(week: Week, picks: Picks, block: int) -> Picks:
    """The best picks of all that differ on these nights only; `picks` if none is better."""
    members = week.interested(block)
    kept = {member: picks[member] & ~(week.wants[member] & block) for member in members}
    nights = list(bits(block))
    nobody: _State = (0,) * len(nights)
    tables: list[_Table] = [{nobody: (0, nobody, 0)}]
    ways = _ways(week, nights)
    for member in members:
        choices = week.choices(member, kept[member], block)
        costs = [(ways[some], some, week.cost(member, kept[member] | some)) for some in choices]
        tables.append(_next_table(tables[-1], costs))
    ranks = {state: _rank(week, nights, state, cost) for state, (cost, _, _) in tables[-1].items()}
    best = min(ranks, key=ranks.__getitem__)
    if ranks[best] >= _rank(week, nights, *_standing(week, picks, nights, members)):
        return picks
    return picks | _traced(tables, members, kept, best)


def _next_table(table: _Table, costs: Sequence[tuple[Mapping[_State, _State], int, int]]) -> _Table:
    """The table after one more officer with these choices, each with its ways and its cost."""
    found: _Table = {}
    for ways, some, added in costs:
        for state, (cost, _, _) in table.items():
            reached = ways.get(state)
            if reached is None:
                continue
            known = found.get(reached)
            if known is None or cost + added < known[0]:
                found[reached] = (cost + added, state, some)
    return found


def _ways(week: Week, nights: Sequence[int]) -> dict[int, dict[_State, _State]]:
    """For each set of these nights, which state leads to which when one officer joins them."""
    limits = [week.room[index] for index in nights]
    states = set(product(*(range(limit + 1) for limit in limits)))
    found: dict[int, dict[_State, _State]] = {}
    for some in subsets(sum(1 << index for index in nights)):
        added = [some >> index & 1 for index in nights]
        after = {each: tuple(map(int.__add__, each, added)) for each in states}
        found[some] = {each: reached for each, reached in after.items() if reached in states}
    return found


def _rank(week: Week, nights: Sequence[int], state: _State, cost: int) -> tuple[int, int, int]:
    """(a), (b) and the rest, of these nights and whoever may be on them."""
    pairs = zip(nights, state, strict=True)
    return sum(max(0, week.needed[i] - count) for i, count in pairs), -sum(state), cost


def _standing(
    week: Week, picks: Picks, nights: Sequence[int], members: Sequence[int]
) -> tuple[_State, int]:
    """The state and the cost of the picks as they are."""
    chosen = [picks[member] & week.wants[member] for member in members]
    state = tuple(sum(mask >> index & 1 for mask in chosen) for index in nights)
    return state, sum(week.cost(member, picks[member]) for member in members)


def _traced(
    tables: Sequence[_Table], members: Sequence[int], kept: Mapping[int, int], state: _State
) -> Picks:
    """The picks by which a state of the last table was reached."""
    found: Picks = {}
    for member, table in zip(reversed(members), reversed(tables), strict=False):
        _, state, some = table[state]
        found[member] = kept[member] | some
    return found


def _settled(week: Week, picks: Picks) -> Picks:
    """Solve for two nights at a time until no two can be bettered."""
    pairs = [1 << one | 1 << other for one, other in combinations(range(len(week.nights)), 2)]
    solved: dict[int, list[int]] = {}
    before: Picks | None = None
    while picks != before:
        before = picks
        for block in pairs:
            members = week.interested(block)
            if solved.get(block) != [picks[member] for member in members]:
                picks = _reassigned(week, picks, block)
                solved[block] = [picks[member] for member in members]
    return picks


def _fill(week: Week, picks: Picks) -> None:
    """Fill the nights in order of need, to their minimums first and then to their places."""
    spare = [len(week.volunteers(i)) - needed for i, needed in enumerate(week.needed)]
    in_need = sorted(range(len(week.nights)), key=lambda index: (spare[index], index))
    for goals in (list(map(min, week.needed, week.room)), week.room):
        for index in in_need:
            count = sum((picks[each] & week.wants[each]) >> index & 1 for each in week.members)
            while count < goals[index] and _chained(week, picks, index):
                count += 1


def _chained(week: Week, picks: Picks, start: int) -> bool:
    """Add one to a night, by as short a chain of officers making room as there is.

    An officer who could not have the night beside their others may leave one of them for it, and
    that one is then filled in the same way. False if no chain leads to anybody.
    """
    came: dict[int, tuple[int, int] | None] = {start: None}
    waiting = [start]
    for index in waiting:
        for member in _by_cost(week, picks, index):
            mask = picks[member] | 1 << index
            if week.may(member, mask):
                if _carried_out(week, picks, came, member, index):
                    return True
                continue
            for other in bits(picks[member] & week.wants[member]):
                if other not in came and week.may(member, mask & ~(1 << other)):
                    came[other] = (member, index)
                    waiting.append(other)
    return False


def _by_cost(week: Week, picks: Picks, index: int) -> list[int]:
    """Who could be added to a night, those first whom it adds the least to."""
    absent = [each for each in week.volunteers(index) if not picks[each] >> index & 1]
    return sorted(absent, key=lambda each: (_dearer(week, each, picks[each], index), each))


def _dearer(week: Week, member: int, mask: int, index: int) -> int:
    """What it costs to add a night to an officer's nights."""
    return week.cost(member, mask | 1 << index) - week.cost(member, mask)


def _carried_out(
    week: Week,
    picks: Picks,
    came: Mapping[int, tuple[int, int] | None],
    member: int,
    index: int,
) -> bool:
    """Add someone to the end of a chain and move everyone along it, if all of them may."""
    changed = {member: picks[member] | 1 << index}
    while (step := came[index]) is not None:
        mover, to = step
        changed[mover] = changed.get(mover, picks[mover]) & ~(1 << index) | 1 << to
        index = to
    if not all(week.may(each, mask) for each, mask in changed.items()):
        return False
    picks.update(changed)
    return True


def _why(week: Week, picks: Picks, index: int, member: int) -> Why | None:
    """What puts a pick before the best who could have come instead."""
    if not week.wants.get(member, 0) >> index & 1:
        return None
    others = [each for each in week.volunteers(index) if not picks[each] >> index & 1]
    able = [each for each in others if week.may(each, picks[each] | 1 << index)]
    if not able:
        return Why.PLACE_FOR_ALL
    mine = week.added(member, picks[member], index)
    theirs = min(week.added(each, picks[each], index) for each in able)
    if mine > theirs:
        return None
    if mine[0] != theirs[0]:
        return Why.FEWEST_HOURS
    return Why.LONGEST_SINCE if mine[1:3] != theirs[1:3] else Why.EARLIEST
