"""Crews of a week, held against every other there could be by an evaluator of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operation import solving
from operation.fairness import Account, Worked, account
from operation.nights import night_of, night_span
from operation.selection import Why
from operation.solving import Candidate, Night, reasons, solve
from tests.unit.fairness_examples import WEIGHTS, friday, on, saturday
from tests.unit.operation_examples import FRIDAY, LONDON, NOW, SATURDAY

# Crews by hand


def volunteers(*numbers: int) -> tuple[Candidate, ...]:
    """Members who signed up a minute apart."""
    return tuple(Candidate(n, NOW + timedelta(minutes=i)) for i, n in enumerate(numbers))


def night(number: int, worked: Worked, *members: int, minimum: int = 1, places: int = 1) -> Night:
    return Night(number, worked.starts, worked.ends, minimum, places, volunteers(*members))


def accounts_of(*hours: float, last: datetime | None = None) -> dict[int, Account]:
    """Accounts of members 1, 2 and so on."""
    return {n: Account(n, weighed, last=last) for n, weighed in enumerate(hours, start=1)}


def crews(
    nights: Sequence[Night],
    accounts: Mapping[int, Account] | None = None,
    *,
    caps: Mapping[int, int] | None = None,
    fixed: Mapping[int, frozenset[int]] | None = None,
) -> Mapping[int, tuple[int, ...]]:
    return solve(nights, accounts or {}, caps=caps, weights=WEIGHTS, zone=LONDON, fixed=fixed or {})


def why(
    nights: Sequence[Night],
    accounts: Mapping[int, Account] | None = None,
    *,
    caps: Mapping[int, int] | None = None,
    fixed: Mapping[int, frozenset[int]] | None = None,
) -> Mapping[tuple[int, int], Why]:
    accounts, fixed = accounts or {}, fixed or {}
    found = crews(nights, accounts, caps=caps, fixed=fixed)
    return reasons(nights, found, accounts, caps=caps, weights=WEIGHTS, zone=LONDON, fixed=fixed)


def test_no_nights_have_no_crews() -> None:
    assert crews([]) == {}


def test_a_night_without_volunteers_has_an_empty_crew() -> None:
    assert crews([night(5, friday())]) == {5: ()}


def test_the_same_eight_for_six_places_on_both_nights_all_get_one() -> None:
    """Twelve places for eight: four have both, four have one, nobody has none."""
    eight = range(1, 9)
    both = [
        night(1, friday(), *eight, minimum=4, places=6),
        night(2, saturday(), *eight, minimum=4, places=6),
    ]
    found = crews(both)
    assert [len(found[n]) for n in (1, 2)] == [6, 6]
    assert set(found[1]) | set(found[2]) == set(eight)
    assert len(set(found[1]) & set(found[2])) == 4


def test_somebody_has_both_nights_while_another_has_none_only_if_they_stand_far_apart() -> None:
    nights = [night(1, friday(), 1, 2), night(2, saturday(), 1, 2)]
    found = crews(nights, accounts_of(0, 6))
    assert {*found[1], *found[2]} == {1, 2}
    assert crews(nights, accounts_of(0, 7)) == {1: (1,), 2: (1,)}


def test_a_seven_hour_saturday_goes_to_whoever_has_less() -> None:
    """The clocks go back: Saturday weighs 8 hours, Friday 6.75."""
    day = date(2026, 10, 23)
    nights = [
        night(1, Worked(*night_span(day, FRIDAY, LONDON)), 1, 2),
        night(2, Worked(*night_span(day + timedelta(days=1), SATURDAY, LONDON)), 1, 2),
    ]
    assert crews(nights, accounts_of(1, 0)) == {1: (1,), 2: (2,)}
    assert crews(nights, accounts_of(0, 1)) == {1: (2,), 2: (1,)}


def test_a_minimum_comes_before_an_even_load() -> None:
    """Only the most used can help Saturday out, and does both."""
    nights = [night(1, friday(), 1), night(2, saturday(), 1)]
    assert crews(nights, accounts_of(50)) == {1: (1,), 2: (1,)}


def test_under_a_cap_the_minimums_come_before_full_places() -> None:
    nights = [night(1, friday(), 1, 2, places=2), night(2, saturday(), 1, 2, minimum=1)]
    assert crews(nights, accounts_of(9, 0), caps={1: 1, 2: 1}) == {1: (1,), 2: (2,)}


def test_a_third_weekend_running_weighs_more_than_a_first() -> None:
    ran = frozenset({date(2026, 11, 2), date(2026, 11, 9)})
    accounts = {1: Account(1, 10.0, weekends=ran), 2: Account(2, 10.5)}
    assert crews([night(1, friday(), 1, 2)], accounts) == {1: (2,)}
    assert why([night(1, friday(), 1, 2)], accounts) == {(1, 2): Why.FEWEST_HOURS}


def test_nobody_is_on_two_nights_that_overlap_but_on_two_that_meet() -> None:
    late = Worked(friday().starts + timedelta(hours=5), friday().ends + timedelta(hours=5))
    after = Worked(friday().ends, friday().ends + timedelta(hours=6))
    assert crews([night(1, friday(), 1), night(2, late, 1)]) == {1: (1,), 2: ()}
    assert crews([night(1, friday(), 1), night(2, after, 1)]) == {1: (1,), 2: (1,)}


def test_what_a_lead_has_decided_stays_and_free_places_are_filled() -> None:
    nights = [night(1, friday(), 1, 2, 3, places=2), night(2, saturday(), 1, 2, 3)]
    found = crews(nights, accounts_of(90, 0, 0, 50), fixed={1: frozenset({1, 4})})
    assert found == {1: (4, 1), 2: (2,)}
    one = crews(nights, accounts_of(90, 0, 0), fixed={1: frozenset({1})})
    assert one[1][-1] == 1
    assert {one[1][0], *one[2]} == {2, 3}


def test_a_night_handed_in_without_volunteers_stays_as_it_is() -> None:
    nights = [night(1, friday(), places=6), night(2, saturday(), 1, 2)]
    assert crews(nights, fixed={1: frozenset({1})}) == {1: (1,), 2: (2,)}


def test_a_lead_may_go_past_caps_overlaps_and_places() -> None:
    late = Worked(friday().starts + timedelta(hours=1), friday().ends)
    nights = [night(1, friday(), 1, 2), night(2, late, 1, 2), night(3, saturday(), 1, 2)]
    fixed = {1: frozenset({1, 2}), 2: frozenset({1})}
    assert crews(nights, caps={1: 0, 2: 2}, fixed=fixed) == {1: (1, 2), 2: (1,), 3: (2,)}


def test_a_patrol_twice_or_fixed_and_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="twice"):
        crews([night(1, friday(), 1), night(1, saturday(), 1)])
    with pytest.raises(ValueError, match="not there"):
        crews([night(1, friday(), 1)], fixed={2: frozenset({1})})


# Reasons by hand


def test_a_place_for_everyone_is_the_reason_if_nobody_is_left_out() -> None:
    nights = [night(1, friday(), 1, 2, places=2)]
    assert why(nights) == {(1, 1): Why.PLACE_FOR_ALL, (1, 2): Why.PLACE_FOR_ALL}


def test_the_reason_is_the_first_measure_that_differs() -> None:
    nights = [night(1, friday(), 1, 2)]
    ago, before = NOW - timedelta(days=20), NOW - timedelta(days=30)
    assert why(nights, accounts_of(7, 6)) == {(1, 2): Why.FEWEST_HOURS}
    assert why(nights, {1: Account(1, last=ago), 2: Account(2, last=before)}) == {
        (1, 2): Why.LONGEST_SINCE
    }
    assert why(nights, {1: Account(1, last=ago)}) == {(1, 2): Why.LONGEST_SINCE}
    assert why(nights, accounts_of(6, 6, last=ago)) == {(1, 1): Why.EARLIEST}


def test_who_has_another_night_stands_behind_for_this_one() -> None:
    nights = [night(1, friday(), 1, 2), night(2, saturday(), 1, 2, 3)]
    accounts = {2: Account(2, 1.0), 3: Account(3, 90.0)}
    said = why(nights, accounts)
    assert {member for _, member in said} == {1, 2}
    assert set(said.values()) == {Why.FEWEST_HOURS}


def test_who_could_not_have_come_is_not_left_out() -> None:
    nights = [night(1, friday(), 1, 2), night(2, saturday(), 1)]
    assert why(nights, accounts_of(0, 90), caps={1: 1}) == {
        (1, 2): Why.PLACE_FOR_ALL,
        (2, 1): Why.PLACE_FOR_ALL,
    }


def test_a_leads_choice_has_no_reason() -> None:
    nights = [night(1, friday(), 1, 2, places=2), night(2, saturday(), 3)]
    found = why(nights, accounts_of(9, 0), fixed={1: frozenset({1})})
    assert found == {(1, 2): Why.PLACE_FOR_ALL, (2, 3): Why.PLACE_FOR_ALL}
    by_hand = {1: (1,), 2: (3,)}
    nights = [night(1, friday(), 1, 2), night(2, saturday(), 3)]
    said = reasons(nights, by_hand, accounts_of(9, 0), caps=None, weights=WEIGHTS, zone=LONDON)
    assert said == {(2, 3): Why.PLACE_FOR_ALL}


# An evaluator of its own: exact fractions, hours counted one by one, crews as sets


Crews = dict[int, frozenset[int]]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """Something to solve."""

    nights: tuple[Night, ...]
    accounts: Mapping[int, Account]
    caps: Mapping[int, int]
    fixed: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @property
    def people(self) -> set[int]:
        signed_up = {each.member_id for night in self.nights for each in night.volunteers}
        return signed_up.union(*self.fixed.values())

    def wanted(self, night: Night) -> frozenset[int]:
        """Who may be chosen for a night."""
        mine = {each.member_id for each in night.volunteers}
        return frozenset(mine) - self.fixed.get(night.patrol_id, frozenset())

    def nights_of(self, crews: Crews, member: int) -> list[Night]:
        mine = [each for each in self.nights if member in crews[each.patrol_id]]
        return sorted(mine, key=lambda each: each.starts)


def solved(case: Case) -> Crews:
    found = solve(
        case.nights,
        case.accounts,
        caps=case.caps,
        weights=WEIGHTS,
        zone=LONDON,
        fixed=case.fixed,
    )
    assert all(len(set(crew)) == len(crew) for crew in found.values())
    return {patrol: frozenset(crew) for patrol, crew in found.items()}


@cache
def counted(starts: datetime, ends: datetime) -> Fraction:
    """The weighed hours of a patrol of whole hours, hour by hour."""
    total, hour = Fraction(0), starts
    while hour < ends:
        is_night = not 6 <= hour.astimezone(ZoneInfo(LONDON)).hour < 23
        total += Fraction("1.25") if is_night else 1
        hour += timedelta(hours=1)
    return total


def load(case: Case, crews: Crews, member: int) -> Fraction:
    """Their weighed hours after these nights."""
    mine = case.accounts.get(member, Account(member))
    picked = case.nights_of(crews, member)
    weekends = {each.toordinal() // 7 for each in mine.weekends}
    evenings = [night_of(each.starts, LONDON) for each in picked]
    weekends |= {_week(day) for day in evenings if day.weekday() in {4, 5, 6}}
    total = Fraction(str(mine.weighed))
    for each, day in zip(picked, evenings, strict=True):
        run = 0
        while day.weekday() in {4, 5, 6} and _week(day) - run - 1 in weekends:
            run += 1
        total += counted(each.starts, each.ends) * (1 + run * Fraction("0.1"))
    return total


def _week(day: date) -> int:
    return (day.toordinal() - day.weekday()) // 7


def measures(case: Case, crews: Crews) -> tuple[Fraction, ...]:
    """(a) to (f), the smaller the better."""
    sizes = [(each, len(crews[each.patrol_id])) for each in case.nights]
    short = sum(max(0, each.minimum - size) for each, size in sizes)
    firsts, gaps, signed = 0, Fraction(0), Fraction(0)
    for member in case.people:
        last = case.accounts.get(member, Account(member)).last
        for each in case.nights_of(crews, member):
            firsts += last is None
            gaps += Fraction(0) if last is None else _seconds(each.starts - last)
            last = each.starts
    in_turn = Fraction(0)
    for index, each in enumerate(sorted(case.nights, key=lambda one: (one.starts, one.patrol_id))):
        chosen = crews[each.patrol_id] & case.wanted(each)
        moments = [_seconds(v.since - EPOCH) for v in each.volunteers if v.member_id in chosen]
        signed += sum(moments)
        in_turn += sum(moments) * (len(case.nights) - index)
    return (
        Fraction(short),
        -Fraction(sum(size for _, size in sizes)),
        sum((load(case, crews, member) ** 2 for member in case.people), Fraction(0)),
        -Fraction(firsts),
        -gaps,
        signed,
        in_turn,
    )


def _seconds(length: timedelta) -> Fraction:
    return Fraction(length // timedelta(seconds=1))


def is_allowed(case: Case, crews: Crews) -> bool:
    """Fixed picks stay; all others are volunteers, within places, caps and overlaps."""
    for each in case.nights:
        crew, fixed = crews[each.patrol_id], case.fixed.get(each.patrol_id, frozenset())
        chosen = crew - fixed
        if not (fixed <= crew and chosen <= case.wanted(each)):
            return False
        if chosen and len(crew) > each.places:
            return False
        if not all(_may(case, crews, each, member) for member in chosen):
            return False
    return True


def _may(case: Case, crews: Crews, chosen: Night, member: int) -> bool:
    mine = case.nights_of(crews, member)
    if len(mine) > case.caps.get(member, len(mine)):
        return False
    others = (each for each in mine if each is not chosen)
    return all(each.ends <= chosen.starts or chosen.ends <= each.starts for each in others)


def every_solution(case: Case) -> Iterator[Crews]:
    """All that are allowed."""
    choices = []
    for each in case.nights:
        fixed, wanted = case.fixed.get(each.patrol_id, frozenset()), sorted(case.wanted(each))
        free = max(0, each.places - len(fixed))
        some = (combinations(wanted, n) for n in range(min(free, len(wanted)) + 1))
        choices.append([fixed | set(one) for sizes in some for one in sizes])
    for chosen in product(*choices):
        crews = {each.patrol_id: one for each, one in zip(case.nights, chosen, strict=True)}
        if is_allowed(case, crews):
            yield crews


def every_small_change(case: Case, crews: Crews) -> Iterator[Crews]:
    """An addition, a removal, a replacement, a move or an exchange of two people."""
    for each in case.nights:
        crew = crews[each.patrol_id]
        chosen, left_out = crew & case.wanted(each), case.wanted(each) - crew
        yield from (crews | {each.patrol_id: crew | {new}} for new in left_out)
        yield from (crews | {each.patrol_id: crew - {old}} for old in chosen)
        pairs = product(chosen, left_out)
        yield from (crews | {each.patrol_id: crew - {old} | {new}} for old, new in pairs)
    for one, other in combinations(case.nights, 2):
        yield from _between(case, crews, one, other)


def _between(case: Case, crews: Crews, one: Night, other: Night) -> Iterator[Crews]:
    """One moved to the other night, or two exchanged."""
    mine, theirs = crews[one.patrol_id], crews[other.patrol_id]
    for gone, come in product(_one_or_none(mine, case, one), _one_or_none(theirs, case, other)):
        yield crews | {one.patrol_id: mine - gone | come, other.patrol_id: theirs - come | gone}


def _one_or_none(crew: frozenset[int], case: Case, night: Night) -> list[frozenset[int]]:
    return [frozenset(), *(frozenset({each}) for each in sorted(crew & case.wanted(night)))]


# Cases


hours_before = st.sampled_from([0.0, 6.75, 7.425, 13.5, 14.175, 21.0])
lasts = st.one_of(st.none(), st.integers(1, 5).map(lambda days: NOW - timedelta(days=days)))
weekends_before = st.sets(st.integers(1, 3)).map(
    lambda weeks: frozenset(date(2026, 11, 16) - timedelta(weeks=each) for each in weeks)
)


@st.composite
def cases(draw: st.DrawFn, *, most_nights: int, most_people: int, overlaps: bool = True) -> Case:
    """Nights about one or two weekends, across a clock change or not, with some decided."""
    people = list(range(1, draw(st.integers(1, most_people)) + 1))
    monday = draw(st.sampled_from([date(2026, 11, 16), date(2026, 10, 19), date(2027, 3, 22)]))
    slots = draw(
        st.lists(
            st.sampled_from([(3, 20), (4, 20), (5, 20), (6, 18), (11, 20), (12, 19)]),
            min_size=1,
            max_size=most_nights,
            unique_by=None if overlaps else lambda slot: slot[0],
        )
    )
    nights = []
    for number, (day, hour) in enumerate(slots, start=1):
        begins = hour + (draw(st.integers(0, 3)) if overlaps else 0)
        worked = on(monday + timedelta(days=day), begins, 2)
        members = draw(st.lists(st.sampled_from(people), unique=True))
        signed_up = tuple(
            Candidate(each, NOW + timedelta(minutes=draw(st.integers(0, 3)))) for each in members
        )
        minimum = draw(st.integers(0, 3))
        places = draw(st.integers(max(1, minimum), 4))
        nights.append(Night(number, worked.starts, worked.ends, minimum, places, signed_up))
    found = {
        each: Account(each, draw(hours_before), last=draw(lasts), weekends=draw(weekends_before))
        for each in people
        if draw(st.integers(0, 4))
    }
    caps = draw(st.dictionaries(st.sampled_from(people), st.integers(0, 2)))
    fixed = draw(
        st.dictionaries(
            st.sampled_from([each.patrol_id for each in nights]),
            st.frozensets(st.sampled_from([*people, 99]), max_size=2),
            max_size=1,
        )
    )
    return Case(tuple(nights), found, caps, fixed)


@pytest.fixture
def two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """No week is small enough to be solved in one pass."""
    monkeypatch.setattr(solving, "MOST_STEPS", 0)


tiny = cases(most_nights=3, most_people=4)
middling = cases(most_nights=6, most_people=10)


# Properties


@given(tiny)
@settings(deadline=None)
def test_a_small_week_is_the_best_there_is_by_all_measures(case: Case) -> None:
    assert measures(case, solved(case)) == min(measures(case, one) for one in every_solution(case))


@given(middling)
@settings(deadline=None)
def test_no_swap_of_two_people_and_no_other_small_change_is_better(case: Case) -> None:
    _require_settled(case)


@pytest.mark.usefixtures("two_at_a_time")
def test_no_swap_of_two_people_and_no_other_small_change_is_better_in_a_large_week() -> None:
    @given(middling)
    @settings(deadline=None)
    def holds(case: Case) -> None:
        _require_settled(case)

    holds()


def _require_settled(case: Case) -> None:
    found = solved(case)
    assert is_allowed(case, found)
    best = measures(case, found)
    for other in every_small_change(case, found):
        assert not is_allowed(case, other) or measures(case, other) >= best


@pytest.mark.usefixtures("two_at_a_time")
def test_a_large_week_without_overlaps_is_as_full_as_can_be() -> None:
    @given(cases(most_nights=4, most_people=4, overlaps=False))
    @settings(deadline=None)
    def holds(case: Case) -> None:
        best = min(measures(case, one)[:2] for one in every_solution(case))
        assert measures(case, solved(case))[:2] == best

    holds()


@pytest.mark.usefixtures("two_at_a_time")
def test_two_nights_are_solved_exactly_however_large() -> None:
    @given(cases(most_nights=2, most_people=5))
    @settings(deadline=None)
    def holds(case: Case) -> None:
        best = min(measures(case, one) for one in every_solution(case))
        if len(case.nights) == 2:
            assert measures(case, solved(case)) == best

    holds()


@pytest.mark.usefixtures("two_at_a_time")
def test_a_chain_over_three_nights_fills_the_last_place() -> None:
    """1 would go on Friday, but Friday's 2 can give way, whose 3 can, for whom there is 4."""
    sunday = on(date(2026, 11, 22), 20, 2)
    nights = [
        night(1, friday(), 1, 2, 9),
        night(2, saturday(), 2, 3),
        night(3, sunday, 3, 4),
        night(4, on(date(2026, 11, 23), 20, 2), 1),
    ]
    caps = dict.fromkeys((1, 2, 3, 4), 1) | {9: 0}
    assert crews(nights, accounts_of(0, 1, 2, 90), caps=caps) == {
        1: (2,),
        2: (3,),
        3: (4,),
        4: (1,),
    }


