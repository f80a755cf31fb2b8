"""The table of moves, and what all the rules of a crew share."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import bot.views.crew
from operation.crew import (
    CREW,
    ENDED,
    LIVE,
    MOVES,
    Cancelled,
    Crew,
    Move,
    MoveImpossible,
    NightCancelled,
    NotOnTheNight,
    State,
    all_moved,
    destination,
    moved,
    require_assigned,
    require_on,
)
from operation.rota import PatrolStarted, Volunteer
from tests.unit.crew_examples import (
    DOCUMENT,
    EVERY_START,
    LATER,
    LEAD,
    chosen,
    filled,
    ids,
    listed,
    proposed,
    published,
    state_of,
    table_of_moves,
    under_way,
    with_state,
)
from tests.unit.operation_examples import NOW


def test_the_table_in_the_docs_is_the_table_that_the_program_follows() -> None:
    assert {key: row.to for key, row in table_of_moves().items()} == dict(MOVES)


def test_the_docs_say_who_may_make_each_move() -> None:
    for row in table_of_moves().values():
        assert row.who
        assert row.who <= {"officer", "lead", "bot"}


def test_the_docs_explain_every_state_and_no_other() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text.partition("## States")[2].partition("## Moves")[0]
    explained = re.findall(r"^\| ([a-z ]+) \| ", section, flags=re.MULTILINE)
    assert sorted(explained) == sorted(["state", *(s.replace("_", " ") for s in State)])


def test_the_words_quoted_in_the_table_are_those_on_the_cards() -> None:
    rows = [each for each in DOCUMENT.read_text(encoding="utf-8").splitlines() if each[:1] == "|"]
    quoted = {words for row in rows for words in re.findall("“(.+?)”", row)}
    said = Path(bot.views.crew.__file__).read_text(encoding="utf-8")
    assert quoted
    assert [words for words in quoted if words not in said] == []


def test_every_state_is_reached_and_every_live_one_left() -> None:
    assert set(MOVES.values()) == set(State)
    assert {start for start, _ in MOVES} == {None, *LIVE}
    assert CREW < LIVE
    assert not LIVE & ENDED


@pytest.mark.parametrize("start", EVERY_START)
@pytest.mark.parametrize("move", Move)
def test_a_move_leads_where_the_table_says_or_is_impossible(
    start: State | None, move: Move
) -> None:
    crew = with_state(start)
    if (start, move) not in MOVES:
        with pytest.raises(MoveImpossible) as refused:
            moved(crew, 1, move, by=LEAD)
        assert (refused.value.state, refused.value.move) == (start, move)
        return
    after, (event,) = moved(crew, 1, move, by=LEAD, reason="so it is", since=NOW)
    assert state_of(after, 1) is MOVES[start, move]
    assert (event.was, event.now, event.move) == (start, MOVES[start, move], move)
    assert (event.member_id, event.by, event.reason) == (1, LEAD, "so it is")
    assert (after.of(1) is None) == (MOVES[start, move] in ENDED)


@pytest.mark.parametrize("end", sorted(ENDED))
@pytest.mark.parametrize("move", Move)
def test_whoever_has_left_begins_like_somebody_new(end: State, move: Move) -> None:
    if (None, move) in MOVES:
        assert destination(end, move) is MOVES[None, move]
        after, (event,) = moved(with_state(end), 1, move, since=NOW)
        assert event.was is None
        assert after.past == {}
    else:
        with pytest.raises(MoveImpossible):
            moved(with_state(end), 1, move)


def test_confirming_leaves_the_version_and_the_leads_choice_as_they_were() -> None:
    crew = chosen(published(1, 2, 3, places=2), out=[1], taken=[3])
    confirmed, _ = moved(crew, 1, Move.CONFIRM)
    asked_again, _ = moved(confirmed, 1, Move.ASK_AGAIN)
    for after in (confirmed, asked_again):
        assert after.version == crew.version
        assert ids(after.picked) == [2, 3]


@pytest.mark.parametrize(("start", "move"), sorted(MOVES, key=str))
def test_every_other_move_makes_a_new_version(start: State | None, move: Move) -> None:
    crew = with_state(start)
    is_the_same = move in {Move.CONFIRM, Move.ASK_AGAIN}
    after, _ = moved(crew, 1, move, since=NOW)
    assert after.version == crew.version + (not is_the_same)


def test_whoever_comes_to_the_crew_is_picked_and_whoever_leaves_it_is_not() -> None:
    taken, _ = moved(with_state(State.OFFERED), 1, Move.ACCEPT)
    assert ids(taken.picked) == [7, 1]
    left, _ = moved(taken, 1, Move.STAND_BY)
    assert ids(left.picked) == [7]


def test_a_choice_that_is_not_published_survives_an_offer() -> None:
    crew = chosen(published(1, 2, 3, places=3, minimum=1), out=[3])
    crew, _ = moved(replace(crew, target=3), 3, Move.STAND_BY)
    crew = chosen(crew, taken=[3])
    assert ids(filled(crew).offered) == [3]
    assert ids(filled(crew).picked) == [1, 2, 3]


def test_a_move_takes_the_offer_and_the_open_question_away() -> None:
    crew = with_state(State.OFFERED)
    after, _ = moved(crew, 1, Move.STAND_BY)
    mine = after.of(1)
    assert mine is not None
    assert mine.offered_until is None
    unsure = replace(listed(1), assignments=(replace(listed(1).assignments[0], must_answer=True),))
    chosen_now, _ = moved(unsure, 1, Move.SELECT)
    assert not chosen_now.assignments[0].must_answer


def test_several_move_or_none_does() -> None:
    crew = published(1, 2)
    after, events = all_moved(crew, [1, 2], Move.CONFIRM)
    assert len(events) == 2
    assert [each.state for each in after.crew] == [State.CONFIRMED] * 2
    with pytest.raises(MoveImpossible):
        all_moved(crew, [1, 9], Move.CONFIRM)
    assert ids(crew.unconfirmed) == [1, 2]


def test_a_night_that_is_off_or_has_started_is_left_alone() -> None:
    crew = published(1, 2)
    require_on(crew, LATER)
    with pytest.raises(NightCancelled) as off:
        require_on(replace(crew, cancelled=Cancelled.WEATHER), LATER)
    assert off.value.reason is Cancelled.WEATHER
    with pytest.raises(PatrolStarted):
        require_on(crew, under_way(crew))


def test_someone_who_is_not_on_the_night_hears_how_they_left_it() -> None:
    with pytest.raises(NotOnTheNight) as refused:
        require_assigned(with_state(State.WITHDRAWN), 1)
    assert refused.value.was is State.WITHDRAWN
    with pytest.raises(NotOnTheNight) as unknown:
        require_assigned(with_state(None), 1)
    assert unknown.value.was is None
    assert require_assigned(published(1), 1).state is State.SELECTED


# What a crew says of itself


def test_a_place_is_vacant_while_crew_and_offers_are_fewer_than_wanted() -> None:
    assert proposed(1, 2).vacant == 0
    assert with_state(State.STANDING_BY).vacant == 2
    assert with_state(State.ASKED).vacant == 2
    assert with_state(State.OFFERED).vacant == 1
    assert with_state(State.CONFIRMED).vacant == 1


def test_a_crew_is_short_of_its_minimum_by_who_goes_alone() -> None:
    assert published(1, minimum=3).short == 2
    assert published(1, 2, 3, 4, minimum=3).short == 0
    assert replace(with_state(State.OFFERED), book=published(1).book).short == 1


def test_who_stands_by_knows_the_turn_and_the_holder_of_an_offer_has_none() -> None:
    crew = published(1, 2, 3, 4, 5, places=2)
    assert [crew.turn_of(number) for number in (1, 3, 4, 5, 6)] == [None, 1, 2, 3, None]
    offered = filled(replace(crew, target=3))
    assert [offered.turn_of(number) for number in (3, 4, 5)] == [None, 1, 2]


def test_who_goes_is_the_crew_or_the_list_where_no_crew_was_published() -> None:
    crew = published(1, 2, 3, places=2)
    assert [crew.goes(number) for number in (1, 2, 3, 4)] == [True, True, False, False]
    names = tuple(Volunteer(number, NOW) for number in (1, 2, 3))
    unpublished: Crew = proposed(1, 2, 3, places=2)
    unpublished = replace(unpublished, book=replace(unpublished.book, volunteers=names))
    assert [unpublished.goes(number) for number in (1, 2, 3)] == [True, True, False]
    assert not replace(crew, cancelled=Cancelled.NUMBERS).goes(1)


def test_a_choice_differs_from_what_was_published_until_it_is() -> None:
    crew = published(1, 2, 3, places=2)
    assert not crew.has_changes
    assert chosen(crew, out=[1]).has_changes
    assert not chosen(chosen(crew, out=[1]), taken=[1]).has_changes
