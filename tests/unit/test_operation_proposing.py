"""What is proposed for a week: orders and reasons, a lead's hand, and who is not rested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from operation.crew import Cancelled, Crew, State
from operation.fairness import Worked
from operation.fairness_rules import Weights
from operation.proposing import Facts, Ranked, propose, rank
from operation.selection import Why, pick, publish
from tests.unit.crew_examples import (
    CHOSEN,
    LATER,
    LEAD,
    called,
    chosen,
    ids,
    listed,
    proposed,
    published,
    suggested,
)
from tests.unit.operation_examples import CLOSES, LONDON, NOW

MARCH = datetime.fromisoformat("2026-10-06T10:00:00+00:00")
JUNE = datetime.fromisoformat("2026-10-20T10:00:00+00:00")


def worked(*ends: datetime, hours: int = 6) -> list[Worked]:
    """Patrols by day, so many hours each."""
    return [Worked(each, each + timedelta(hours=hours)) for each in ends]


def facts(patrols: dict[int, list[Worked]] | None = None, **more: object) -> Facts:
    return replace(Facts(Weights(), LONDON, patrols or {}), **more)  # type: ignore[arg-type]  # any


def ranked(crew: Crew, patrols: dict[int, list[Worked]] | None = None) -> tuple[Ranked, ...]:
    """A night alone, proposed and ranked."""
    after = suggested(crew, now=CLOSES, facts=facts(patrols))
    return rank(after, [after], facts(patrols))


def weekend(friday: Crew, *numbers: int, places: int = 2, patrol: int = 77) -> Crew:
    """The Saturday after a Friday, another list."""
    day = timedelta(days=1)
    other = listed(*numbers, places=places)
    book = replace(
        other.book, patrol_id=patrol, night=friday.book.night + day,
        starts=friday.book.starts + day, ends=friday.book.ends + day,
    )  # fmt: skip
    return replace(other, book=book)


# The order and the reasons


def test_the_fewest_weighed_hours_go_first() -> None:
    found = ranked(listed(1, 2, 3, places=2), {1: worked(JUNE, MARCH), 2: worked(JUNE)})
    assert [each.member_id for each in found] == [3, 2, 1]
    assert [each.why for each in found] == [Why.FEWEST_HOURS, Why.FEWEST_HOURS, Why.NEXT]
    assert [each.account.weighed for each in found] == [0.0, 6.0, 12.0]


def test_at_equal_hours_the_longest_since_the_last_patrol_and_never_is_longest() -> None:
    long_ago = NOW - timedelta(weeks=20)
    found = ranked(listed(1, 2, 3, 4, places=3), {1: worked(JUNE), 2: worked(long_ago),
                                                 3: worked(JUNE)})  # fmt: skip
    assert [each.member_id for each in found] == [4, 2, 1, 3]
    assert [each.why for each in found[:3]] == [Why.FEWEST_HOURS, Why.FEWEST_HOURS, Why.EARLIEST]
    found = ranked(listed(1, 2, places=1), {2: worked(long_ago)})
    assert [(each.member_id, each.why) for each in found] == [(1, Why.LONGEST_SINCE), (2, Why.NEXT)]


def test_at_equal_history_the_earliest_to_sign_up() -> None:
    same = {each: worked(MARCH) for each in (1, 2, 3)}
    found = ranked(listed(3, 1, 2, places=2), same)
    assert [each.member_id for each in found] == [3, 1, 2]
    assert [each.why for each in found] == [Why.EARLIEST, Why.EARLIEST, Why.NEXT]


def test_where_there_is_a_place_for_everyone_nobody_is_put_before_another() -> None:
    found = ranked(listed(1, 2, places=2), {1: worked(JUNE, MARCH)})
    assert [(each.member_id, each.why) for each in found] == [
        (2, Why.PLACE_FOR_ALL),
        (1, Why.PLACE_FOR_ALL),
    ]
    assert ranked(listed()) == ()


def test_hours_of_an_earlier_night_of_the_week_are_in_the_account_of_a_later() -> None:
    friday = listed(1, 2, places=2)
    saturday = weekend(friday, 1, 2, places=2)
    both = propose([friday, saturday], facts(), now=CLOSES)
    first, later = (rank(each, both, facts()) for each in both)
    assert [each.account.weighed for each in first] == [0.0, 0.0]
    assert [each.account.hours for each in later] == [6.0, 6.0]
    assert {each.also for each in first} == {(saturday.book.night,)}


def test_the_leads_own_choice_is_shown_beside_what_the_rules_would_do() -> None:
    crew = chosen(proposed(1, 2, 3, places=2), out=[1], taken=[3])
    found = rank(crew, [crew], facts())
    assert [(each.member_id, each.why) for each in found] == [
        (1, Why.EARLIEST), (2, Why.EARLIEST), (3, Why.NEXT),
    ]  # fmt: skip


def test_whoever_is_only_asked_for_cover_is_not_ranked() -> None:
    crew = called(replace(published(1, 2), target=3), 5)
    assert {each.member_id for each in rank(crew, [crew], facts())} == {1, 2}


# The proposal


def test_the_proposal_picks_as_many_as_there_are_places_and_moves_nobody() -> None:
    crew = listed(1, 2, 3, places=2)
    after = suggested(crew, now=CLOSES, facts=facts({1: worked(JUNE)}))
    assert ids(after.assignments) == [2, 3, 1]
    assert ids(after.picked) == [2, 3]
    assert {each.state for each in after.assignments} == {State.IN}
    assert after.version == crew.version + 1


def test_proposing_anew_keeps_what_a_lead_has_chosen_and_fills_places_that_are_free() -> None:
    crew = chosen(proposed(1, 2, 3, 4, places=3), out=[1, 2], taken=[4])
    assert set(ids(suggested(crew, now=LATER).picked)) == {1, 3, 4}
    assert propose([crew], facts(), now=LATER) == (crew,)
    untouched = proposed(1, 2, 3, places=2)
    anew = suggested(untouched, now=LATER, facts=facts({1: worked(JUNE)}))
    assert ids(anew.picked) == [2, 3]


def test_a_choice_by_hand_for_which_a_place_is_gone_loses_one_name() -> None:
    crew = chosen(proposed(1, 2, 3, places=3), out=[3])
    fewer = replace(crew, book=replace(crew.book, places=1))
    assert len(suggested(fewer, now=LATER).picked) == 1


def test_a_proposal_that_stays_the_same_makes_no_new_version() -> None:
    crew = proposed(1, 2, 3, places=2)
    assert suggested(crew, now=LATER).version == crew.version


def test_a_night_that_is_open_published_started_or_called_off_is_left_alone() -> None:
    crew = listed(1, 2)
    early, under_way = CLOSES - timedelta(seconds=1), crew.book.starts
    for each, now in (
        (crew, early), (crew, under_way), (published(1, 2), LATER),
        (replace(crew, cancelled=Cancelled.OTHER), LATER),
    ):  # fmt: skip
        assert propose([each], facts(), now=now, fills={each.book.patrol_id}) == (each,)


def test_two_nights_are_shared_out_and_a_choice_on_one_moves_the_other() -> None:
    friday = listed(1, 2, 3, 4, places=2)
    saturday = weekend(friday, 1, 2, 3, 4)
    one, other = propose([friday, saturday], facts(), now=CLOSES)
    assert set(ids(one.picked)) | set(ids(other.picked)) == {1, 2, 3, 4}
    goes, comes = ids(one.picked)[0], ids(other.picked)[0]
    by_hand = pick(pick(other, comes, wanted=False, now=CHOSEN), goes, wanted=True, now=CHOSEN)
    after, same = propose([one, by_hand], facts(), now=CHOSEN)
    assert same is by_hand
    assert set(ids(after.picked)) == set(ids(one.picked)) - {goes} | {comes}


def test_a_published_night_counts_for_the_one_that_is_still_to_be_chosen() -> None:
    friday = proposed(1, 2, 3, 4, places=2)
    friday, _ = publish(friday, version=friday.version, by=LEAD, now=CHOSEN)
    saturday = weekend(friday, 1, 2, 3, 4)
    same, after = propose([friday, saturday], facts(), now=CHOSEN)
    assert same is friday
    assert set(ids(after.picked)) == {3, 4}


def test_a_patrol_of_another_area_on_the_same_weekend_counts_and_keeps_away() -> None:
    friday = listed(1, 2, 3, places=1)
    saturday = weekend(friday, 1, 2, 3, places=1)
    at_once = {1: [Worked(saturday.book.starts, saturday.book.ends)]}
    one, other = propose([friday, saturday], facts(at_once), now=CLOSES)
    assert {*ids(one.picked), *ids(other.picked)} == {2, 3}


# Rest and caps


def test_whoever_is_not_rested_is_no_volunteer_and_stands_at_the_end() -> None:
    crew = listed(1, 2, 3, places=2)
    tired = facts({3: worked(JUNE)}, stopped={crew.book.patrol_id: frozenset({1})})
    after = suggested(crew, now=CLOSES, facts=tired)
    assert ids(after.picked) == [2, 3]
    found = rank(after, [after], tired)
    assert [(each.member_id, each.is_rested) for each in found] == [
        (2, True), (3, True), (1, False),
    ]  # fmt: skip
    assert {each.why for each in found[:2]} == {Why.PLACE_FOR_ALL}


def test_a_lead_may_pick_whoever_is_not_rested_and_the_choice_stays() -> None:
    crew = listed(1, 2, places=2)
    tired = facts(stopped={crew.book.patrol_id: frozenset({1})})
    after = pick(suggested(crew, now=CLOSES, facts=tired), 1, wanted=True, now=CHOSEN)
    assert set(ids(suggested(after, now=LATER, facts=tired).picked)) == {1, 2}


def test_nobody_is_proposed_for_more_nights_of_a_week_than_their_cap() -> None:
    friday = listed(1, places=2)
    saturday = weekend(friday, 1)
    both = propose([friday, saturday], facts(caps={1: 1}), now=CLOSES)
    assert sorted(len(each.picked) for each in both) == [0, 1]


def test_the_weeks_dates_are_those_of_the_other_nights() -> None:
    friday = listed(1, 2, places=2)
    saturday = weekend(friday, 1, places=2)
    both = propose([friday, saturday], facts(), now=CLOSES)
    found = {each.member_id: each.also for each in rank(both[0], both, facts())}
    nights: dict[int, tuple[date, ...]] = {1: (saturday.book.night,), 2: ()}
    assert found == nights