@pytest.mark.usefixtures("two_at_a_time")
def test_minimums_are_met_before_anybody_has_a_place_to_spare() -> None:
    """Friday needs nobody; 1 is for Saturday there, so that 2 is for Sunday."""
    sunday = on(date(2026, 11, 22), 20, 2)
    nights = [
        night(1, friday(), 1, minimum=0),
        night(2, saturday(), 1, 2, 7, 8),
        night(3, sunday, 6, 7, 8, 2),
    ]
    caps = {1: 1, 2: 1, 6: 0, 7: 0, 8: 0}
    assert crews(nights, caps=caps) == {1: (), 2: (1,), 3: (2,)}


@given(middling, st.randoms(use_true_random=False), st.booleans())
@settings(deadline=None)
def test_the_order_in_which_things_are_handed_in_makes_no_difference(
    case: Case, chance: Random, is_large: bool
) -> None:
    mixed = [
        replace(each, volunteers=tuple(chance.sample(each.volunteers, len(each.volunteers))))
        for each in chance.sample(case.nights, len(case.nights))
    ]
    accounts = dict(chance.sample(list(case.accounts.items()), len(case.accounts)))
    with pytest.MonkeyPatch.context() as patch:
        if is_large:
            patch.setattr(solving, "MOST_STEPS", 0)
        first = crews(case.nights, case.accounts, caps=case.caps, fixed=case.fixed)
        assert crews(mixed, accounts, caps=case.caps, fixed=case.fixed) == first


