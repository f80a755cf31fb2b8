"""The nights of a week as numbers, and what each choice for them costs.

Nights are numbered as they start, and a set of nights is an integer with a bit for each. `Picks`
is the nights of each member, fixed ones included. `operation.solving` says what is measured.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import fsum, inf, prod

from operation.fairness import Account, growth, thousandths, weekend_of, weight_alone
from operation.fairness_rules import Weights

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(microseconds=1)
_LEVEL = 1 << 80
"""One of a measure in units of the next; no sum of microseconds comes near."""

Picks = dict[int, int]


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


class Week:
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
        self._alone = [weight_alone(each.starts, each.ends, weights, zone) for each in self.nights]
        self._weekend = [weekend_of(each.starts, zone) for each in self.nights]
        self._costs: dict[tuple[int, int], int] = {}

    def masks(self, crews: Mapping[int, Collection[int]]) -> Picks:
        """The nights of each member in these crews."""
        picks = dict.fromkeys(self.members, 0)
        for patrol_id, crew in crews.items():
            for member in crew:
                picks[member] = picks.get(member, 0) | 1 << self._index[patrol_id]
        return picks

    def crews(self, picks: Picks) -> dict[int, tuple[int, ...]]:
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
        ways = prod(self.room[index] + 1 for index in bits(block))
        return ways * sum(1 << (self.wants[each] & block).bit_count() for each in self.members)

    def choices(self, member: int, kept: int, block: int) -> list[int]:
        """What they may have of these nights beside those that they keep, nothing first."""
        offered = self.wants[member] & block
        return [some for some in subsets(offered) if not some or self.may(member, kept | some)]

    def may(self, member: int, mask: int) -> bool:
        """Whether they may be on all these nights: what is not fixed neither overlaps nor
        takes them past their cap."""
        chosen = mask & ~self.fixed[member]
        if not chosen:
            return True
        cap = self._caps.get(member, len(self.nights))
        return mask.bit_count() <= cap and not any(self._clash[i] & mask for i in bits(chosen))

    def cost(self, member: int, mask: int) -> int:
        """(c) to (f) for one officer with these nights, in one number."""
        key = (member, mask)
        if key not in self._costs:
            total = 0
            for part in self.parts(member, mask):
                total = total * _LEVEL + part
            self._costs[key] = total
        return self._costs[key]

    def parts(self, member: int, mask: int) -> tuple[int, int, int, int, int]:
        """The measures of one officer with these nights, each the better the smaller."""
        first, gaps, last = 0, 0, self._account(member).last
        for index in bits(mask):
            starts = self.nights[index].starts
            if last is None:
                first += 1
            else:
                gaps += (starts - last) // _STEP
            last = starts
        since = [(i, self.since[i, member]) for i in bits(mask & ~self.fixed[member])]
        signed_up = sum(moment for _, moment in since)
        in_turn = sum(moment * (len(self.nights) - i) for i, moment in since)
        return self._load(member, mask) ** 2, -first, -gaps, signed_up, in_turn

    def added(self, member: int, mask: int, index: int) -> tuple[int, ...]:
        """What a night adds to the measures of an officer, whether it is in `mask` or not."""
        before = self.parts(member, mask & ~(1 << index))
        after = self.parts(member, mask | 1 << index)
        return tuple(new - old for new, old in zip(after, before, strict=True))

    def _account(self, member: int) -> Account:
        return self._accounts.get(member) or Account(member)

    def _load(self, member: int, mask: int) -> int:
        """Weighed hours after these nights, in thousandths."""
        mine, some = self._account(member), list(bits(mask))
        now = {monday for i in some if (monday := self._weekend[i]) is not None}
        growths = (growth(self._weekend[i], mine.weekends | now, self._weights) for i in some)
        added = (self._alone[i] * growth for i, growth in zip(some, growths, strict=True))
        return thousandths(fsum([mine.weighed, *added]))

    def _wants(self) -> Picks:
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

    def _places(self, index: int, picks: Picks) -> Iterator[tuple[int, float, float, int]]:
        """Who is on a night, by the account as it was and then by sign-up."""
        for member, mask in picks.items():
            if mask >> index & 1:
                mine = self._account(member)
                last = mine.last.timestamp() if mine.last else -inf
                since = self.since.get((index, member), inf)
                yield thousandths(mine.weighed), last, since, member


def bits(mask: int) -> Iterator[int]:
    """The numbers of the nights in a set, in order."""
    index = 0
    while mask >> index:
        if mask >> index & 1:
            yield index
        index += 1


def subsets(mask: int) -> list[int]:
    """Every set of nights in this one, the empty one first."""
    found, some = [0], 0
    while some != mask:
        some = (some - mask) & mask
        found.append(some)
    return found
