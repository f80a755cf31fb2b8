"""Fair shares: what an officer has carried, and crews that even it out over a week's nights.

`solve` looks for the crews that are best by these measures, the first counting most:

(a) fewest officers short of the nights' minimums, all nights together;
(b) most places filled;
(c) smallest sum of the squares of the officers' weighed hours after these nights, in thousandths
    of an hour: the load is even;
(d) longest since the last patrol: first the most picks of people who were never on one, then the
    largest sum of the times since. A pick in this solution is a last patrol for the next one;
(e) earliest sign-ups: the smallest sum of their moments.

Once it is settled how many go out each night, (c) to (e) are sums over officers of what their own
nights bring, and so are overlaps and caps theirs alone. So one pass over the officers is exact: it
keeps, for each way to fill the places so far, the best way to get there (`_reassigned`). It takes
about (places + 1) to the power of the nights, times officers, times their choices.

- **A small week** (at most `MOST_STEPS`; two or three nights, as a rule) is solved in that one
  pass. Nothing is better by (a) to (e).
- **A larger one** starts from crews filled in order of need, along chains in which one officer
  makes room for another, and is then solved for two nights at a time, the others as they stand,
  until no two nights can be bettered. This ends: there are finitely many crews, the measures are
  whole numbers, and each step is strictly better. At the end no addition, removal, replacement,
  move or exchange, nor anything else that touches two nights, is better. (a) and (b) are then the
  best there are if no nights overlap: chains find every place that can be filled, and nothing
  later gives one up. Not promised: that nothing better by (c) to (e) is to be had by changing
  three nights at once; nor, where nights overlap, by (a) and (b).

Equal solutions are told apart by member numbers, never by the order in which things are handed in.
Instants are aware UTC datetimes; nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, product
from math import fsum, inf, prod
from types import MappingProxyType
from zoneinfo import ZoneInfo

from operation.nights import elapsed_hours, local_date, monday_of, night_of, span_of
from operation.selection import Why

NIGHT_BEGINS, NIGHT_ENDS = time(23), time(6)
"""On the area's clock, the hours that weigh more."""
MOST_STEPS = 250_000
"""Work up to which a week is solved exactly: about a tenth of a second, two at worst."""

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_FRIDAY = 4
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)
_LEVEL = 1 << 80
"""One of a measure in units of the next; no sum of microseconds comes near."""
_NOTHING: Mapping[int, frozenset[int]] = MappingProxyType({})


# What an officer has carried


@dataclass(frozen=True, slots=True)
class Weights:
    """How hours weigh.

    `period_weeks`: how far back an account goes, in weeks.
    `night`: what an hour between 23:00 and 06:00 on the area's clock weighs; others weigh 1.
    `weekend_running`: the part of its weight that a Friday, Saturday or Sunday patrol weighs more
        for each weekend in a row just before it; at 0.1 the third weekend weighs 1.2 times.
    """

    period_weeks: int = 8
    night: float = 1.25
    weekend_running: float = 0.1


@dataclass(frozen=True, slots=True)
class Worked:
    """A patrol that somebody was on."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody has carried in the period, and when they were last on patrol.

    `weighed` and `hours` are hours, weighed and as they passed; `last` is the start of the last
    patrol, however long ago, None for never; `weekends` are the Mondays of the weeks in the
    period with a weekend patrol, so that a next one can be weighed.
    """

    member_id: int
    weighed: float = 0.0
    hours: float = 0.0
    patrols: int = 0
    last: datetime | None = None
    weekends: frozenset[date] = frozenset()


def weighed_hours(
    patrols: Sequence[Worked], weights: Weights, zone: str, *, until: datetime
) -> float:
    """What the patrols of the period before `until` weigh, in hours.

    Hours are those that pass, also when the clocks change. The period is reckoned on the area's
    clock, so that a night of every week is in it or not whatever the clocks did; patrols that
    start before it count for nothing, nor for weekends in a row. Raises nothing.
    """
    counted = _counted(patrols, weights, zone, until)
    weekends = _weekends(counted, zone)
    return fsum(_weight(each, weekends, weights, zone) for each in counted)


