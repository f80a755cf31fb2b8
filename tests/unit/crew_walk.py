"""One night under a walk at random: how a step is carried out, and what holds after each."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from datetime import datetime

from hypothesis.stateful import RuleBasedStateMachine, invariant

from operation.crew import (
    CREW,
    ENDED,
    Crew,
    Move,
    Moved,
    MoveImpossible,
    Outcome,
    State,
)
from operation.errors import Refusal
from operation.turnout import call_for_cover, fill, needs_cover
from tests.unit.crew_examples import (
    CHOSEN,
    HOURS,
    LEAD,
    MOST,
    OTHER_LEAD,
    ids,
    listed,
    table_of_moves,
)
from tests.unit.operation_examples import LONDON

TABLE = table_of_moves()
PEOPLE = (1, 2, 3, 4, 5, 6, 7, LEAD)
"""One of the leads goes on patrol as well."""
Rule = Callable[[Crew], Outcome]


def live(crew: Crew) -> dict[int, State]:
    return {each.member_id: each.state for each in crew.assignments}


def follow(before: Crew, after: Crew, events: Sequence[Moved], now: datetime) -> None:
    """Every event is a move of the table, from where the person stood to where they stand."""
    where = live(before)
    for event in events:
        assert where.get(event.member_id) == event.was
        row = TABLE[event.was, event.move]
        assert event.now is row.to
        assert row.who & _hats(event), f"{event} is not theirs to make"
        where[event.member_id] = event.now
        mine = after.of(event.member_id)
        if event.move is Move.OFFER and mine is not None and mine.state is State.OFFERED:
            assert mine.offered_until is not None
            assert now < mine.offered_until <= after.book.starts
    assert {who: state for who, state in where.items() if state not in ENDED} == live(after)


def _hats(event: Moved) -> set[str]:
    if event.by is None:
        return {"bot"}
    hats = {"officer"} if event.by == event.member_id else set()
    return hats | ({"lead"} if event.by in {LEAD, OTHER_LEAD} else set())


def look(crew: Crew) -> tuple[set[int], set[int]]:
    """Who goes, and who is to go."""
    return set(ids(crew.crew)), set(ids(crew.picked))


class Night(RuleBasedStateMachine):
    """One night, on which everyone does anything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = CHOSEN
        self.crew = listed()
        self.touched: set[int] = set()

    # One step, and all that holds of any

    def step(self, wanted: Rule, *, fills: bool = True) -> bool:
        """Carry a rule out as the bot does; False if it refused, and then nothing has changed."""
        before, copied = self.crew, copy.deepcopy(self.crew)
        try:
            after, events = wanted(before)
        except MoveImpossible:
            raise
        except Refusal:
            assert before == copied
            return False
        assert before == copied
        self._take(after, events)
        if fills:
            self._take(*fill(self.crew, now=self.now, hours=HOURS, zone=LONDON))
            if needs_cover(self.crew, now=self.now):
                self._take(*self.cover(None)(self.crew))
            is_ahead = self.crew.cancelled is None and self.now < self.crew.book.starts
            assert not (is_ahead and self.crew.vacant and self.crew.standing_by)
        return True

    def _take(self, after: Crew, events: Sequence[Moved]) -> None:
        follow(self.crew, after, events, self.now)
        assert after.version >= self.crew.version
        if look(after) != look(self.crew):
            assert after.version > self.crew.version
        self.crew = after

    def one(self, index: int, *wanted: State) -> int:
        """Somebody who stands so, or anybody where nobody does."""
        fitting = [who for who, state in live(self.crew).items() if state in wanted] or PEOPLE
        return fitting[index % len(fitting)]

    def cover(self, by: int | None) -> Rule:
        return lambda crew: call_for_cover(crew, PEOPLE, by=by, most=MOST, now=self.now)

    # What always holds

    @invariant()
    def everyone_is_in_one_state(self) -> None:
        people = ids(self.crew.assignments)
        assert len(people) == len(set(people))
        assert not set(people) & set(self.crew.past)
        assert set(self.crew.past.values()) <= ENDED
        assert not ENDED & set(live(self.crew).values())

    @invariant()
    def crew_and_offers_are_no_more_than_wanted_and_no_more_than_the_places(self) -> None:
        crew = self.crew
        if crew.target is not None:
            assert len(crew.crew) + len(crew.offered) <= crew.target <= crew.book.places

    @invariant()
    def an_offer_has_an_end_not_after_the_start_and_nothing_else_has(self) -> None:
        for each in self.crew.assignments:
            assert (each.offered_until is not None) == (each.state is State.OFFERED)
            if each.offered_until is not None:
                assert each.offered_until <= self.crew.book.starts

    @invariant()
    def people_are_asked_only_while_there_is_a_place_to_be_had(self) -> None:
        assert not self.crew.asked or self.crew.vacant or self.crew.offered

    @invariant()
    def the_choice_is_the_crew_but_for_what_a_lead_has_changed_since(self) -> None:
        if self.crew.is_published:
            differs = {e.member_id for e in self.crew.assignments if e.picked != (e.state in CREW)}
            assert differs <= self.touched

    @invariant()
    def before_publication_all_are_on_the_list_and_on_a_cancelled_night_nobody_is(self) -> None:
        if self.crew.cancelled is not None:
            assert self.crew.assignments == ()
        elif not self.crew.is_published:
            assert set(live(self.crew).values()) <= {State.IN, State.PROVISIONAL}
            assert not any(each.picked for each in self.crew.provisional)
            assert self.crew.target is None
