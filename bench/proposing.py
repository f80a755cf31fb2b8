"""What it costs to choose crews together instead of night by night, and what it brings.

Both choose for the same people in the same run, in turns; ratios are taken within a round. The
naive one takes each night by itself, as it comes, and puts whoever has the fewest weighed hours
on it. Ours solves a week's nights together and takes the accounts on from week to week; then all
nights once more at one go, as no lead does, to show where it stops being quick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import median, pstdev
from time import perf_counter

from bench.figures import Spread
from operation.area import NightPattern
from operation.fairness import Account, Worked, account, weighed_hours
from operation.fairness_rules import Weights
from operation.nights import night_span
from operation.solving import Candidate, Night, solve

WEEKS, OFFICERS, NIGHTS = 12, 60, 24
ROUNDS = 8
MOST_WILLING = 0.6
"""How likely the keenest officer volunteers for a night; the others less, down to never."""
ZONE = "Europe/London"
WEIGHTS = Weights(period_weeks=WEEKS + 1)

_MONDAY = date(2026, 9, 7)
_PATTERNS = tuple(NightPattern(day, time(20), time(2), 4, 6) for day in (4, 5))

Accounts = Mapping[int, Account]
Crews = Mapping[int, tuple[int, ...]]
Choosing = Callable[[Sequence[Night], Accounts], Crews]


@dataclass(frozen=True, slots=True)
class Proposing:
    """Seconds for all nights, the times of the naive one, and how far apart loads end up.

    `apart` is the standard deviation of the officers' weighed hours after all nights, and
    `places` how many were filled: ours, all at one go, the naive one's.
    """

    seconds: float
    ratio: Spread
    at_one_go: float
    apart: tuple[float, float, float]
    places: tuple[int, int, int]

    def __str__(self) -> str:
        ours, whole, naive = self.apart
        return (
            f"proposing crews for {WEEKS} weeks, {OFFICERS} officers, {NIGHTS} nights: "
            f"{1e3 * self.seconds:.0f} ms week by week, {self.ratio} times a naive greedy; "
            f"{1e3 * self.at_one_go:.0f} ms all at one go\n"
            f"  weighed hours apart by {ours:.2f}, at one go {whole:.2f}, greedy {naive:.2f}; "
            f"places filled {', '.join(map(str, self.places))}"
        )


def proposing() -> Proposing:
    """Let both choose, in turns."""
    nights = _nights()
    rounds = [(_by_week(nights, _together), _by_week(nights, _naive)) for _ in range(ROUNDS)]
    ratios = [mine / theirs for (mine, _), (theirs, _) in rounds]
    (_, ours), (_, naive) = rounds[0]
    at_one_go, whole = _timed(_together, nights, {})
    return Proposing(
        seconds=median(mine for (mine, _), _ in rounds),
        ratio=Spread(median(ratios), min(ratios), max(ratios)),
        at_one_go=at_one_go,
        apart=(_apart(nights, ours), _apart(nights, whole), _apart(nights, naive)),
        places=(_places(ours), _places(whole), _places(naive)),
    )


def _timed(choose: Choosing, nights: Sequence[Night], accounts: Accounts) -> tuple[float, Crews]:
    began = perf_counter()
    crews = choose(nights, accounts)
    return perf_counter() - began, crews


def _by_week(nights: Sequence[Night], choose: Choosing) -> tuple[float, Crews]:
    """A week's nights at a time, with the accounts as they are by then; only choosing is timed."""
    seconds, crews = 0.0, dict[int, tuple[int, ...]]()
    for first in range(0, len(nights), len(_PATTERNS)):
        week = nights[first : first + len(_PATTERNS)]
        accounts = _accounts(nights, crews, until=week[0].starts)
        took, chosen = _timed(choose, week, accounts)
        seconds += took
        crews |= chosen
    return seconds, crews


def _together(nights: Sequence[Night], accounts: Accounts) -> Crews:
    return solve(nights, accounts, caps=None, weights=WEIGHTS, zone=ZONE)


def _naive(nights: Sequence[Night], accounts: Accounts) -> Crews:
    """Night by night: the fewest weighed hours before, the longest since, the earliest."""
    now = dict(accounts)
    chosen: dict[int, tuple[int, ...]] = {}
    for night in nights:
        ordered = sorted(night.volunteers, key=lambda each: _naive_key(each, now))
        crew = tuple(each.member_id for each in ordered[: night.places])
        for member in crew:
            mine = now.get(member, Account(member))
            hours = mine.weighed + _weighed(night)
            now[member] = replace(mine, weighed=hours, last=night.starts)
        chosen[night.patrol_id] = crew
    return chosen


def _naive_key(each: Candidate, accounts: Accounts) -> tuple[float, float, datetime]:
    mine = accounts.get(each.member_id, Account(each.member_id))
    return mine.weighed, mine.last.timestamp() if mine.last else float("-inf"), each.since


def _weighed(night: Night) -> float:
    worked = Worked(night.starts, night.ends)
    return weighed_hours([worked], WEIGHTS, ZONE, until=night.ends)


def _accounts(nights: Sequence[Night], crews: Crews, *, until: datetime) -> Accounts:
    return {
        member: account(member, patrols, WEIGHTS, ZONE, until=until)
        for member, patrols in _worked(nights, crews).items()
    }


def _worked(nights: Sequence[Night], crews: Crews) -> dict[int, list[Worked]]:
    found: dict[int, list[Worked]] = {member: [] for member in range(OFFICERS)}
    for night in nights:
        for member in crews.get(night.patrol_id, ()):
            found[member].append(Worked(night.starts, night.ends))
    return found


def _apart(nights: Sequence[Night], crews: Crews) -> float:
    after = _accounts(nights, crews, until=nights[-1].ends)
    return pstdev(each.weighed for each in after.values())


def _places(crews: Crews) -> int:
    return sum(len(crew) for crew in crews.values())


def _nights() -> list[Night]:
    """The same invented nights every time; a clock change is among them."""
    chance = Random(12)  # noqa: S311 # the same for every run, and no secret
    nights: list[Night] = []
    for number in range(NIGHTS):
        week, pattern = divmod(number, len(_PATTERNS))
        day = _MONDAY + timedelta(weeks=week, days=_PATTERNS[pattern].weekday)
        starts, ends = night_span(day, _PATTERNS[pattern], ZONE)
        willing = tuple(_volunteers(chance))
        nights.append(Night(number + 1, starts, ends, 4, 6, willing))
    return nights


def _volunteers(chance: Random) -> Iterator[Candidate]:
    opened = datetime(2026, 8, 17, 10, tzinfo=UTC)
    for member in range(OFFICERS):
        if chance.random() < MOST_WILLING * member / OFFICERS:
            yield Candidate(member, opened + timedelta(minutes=chance.randrange(10_000)))


if __name__ == "__main__":
    print(proposing())