def account(
    member_id: int, patrols: Sequence[Worked], weights: Weights, zone: str, *, until: datetime
) -> Account:
    """An officer's account over the period before `until`, from all patrols that they were on.

    Those that start at `until` or later are left out. Raises nothing.
    """
    counted = _counted(patrols, weights, zone, until)
    return Account(
        member_id,
        weighed=weighed_hours(patrols, weights, zone, until=until),
        hours=fsum(elapsed_hours(each.starts, each.ends) for each in counted),
        patrols=len(counted),
        last=max((each.starts for each in patrols if each.starts < until), default=None),
        weekends=_weekends(counted, zone),
    )


def rank_of(accounts: Mapping[int, Account], member_id: int) -> tuple[int, int]:
    """Someone's place from the least used, and of how many; who is level shares the better place.

    It is what an officer may see of themself without seeing others' hours. Hours are level to
    the thousandth. Raises `KeyError` for somebody without an account.
    """
    mine = _thousandths(accounts[member_id].weighed)
    fewer = sum(_thousandths(each.weighed) < mine for each in accounts.values())
    return fewer + 1, len(accounts)


# Choosing the crews of a week


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who volunteers for a night, and since when."""

    member_id: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Night:
    """A night that needs a crew: at least `minimum`, at most `places`."""

    patrol_id: int
    starts: datetime
    ends: datetime
    minimum: int
    places: int
    volunteers: tuple[Candidate, ...]


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
    week = _Week(nights, accounts, caps=caps, weights=weights, zone=zone, fixed=fixed)
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
    week = _Week(nights, accounts, caps=caps, weights=weights, zone=zone, fixed=fixed)
    picks = week.masks(solution)
    found: dict[tuple[int, int], Why] = {}
    for index, night in enumerate(week.nights):
        for member in solution.get(night.patrol_id, ()):
            why = _why(week, picks, index, member)
            if why is not None:
                found[night.patrol_id, member] = why
    return found


# Weighing


def _counted(
    patrols: Sequence[Worked], weights: Weights, zone: str, until: datetime
) -> list[Worked]:
    # Weeks are taken off the local time, which leaves the hour on the wall as it is.
    local = until.astimezone(ZoneInfo(zone)) - weights.period_weeks * _WEEK
    begins = local.astimezone(UTC)
    return [each for each in patrols if begins <= each.starts < until]


def _weekends(patrols: Sequence[Worked], zone: str) -> frozenset[date]:
    mondays = (_weekend_of(each.starts, zone) for each in patrols)
    return frozenset(monday for monday in mondays if monday is not None)


def _weekend_of(starts: datetime, zone: str) -> date | None:
    """The Monday of the week whose weekend a night belongs to, None on other evenings."""
    night = night_of(starts, zone)
    return monday_of(night) if night.weekday() >= _FRIDAY else None


def _weight(each: Worked, weekends: Collection[date], weights: Weights, zone: str) -> float:
    alone = _weight_alone(each.starts, each.ends, weights, zone)
    return alone * _growth(_weekend_of(each.starts, zone), weekends, weights)


def _weight_alone(starts: datetime, ends: datetime, weights: Weights, zone: str) -> float:
    at_night = _night_hours(starts, ends, zone)
    return elapsed_hours(starts, ends) + (weights.night - 1) * at_night


def _growth(monday: date | None, weekends: Collection[date], weights: Weights) -> float:
    """How many times its own weight a patrol weighs for the weekends just before it."""
    if monday is None:
        return 1.0
    run = 0
    while monday - (run + 1) * _WEEK in weekends:
        run += 1
    return 1 + weights.weekend_running * run


def _night_hours(starts: datetime, ends: datetime, zone: str) -> float:
    """Hours that pass between 23:00 and 06:00 on the area's clock."""
    day, last = local_date(starts, zone) - _DAY, local_date(ends, zone)
    hours = 0.0
    while day <= last:
        begin, end = span_of(day, NIGHT_BEGINS, NIGHT_ENDS, zone)
        hours += max(0.0, elapsed_hours(max(starts, begin), min(ends, end)))
        day += _DAY
    return hours


