"""What stands against somebody's going on a night, by what else they work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.views.refusals import wording
from operation.nights import span_of
from operation.people import Actor, Role
from operation.rest import (
    CannotGo,
    CrewNotRested,
    Finding,
    FindingKind,
    NameNotRested,
    NotRested,
    Severity,
    Unrested,
    Work,
    findings,
    gaps_owed,
    require_crew_rested,
    require_rested,
    uncovered,
    worst,
)
from operation.rest_rules import RestRules
from tests.unit.operation_examples import member

LONDON = "Europe/London"
RULES = RestRules()
FRIDAY = date(2031, 3, 14)
FORWARD, BACK = date(2031, 3, 29), date(2031, 10, 25)
"""The Saturdays on which the clocks change."""
K, STOP, WARNING = FindingKind, Severity.STOP, Severity.WARNING


def work(day: date, starts: int, ends: int, *, patrol_id: int | None = None) -> Work:
    """What is worked from that hour to that hour, by the clock on the wall."""
    return Work(*span_of(day, time(starts), time(ends), LONDON), patrol_id)


def on(
    night: date, *works: Work, rules: RestRules = RULES, nights: Sequence[date] = ()
) -> tuple[Finding, ...]:
    """What stands against a patrol from eight to two on that night."""
    patrol = work(night, 20, 2, patrol_id=1)
    return findings(patrol, night, works, nights, rules, is_stated=True)


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def day_after(day: date) -> date:
    return day + timedelta(days=1)


@pytest.mark.parametrize(
    ("starts", "ends", "found"),
    [
        (14, 20, None),
        (13, 20, (WARNING, 13)),
        (12, 20, (WARNING, 14)),
        (10, 18, (WARNING, 16)),
        (9, 17, (STOP, 17)),
        (7, 15, (STOP, 19)),
        (6, 9, None),
    ],
    ids=["exactly 12", "13", "14", "exactly 16", "17", "19", "a daily rest between"],
)
def test_a_patrol_extends_the_duty_before_it_to_one_shift(
    starts: int, ends: int, found: tuple[Severity, int] | None
) -> None:
    expected = () if found is None else (Finding(K.LONG_SHIFT, found[0], found[1], 16),)

    assert on(FRIDAY, work(FRIDAY, starts, ends)) == expected


def test_a_duty_that_ended_a_daily_rest_before_is_a_shift_of_its_own() -> None:
    assert on(FRIDAY, work(day_before(FRIDAY), 22, 7)) == ()


def test_a_patrol_that_is_long_by_itself_is_a_long_shift() -> None:
    night = work(FRIDAY, 13, 2, patrol_id=1)

    assert findings(night, FRIDAY, (), (), RULES, is_stated=True) == (
        Finding(K.LONG_SHIFT, WARNING, 13, 16),
    )


def test_too_little_rest_before_the_duty_that_the_patrol_extends_is_owed() -> None:
    # Home at two, on duty at twelve, on patrol until two again.
    before = work(day_before(FRIDAY), 20, 2, patrol_id=9)

    assert on(FRIDAY, before, work(FRIDAY, 12, 20)) == (
        Finding(K.LONG_SHIFT, WARNING, 14, 16),
        Finding(K.REST_BEFORE, WARNING, 10, 11),
    )
    assert on(FRIDAY, before, work(FRIDAY, 13, 20)) == (Finding(K.LONG_SHIFT, WARNING, 13, 16),)


def test_too_little_rest_after_the_patrol_is_owed() -> None:
    (found,) = on(FRIDAY, work(day_after(FRIDAY), 7, 15))

    assert found == Finding(K.REST_AFTER, WARNING, 5, 11)
    assert found.owed == 6
    assert on(FRIDAY, work(day_after(FRIDAY), 13, 21)) == ()


def test_an_area_can_have_short_rest_stop() -> None:
    strict = replace(RULES, short_rest=STOP)

    assert on(FRIDAY, work(day_after(FRIDAY), 7, 15), rules=strict) == (
        Finding(K.REST_AFTER, STOP, 5, 11),
    )


def test_two_patrols_at_once_or_a_duty_meanwhile_stop() -> None:
    late, elsewhere = work(FRIDAY, 14, 22), work(FRIDAY, 23, 3, patrol_id=9)

    assert on(FRIDAY, late) == (Finding(K.ON_DUTY, STOP, 2),)
    assert on(FRIDAY, elsewhere) == (Finding(K.OVERLAP, STOP, 3),)


def test_two_patrols_without_a_daily_rest_between_are_one_shift_whichever_is_asked_about() -> None:
    early = work(FRIDAY, 9, 15, patrol_id=9)
    late = work(FRIDAY, 20, 2, patrol_id=1)
    expected = Finding(K.LONG_SHIFT, STOP, 17, 16)

    assert expected in findings(late, FRIDAY, [early], (), RULES, is_stated=True)
    assert expected in findings(early, FRIDAY, [late], (), RULES, is_stated=True)


def test_on_the_night_the_clocks_go_back_the_same_times_are_an_hour_more() -> None:
    assert on(BACK, work(BACK, 12, 20)) == (Finding(K.LONG_SHIFT, WARNING, 15, 16),)
    assert on(BACK, work(BACK, 11, 19)) == (Finding(K.LONG_SHIFT, WARNING, 16, 16),)
    assert on(BACK, work(BACK, 10, 18)) == (Finding(K.LONG_SHIFT, STOP, 17, 16),)
    # From two to twelve it is ten hours again: the hour lay within the patrol.
    assert on(BACK, work(day_after(BACK), 12, 20)) == (Finding(K.REST_AFTER, WARNING, 10, 11),)


def test_on_the_night_the_clocks_go_forward_they_are_an_hour_less() -> None:
    assert on(FORWARD, work(FORWARD, 13, 20)) == ()
    assert on(FORWARD, work(FORWARD, 9, 17)) == (Finding(K.LONG_SHIFT, WARNING, 16, 16),)
    assert on(FORWARD, work(FORWARD, 8, 16)) == (Finding(K.LONG_SHIFT, STOP, 17, 16),)


def test_a_rest_across_a_clock_change_is_as_long_as_it_lasts() -> None:
    patrol = Work(datetime(2031, 3, 29, 16, tzinfo=UTC), datetime(2031, 3, 29, 22, tzinfo=UTC), 1)
    # Ten on Saturday to nine on Sunday are ten hours this night.
    (found,) = findings(
        patrol, FORWARD, [work(day_after(FORWARD), 9, 17)], (), RULES, is_stated=True
    )

    assert (found.kind, found.amount, found.owed) == (K.REST_AFTER, 10, 1)


def test_whoever_has_not_said_what_they_work_is_warned_about() -> None:
    patrol = work(FRIDAY, 20, 2, patrol_id=1)
    unsaid = findings(patrol, FRIDAY, (), (), RULES, is_stated=False)
    without = replace(RULES, duties=())

    assert unsaid == (Finding(K.NOT_STATED, WARNING),)
    assert findings(patrol, FRIDAY, (), (), without, is_stated=False) == ()


def test_more_nights_than_the_area_allows_stop() -> None:
    fridays = [FRIDAY + timedelta(weeks=n) for n in range(-4, 5) if n]

    # Any 28 days from Friday to Thursday hold four Fridays, this one included.
    capped = replace(RULES, nights_per_four_weeks=3, weekends_running=0)
    assert on(FRIDAY, rules=capped, nights=fridays) == (Finding(K.FOUR_WEEKS, STOP, 4, 3),)
    assert on(FRIDAY, rules=replace(capped, nights_per_four_weeks=4), nights=fridays) == ()
    assert on(FRIDAY, rules=replace(capped, nights_per_four_weeks=0), nights=fridays) == ()


def test_a_cap_names_the_nights_that_are_counted_and_the_limit() -> None:
    fridays = [FRIDAY + timedelta(weeks=n) for n in (-3, -2, -1)]
    capped = replace(RULES, nights_per_four_weeks=3, weekends_running=0)
    about = replace(member(4), person_id=40)

    [found] = on(FRIDAY, rules=capped, nights=fridays)
    assert found.counted == (*fridays, FRIDAY)
    with pytest.raises(NotRested) as refused:
        require_rested(about, (found,), Actor(person_id=40))
    said = wording(refused.value, bot_username="bot", zone="Europe/London")
    assert said == (
        "Not on this night: 4 patrols in four weeks (21, 28 Feb, 7, 14 Mar); the limit is 3. "
        "Choose another night, or ask a lead, who can override it."
    )


def test_more_weekends_running_than_the_area_allows_stop() -> None:
    before = [FRIDAY - timedelta(weeks=1), FRIDAY - timedelta(days=13)]
    after = FRIDAY + timedelta(days=8)
    capped = replace(RULES, weekends_running=3)

    assert on(FRIDAY, rules=capped, nights=before) == ()
    assert on(FRIDAY, rules=capped, nights=[*before, after]) == (Finding(K.WEEKENDS, STOP, 4, 3),)
    # A Thursday is no weekend, and a weekend off ends the run.
    assert on(day_before(FRIDAY), rules=capped, nights=[*before, after, FRIDAY]) == ()
    off = [*before[1:], after, after + timedelta(weeks=1)]
    assert on(FRIDAY, rules=capped, nights=off) == ()


def test_what_is_owed_is_the_rest_that_lacked_on_either_side() -> None:
    patrol = work(FRIDAY, 20, 2, patrol_id=1)
    before = work(day_before(FRIDAY), 20, 2, patrol_id=9)
    day, early = work(FRIDAY, 9, 17), work(day_after(FRIDAY), 7, 15)

    assert gaps_owed(patrol, [before, day, early], RULES) == (
        (before.ends, day.starts, 4.0),
        (patrol.ends, early.starts, 6.0),
    )
    assert gaps_owed(patrol, [], RULES) == ()


# Overriding


def test_an_override_covers_what_it_was_made_for_and_nothing_worse() -> None:
    seen = Finding(K.LONG_SHIFT, STOP, 17, 16)
    short = Finding(K.REST_AFTER, WARNING, 5, 11)

    assert uncovered([seen, short], [seen, short]) == ()
    assert uncovered([replace(seen, amount=16.5)], [seen]) == ()
    assert uncovered([replace(seen, amount=17.25)], [seen]) == (replace(seen, amount=17.25),)
    assert uncovered([replace(short, amount=6)], [short]) == ()
    assert uncovered([replace(short, amount=4)], [short]) == (replace(short, amount=4),)
    assert uncovered([replace(short, severity=STOP)], [short]) == (replace(short, severity=STOP),)
    assert uncovered([seen], [short]) == (seen,)


def test_that_duties_are_not_stated_stays_to_be_seen() -> None:
    unsaid = Finding(K.NOT_STATED, WARNING)

    assert uncovered([unsaid], [unsaid]) == (unsaid,)


def test_a_warning_lets_them_go_and_a_stop_does_not() -> None:
    warning, stop = Finding(K.REST_AFTER, WARNING, 5, 11), Finding(K.LONG_SHIFT, STOP, 17, 16)

    about = replace(member(4), person_id=40)

    assert require_rested(about, (warning,), Actor()) == (warning,)
    with pytest.raises(NotRested) as refused:
        require_rested(about, (warning, stop), Actor(person_id=40, members=(about,)))
    assert type(refused.value) is NotRested
    assert (refused.value.member_id, refused.value.findings) == (4, (warning, stop))
    assert worst((warning, stop)) == stop
    assert worst((warning,)) == warning
    assert worst(()) is None


@pytest.mark.parametrize(
    ("reader", "kind"),
    [
        ((), CannotGo),
        ((Role.OFFICER,), CannotGo),
        ((Role.WARD_SERGEANT,), CannotGo),
        ((Role.LEAD,), NameNotRested),
    ],
)
def test_why_somebody_is_not_rested_is_for_themself_and_their_leads(
    reader: tuple[Role, ...], kind: type[NotRested]
) -> None:
    stop = Finding(K.LONG_SHIFT, STOP, 17, 16)
    about, by = replace(member(4), person_id=None), member(5, *reader)

    with pytest.raises(NotRested) as refused:
        require_rested(about, (stop,), Actor(members=(by,)))
    assert type(refused.value) is kind
    elsewhere = replace(by, area="elsewhere")
    with pytest.raises(CannotGo):
        require_rested(about, (stop,), Actor(members=(elsewhere,)))
    said = wording(refused.value, bot_username="bot", zone="Europe/London")
    assert ("17 h" in said) is (kind is NameNotRested)
    assert (about.called in said) is (kind is NameNotRested)


def test_a_crew_is_refused_with_everyone_who_is_stopped() -> None:
    warning, stop = Finding(K.REST_AFTER, WARNING, 5, 11), Finding(K.LONG_SHIFT, STOP, 17, 16)
    rested, tired = Unrested(1, "PC Sample", (warning,)), Unrested(2, "PC Tester", (stop,))

    require_crew_rested([rested])
    with pytest.raises(CrewNotRested) as refused:
        require_crew_rested([rested, tired])
    assert refused.value.people == (tired,)


# Whatever the duties


@st.composite
def separate_duties(draw: st.DrawFn) -> list[Work]:
    """Duties and other patrols about a Friday, one after the other."""
    at = datetime(2031, 3, 12, tzinfo=UTC)
    found = []
    for number in range(draw(st.integers(0, 6))):
        at += timedelta(minutes=15 * draw(st.integers(0, 120)))
        ends = at + timedelta(minutes=15 * draw(st.integers(1, 64)))
        found.append(Work(at, ends, draw(st.sampled_from([None, 100 + number]))))
        at = ends
    return found


@given(separate_duties(), st.integers(0, 5))
def test_working_more_takes_no_finding_away_and_makes_none_milder(
    works: list[Work], left_out: int
) -> None:
    assume(left_out < len(works))
    fewer = [each for n, each in enumerate(works) if n != left_out]
    all_of_them = {each.kind: each for each in on(FRIDAY, *works)}

    for found in on(FRIDAY, *fewer):
        assert found.is_covered_by(all_of_them[found.kind])


@given(separate_duties())
def test_a_week_later_it_is_the_same(works: list[Work]) -> None:
    week = timedelta(weeks=1)
    # Both Fridays and all that is near them lie on one side of the clock change.
    later = [Work(each.starts - week, each.ends - week, each.patrol_id) for each in works]

    assert on(FRIDAY - week, *later) == on(FRIDAY, *works)


@given(separate_duties(), st.randoms())
def test_the_order_in_which_duties_are_known_does_not_matter(
    works: list[Work], any_: object
) -> None:
    shuffled = sorted(works, key=lambda _: hash(any_))

    assert on(FRIDAY, *shuffled[::-1]) == on(FRIDAY, *works)


@given(separate_duties())
def test_hours_are_never_negative_and_only_short_rest_is_owed(works: list[Work]) -> None:
    for found in on(FRIDAY, *works):
        assert found.amount >= 0
        assert (found.owed > 0) is (found.kind in {K.REST_BEFORE, K.REST_AFTER})