@given(middling)
@settings(deadline=None)
def test_every_name_that_was_not_fixed_has_a_reason_that_holds(case: Case) -> None:
    found = solved(case)
    said = reasons(
        case.nights,
        {patrol: tuple(crew) for patrol, crew in found.items()},
        case.accounts,
        caps=case.caps,
        weights=WEIGHTS,
        zone=LONDON,
        fixed=case.fixed,
    )
    expected = {(n.patrol_id, m) for n in case.nights for m in found[n.patrol_id] & case.wanted(n)}
    assert set(said) == expected
    for (patrol, member), reason in said.items():
        assert reason is _best_reason(case, found, patrol, member)


def _best_reason(case: Case, crews: Crews, patrol: int, member: int) -> Why:
    """The first measure in which the best exchange within the night is worse."""
    (mine,) = (each for each in case.nights if each.patrol_id == patrol)
    left_out = case.wanted(mine) - crews[patrol]
    swaps = [crews | {patrol: crews[patrol] - {member} | {each}} for each in left_out]
    able = [measures(case, each) for each in swaps if is_allowed(case, each)]
    if not able:
        return Why.PLACE_FOR_ALL
    standing, best = measures(case, crews), min(able)
    differs = next((i for i in range(2, 6) if standing[i] != best[i]), 5)
    return {2: Why.FEWEST_HOURS, 3: Why.LONGEST_SINCE, 4: Why.LONGEST_SINCE}.get(
        differs, Why.EARLIEST
    )


@given(st.sets(st.integers(-8, -1)), st.sets(st.integers(0, 1)))
def test_nights_are_weighed_as_the_account_will_weigh_them(
    before: set[int], after: set[int]
) -> None:
    """What `solve` makes even is what the accounts say afterwards."""
    past, ahead = [friday(n) for n in sorted(before)], [friday(n) for n in sorted(after)]
    twenty = replace(WEIGHTS, period_weeks=20)
    mine = account(1, past, twenty, LONDON, until=friday().starts)
    nights = tuple(night(n, each, 1) for n, each in enumerate(ahead))
    case = Case(nights, {1: mine}, {})
    then = account(1, past + ahead, twenty, LONDON, until=friday(3).starts)
    assert float(load(case, solved(case), 1)) == pytest.approx(then.weighed)