def _thousandths(hours: float) -> int:
    return round(hours * 1000)


# The week as numbers. Nights are numbered as they start, and a set of nights is an integer with a
# bit for each. `picks` is the nights of each member, fixed ones included.


_Picks = dict[int, int]


class _Week:
    """What is to be solved, and what each choice costs."""

    def __init__(
        self,
        nights: Sequence[Night],
        accounts: Mapping[int, Account],
        *,
        caps: Mapping[int, int] | None,
        weights: Weights,
        zone: str,
        fixed: Mapping[int, frozenset[int]],
    ) -> None:
        self.nights = sorted(nights, key=lambda night: (night.starts, night.patrol_id))
        self.all = (1 << len(nights)) - 1
        self._index = {night.patrol_id: index for index, night in enumerate(self.nights)}
        if len(self._index) < len(nights) or not fixed.keys() <= self._index.keys():
            raise ValueError("a patrol is there twice, or fixed and not there")
        self._accounts, self._caps, self._weights = accounts, caps or {}, weights
        self.since = {
            (index, each.member_id): (each.since - _EPOCH) // _STEP
            for index, night in enumerate(self.nights)
            for each in night.volunteers
        }
        everyone = {member for _, member in self.since}.union(*fixed.values())
        self.members = sorted(everyone)
        self.fixed = self.masks(fixed)
        self.wants = self._wants()
        self._decide_places(fixed)
        self._clash = [self._overlapping(night) for night in self.nights]
        self._alone = [_weight_alone(each.starts, each.ends, weights, zone) for each in self.nights]
        self._weekend = [_weekend_of(each.starts, zone) for each in self.nights]
        self._costs: dict[tuple[int, int], int] = {}

    def masks(self, crews: Mapping[int, Collection[int]]) -> _Picks:
        """The nights of each member in these crews."""
        picks = dict.fromkeys(self.members, 0)
        for patrol_id, crew in crews.items():
            for member in crew:
                picks[member] = picks.get(member, 0) | 1 << self._index[patrol_id]
        return picks

    def crews(self, picks: _Picks) -> dict[int, tuple[int, ...]]:
        """The members of each night, the least used first."""
        return {
            night.patrol_id: tuple(member for *_, member in sorted(self._places(index, picks)))
            for index, night in enumerate(self.nights)
        }

    def interested(self, block: int) -> list[int]:
        """Whoever may be put on one of these nights."""
        return [member for member in self.members if self.wants[member] & block]

    def volunteers(self, index: int) -> list[int]:
        return self.interested(1 << index)

    def steps(self, block: int) -> int:
        """About how much work it is to solve these nights together."""
        ways = prod(self.room[index] + 1 for index in _bits(block))
        return ways * sum(1 << (self.wants[each] & block).bit_count() for each in self.members)

    def choices(self, member: int, kept: int, block: int) -> list[int]:
        """What they may have of these nights beside those that they keep, nothing first."""
        offered = self.wants[member] & block
        return [some for some in _subsets(offered) if not some or self.may(member, kept | some)]

    def may(self, member: int, mask: int) -> bool:
        """Whether they may be on all these nights: what is not fixed neither overlaps nor
        takes them past their cap."""
        chosen = mask & ~self.fixed[member]
        if not chosen:
            return True
        cap = self._caps.get(member, len(self.nights))
        return mask.bit_count() <= cap and not any(self._clash[i] & mask for i in _bits(chosen))

    def cost(self, member: int, mask: int) -> int:
        """(c), (d) and (e) for one officer with these nights, in one number."""
        key = (member, mask)
        if key not in self._costs:
            total = 0
            for part in self.parts(member, mask):
                total = total * _LEVEL + part
            self._costs[key] = total
        return self._costs[key]

    def parts(self, member: int, mask: int) -> tuple[int, int, int, int]:
        """The measures of one officer with these nights, each the better the smaller."""
        first, gaps, last = 0, 0, self._account(member).last
        for index in _bits(mask):
            starts = self.nights[index].starts
            if last is None:
                first += 1
            else:
                gaps += (starts - last) // _STEP
            last = starts
        signed_up = sum(self.since[i, member] for i in _bits(mask & ~self.fixed[member]))
        return self._load(member, mask) ** 2, -first, -gaps, signed_up

    def added(self, member: int, mask: int, index: int) -> tuple[int, ...]:
        """What a night adds to the measures of an officer, whether it is in `mask` or not."""
        before = self.parts(member, mask & ~(1 << index))
        after = self.parts(member, mask | 1 << index)
        return tuple(new - old for new, old in zip(after, before, strict=True))

    def _account(self, member: int) -> Account:
        return self._accounts.get(member) or Account(member)

    def _load(self, member: int, mask: int) -> int:
        """Weighed hours after these nights, in thousandths."""
        mine, some = self._account(member), list(_bits(mask))
        now = {monday for i in some if (monday := self._weekend[i]) is not None}
        growths = (_growth(self._weekend[i], mine.weekends | now, self._weights) for i in some)
        added = (self._alone[i] * growth for i, growth in zip(some, growths, strict=True))
        return _thousandths(fsum([mine.weighed, *added]))

    def _wants(self) -> _Picks:
        wants = dict.fromkeys(self.members, 0)
        for index, member in self.since:
            wants[member] |= 1 << index
        return {member: mask & ~self.fixed[member] for member, mask in wants.items()}

    def _decide_places(self, fixed: Mapping[int, frozenset[int]]) -> None:
        """`room` is how many can be added to each night, `needed` how many it needs of them."""
        taken = [len(fixed.get(night.patrol_id, ())) for night in self.nights]
        pairs = list(zip(self.nights, taken, strict=True))
        free = [max(0, night.places - gone) for night, gone in pairs]
        self.room = [min(each, len(self.volunteers(i))) for i, each in enumerate(free)]
        self.needed = [max(0, night.minimum - gone) for night, gone in pairs]

    def _overlapping(self, night: Night) -> int:
        return sum(
            1 << index
            for index, each in enumerate(self.nights)
            if each is not night and each.starts < night.ends and night.starts < each.ends
        )

    def _places(self, index: int, picks: _Picks) -> Iterator[tuple[int, float, float, int]]:
        """Who is on a night, by the account as it was and then by sign-up."""
        for member, mask in picks.items():
            if mask >> index & 1:
                mine = self._account(member)
                last = mine.last.timestamp() if mine.last else -inf
                since = self.since.get((index, member), inf)
                yield _thousandths(mine.weighed), last, since, member


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the nights in a set, in order."""
    index = 0
    while mask >> index:
        if mask >> index & 1:
            yield index
        index += 1


def _subsets(mask: int) -> list[int]:
    """Every set of nights in this one, the empty one first."""
    found, some = [0], 0
    while some != mask:
        some = (some - mask) & mask
        found.append(some)
    return found


# Solving


_State = tuple[int, ...]
"""How many are added to each night of a block."""
_Table = dict[_State, tuple[int, _State, int]]
"""For each state that can be reached: the least cost, the state before, and the last choice."""


def _reassigned(week: _Week, picks: _Picks, block: int) -> _Picks:
    """The best picks of all that differ on these nights only; `picks` if none is better."""
    members = week.interested(block)
    kept = {member: picks[member] & ~(week.wants[member] & block) for member in members}
    nights = list(_bits(block))
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


def _ways(week: _Week, nights: Sequence[int]) -> dict[int, dict[_State, _State]]:
    """For each set of these nights, which state leads to which when one officer joins them."""
    limits = [week.room[index] for index in nights]
    states = set(product(*(range(limit + 1) for limit in limits)))
    found: dict[int, dict[_State, _State]] = {}
    for some in _subsets(sum(1 << index for index in nights)):
        added = [some >> index & 1 for index in nights]
        after = {each: tuple(map(int.__add__, each, added)) for each in states}
        found[some] = {each: reached for each, reached in after.items() if reached in states}
    return found


def _rank(week: _Week, nights: Sequence[int], state: _State, cost: int) -> tuple[int, int, int]:
    """(a), (b) and the rest, of these nights and whoever may be on them."""
    pairs = zip(nights, state, strict=True)
    return sum(max(0, week.needed[i] - count) for i, count in pairs), -sum(state), cost


def _standing(
    week: _Week, picks: _Picks, nights: Sequence[int], members: Sequence[int]
) -> tuple[_State, int]:
    """The state and the cost of the picks as they are."""
    chosen = [picks[member] & week.wants[member] for member in members]
    state = tuple(sum(mask >> index & 1 for mask in chosen) for index in nights)
    return state, sum(week.cost(member, picks[member]) for member in members)


def _traced(
    tables: Sequence[_Table], members: Sequence[int], kept: Mapping[int, int], state: _State
) -> _Picks:
    """The picks by which a state of the last table was reached."""
    found: _Picks = {}
    for member, table in zip(reversed(members), reversed(tables), strict=False):
        _, state, some = table[state]
        found[member] = kept[member] | some
    return found


def _settled(week: _Week, picks: _Picks) -> _Picks:
    """Solve for two nights at a time until no two can be bettered."""
    pairs = [1 << one | 1 << other for one, other in combinations(range(len(week.nights)), 2)]
    solved: dict[int, list[int]] = {}
    before: _Picks | None = None
    while picks != before:
        before = picks
        for block in pairs:
            members = week.interested(block)
            if solved.get(block) != [picks[member] for member in members]:
                picks = _reassigned(week, picks, block)
                solved[block] = [picks[member] for member in members]
    return picks


def _fill(week: _Week, picks: _Picks) -> None:
    """Fill the nights in order of need, to their minimums first and then to their places."""
    spare = [len(week.volunteers(i)) - needed for i, needed in enumerate(week.needed)]
    in_need = sorted(range(len(week.nights)), key=lambda index: (spare[index], index))
    for goals in (list(map(min, week.needed, week.room)), week.room):
        for index in in_need:
            count = sum((picks[each] & week.wants[each]) >> index & 1 for each in week.members)
            while count < goals[index] and _chained(week, picks, index):
                count += 1


def _chained(week: _Week, picks: _Picks, start: int) -> bool:
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
            for other in _bits(picks[member] & week.wants[member]):
                if other not in came and week.may(member, mask & ~(1 << other)):
                    came[other] = (member, index)
                    waiting.append(other)
    return False


def _by_cost(week: _Week, picks: _Picks, index: int) -> list[int]:
    """Who could be added to a night, those first whom it adds the least to."""
    absent = [each for each in week.volunteers(index) if not picks[each] >> index & 1]
    return sorted(absent, key=lambda each: (_dearer(week, each, picks[each], index), each))


def _dearer(week: _Week, member: int, mask: int, index: int) -> int:
    """What it costs to add a night to an officer's nights."""
    return week.cost(member, mask | 1 << index) - week.cost(member, mask)


def _carried_out(
    week: _Week,
    picks: _Picks,
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


def _why(week: _Week, picks: _Picks, index: int, member: int) -> Why | None:
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
