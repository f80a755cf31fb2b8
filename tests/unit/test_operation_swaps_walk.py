"""Two nights on which people give, take, leave and are moved about at random: no place is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from operation.changes import cancel, move_times, put_back
from operation.crew import CREW, Assignment, Cancelled, Crew, Move, Outcome, Reason, State
from operation.errors import Refusal
from operation.selection import pick, publish
from operation.swap_rules import Approval, SwapTimes
from operation.swaps import (
    LIVE,
    Stage,
    Swap,
    after_change,
    decide,
    decline,
    hand_over,
    lapse,
    offer,
    take,
    take_back,
)
from operation.turnout import accept, begin, fill, put_in, stand_down, withdraw
from operation.turnout import lapse as end_offers
from tests.unit.crew_examples import HOURS, LATER, LEAD, ids, published
from tests.unit.crew_walk import follow
from tests.unit.operation_examples import LONDON

FRIDAY, SATURDAY = 1, 2
PEOPLE = (1, 2, 3, 4, 5, 6, 7, LEAD)
ANYONE = st.sampled_from(PEOPLE)
NIGHT = st.sampled_from((FRIDAY, SATURDAY))
ANY = st.integers(0, 11)


class Shifts(RuleBasedStateMachine):
    """What officers, leads and the clock do about two nights and the shifts on offer of them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = LATER
        self.crews: dict[int, Crew] = {}
        self.swaps: list[Swap] = []
        self.times = SwapTimes()
        self.stood: dict[int, list[Assignment]] = {FRIDAY: [], SATURDAY: []}

    @initialize(
        order=st.permutations(PEOPLE), places=st.integers(1, 4), approval=st.sampled_from(Approval)
    )
    def two_crews_are_published(self, order: list[int], places: int, approval: Approval) -> None:
        self.times = SwapTimes(approval=approval)
        for night, people in ((FRIDAY, order[:5]), (SATURDAY, order[3:])):
            crew = published(*people, places=places, minimum=1)
            later = timedelta(days=night - 1)
            book = replace(
                crew.book, patrol_id=night, starts=crew.book.starts + later,
                ends=crew.book.ends + later,
            )  # fmt: skip
            self.crews[night] = replace(crew, book=book)

    # How a change is carried out

    def change(self, night: int, wanted: Callable[[Crew], Outcome]) -> bool:
        """Something other than a swap happens to a night; offers follow it. False if refused."""
        before = self.crews[night]
        try:
            after, events = wanted(before)
        except Refusal:
            return False
        follow(before, after, events, self.now)
        self.settle(night, before, after)
        return True

    def settle(self, night: int, before: Crew, after: Crew) -> None:
        filled, events = fill(after, now=self.now, hours=HOURS, zone=LONDON)
        follow(after, filled, events, self.now)
        self.crews[night] = filled
        self.swaps = [
            after_change(each, before, filled) if self.is_about(each, night) else each
            for each in self.swaps
        ]

    @staticmethod
    def is_about(swap: Swap, night: int) -> bool:
        return night in (swap.patrol_id, swap.in_return)

    def answer(self, index: int, wanted: Callable[[Swap], Swap]) -> None:
        """Somebody does something about a swap; if it is done by that the places change hands."""
        if not self.swaps:
            return
        which = index % len(self.swaps)
        swap, crews = self.swaps[which], dict(self.crews)
        try:
            after = wanted(swap)
            if after.stage is Stage.DONE and swap.stage is not Stage.DONE:
                crews = self.handed_over(after)
        except Refusal:
            return
        self.swaps[which] = after
        self.exchange(crews)

    def handed_over(self, swap: Swap) -> dict[int, Crew]:
        """The nights after the swap; raises for all of it what one side of it raises."""
        giver, taker = swap.giver, swap.taker or 0
        sides = {swap.patrol_id: (giver, taker)}
        if swap.in_return is not None:
            sides[swap.in_return] = (taker, giver)
        crews = {}
        for night, (goes, comes) in sides.items():
            crew = self.crews[night]
            after, events = hand_over(crew, goes, comes, by=(goes, comes), now=self.now)
            follow(crew, after, events, self.now)
            assert {each.move for each in events} == {Move.SWAP_OUT, Move.SWAP_IN}
            crews[night] = after
        return crews

    def exchange(self, changed: dict[int, Crew]) -> None:
        for night, after in changed.items():
            before = self.crews[night]
            assert len(after.crew) == len(before.crew), "no swap makes or loses a place"
            assert after.target == before.target
            if after is not before:
                self.settle(night, before, after)

    # Offers

    def able(self, night: int, giver: int) -> dict[int, list[int | None]]:
        crew, other = self.crews[night], self.crews[FRIDAY + SATURDAY - night]
        here, there = set(ids(crew.crew)), set(ids(other.crew))
        found: dict[int, list[int | None]] = {}
        for who in PEOPLE:
            if who not in here:
                in_return = who in there and giver not in there
                found[who] = [None, *([other.book.patrol_id] if in_return else [])]
        return found

    @rule(night=NIGHT, index=ANY, to=st.none() | ANYONE, back=st.booleans())
    def someone_offers_their_shift(
        self, night: int, index: int, to: int | None, back: bool
    ) -> None:
        crew = self.crews[night]
        people = ids(crew.crew) or list(PEOPLE)
        giver = people[index % len(people)]
        live = {(each.patrol_id, each.giver) for each in self.swaps if each.is_live}
        try:
            made = offer(
                crew, giver, to=to, able=self.able(night, giver),
                in_return=FRIDAY + SATURDAY - night if back and to is not None else None,
                is_on_offer=(night, giver) in live, times=self.times, zone=LONDON, now=self.now,
            )  # fmt: skip
        except Refusal:
            return
        assert giver not in made.asked
        assert self.now < made.until <= crew.book.starts
        self.swaps.append(made)

    @rule(index=ANY, who=st.none() | ANYONE)
    def someone_takes_it(self, index: int, who: int | None) -> None:
        def taken(swap: Swap) -> Swap:
            by = who if who is not None else swap.asked[index % len(swap.asked)]
            starts = self.crews[swap.patrol_id].book.starts
            return take(swap, by, starts=starts, times=self.times, now=self.now, tapped=self.now)

        self.answer(index, taken)

    @rule(index=ANY, who=st.none() | ANYONE)
    def someone_says_no_or_steps_back(self, index: int, who: int | None) -> None:
        def declined(swap: Swap) -> Swap:
            ends = self.crews[swap.patrol_id].book.starts
            by = who if who is not None else swap.taker or swap.asked[0]
            return decline(swap, by, offer_ends=ends)

        self.answer(index, declined)

    @rule(index=ANY, who=st.none() | ANYONE)
    def someone_takes_it_back(self, index: int, who: int | None) -> None:
        self.answer(index, lambda swap: take_back(swap, who if who is not None else swap.giver))

    @rule(index=ANY, agrees=st.booleans())
    def a_lead_decides(self, index: int, agrees: bool) -> None:
        self.answer(index, lambda swap: decide(swap, agrees=agrees))

    @rule(night=NIGHT, index=ANY, taker=ANYONE)
    def a_lead_swaps_two(self, night: int, index: int, taker: int) -> None:
        crew = self.crews[night]
        people = ids(crew.crew) or list(PEOPLE)
        giver = people[index % len(people)]
        try:
            after, _ = hand_over(crew, giver, taker, by=(LEAD, LEAD), now=self.now)
        except Refusal:
            return
        self.exchange({night: after})

    # Everything else

    @rule(night=NIGHT, who=ANYONE)
    def someone_cannot_make_it(self, night: int, who: int) -> None:
        self.change(
            night, lambda crew: withdraw(crew, who, by=who, reason=Reason.UNSAID, now=self.now)
        )

    @rule(night=NIGHT, who=ANYONE)
    def someone_accepts_an_offered_place(self, night: int, who: int) -> None:
        offered = ids(self.crews[night].offered) or [who]
        self.change(
            night,
            lambda crew: accept(crew, offered[0], by=offered[0], now=self.now, tapped=self.now),
        )

    @rule(night=NIGHT, who=ANYONE)
    def a_lead_takes_someone_off(self, night: int, who: int) -> None:
        self.change(night, lambda crew: stand_down(crew, who, by=LEAD, now=self.now))

    @rule(night=NIGHT, who=ANYONE)
    def a_lead_puts_someone_in(self, night: int, who: int) -> None:
        if self.crews[night].of(who) is None:
            self.change(night, lambda crew: put_in(crew, who, by=LEAD, now=self.now))

    @rule(night=NIGHT, index=ANY, who=ANYONE)
    def a_lead_publishes_a_change(self, night: int, index: int, who: int) -> None:
        def published_anew(crew: Crew) -> Outcome:
            people = ids(crew.crew) or [who]
            chosen = pick(crew, people[index % len(people)], wanted=False, now=self.now)
            if chosen.of(who) is not None and len(chosen.picked) < chosen.book.places:
                chosen = pick(chosen, who, wanted=True, now=self.now)
            return publish(chosen, version=chosen.version, by=LEAD, now=self.now, reason="So be it")

        self.change(night, published_anew)

    @rule(night=NIGHT, hours=st.integers(-2, 2), how=st.integers(0, 4))
    def a_lead_moves_or_cancels_or_puts_back(self, night: int, hours: int, how: int) -> None:
        crew, more = self.crews[night], timedelta(hours=hours)
        if how < 3:
            starts, ends = crew.book.starts + more, crew.book.ends + more
            self.change(
                night, lambda c: move_times(c, starts=starts, ends=ends, by=LEAD, now=self.now)
            )
        elif how == 3:
            stood = [replace(e, picked=e.state in CREW) for e in crew.assignments]
            if self.change(
                night,
                lambda c: cancel(c, reason=Cancelled.WEATHER, note=None, by=LEAD, now=self.now),
            ):
                self.stood[night] = [e for e in stood if e.state is not State.ASKED]
        else:
            self.change(night, lambda c: put_back(c, self.stood[night], by=LEAD, now=self.now))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for which, swap in enumerate(self.swaps):
            self.swaps[which] = lapse(swap, now=self.now)
        for night, crew in self.crews.items():
            self.change(night, lambda c: end_offers(c, now=self.now))
            if self.now >= crew.book.starts and crew.cancelled is None:
                self.change(night, begin)

    # What always holds

    @invariant()
    def everyone_has_one_place_at_most_and_no_more_places_are_had_than_wanted(self) -> None:
        for crew in self.crews.values():
            people = ids(crew.assignments)
            assert len(people) == len(set(people))
            if crew.target is not None:
                assert len(crew.crew) + len(crew.offered) <= crew.target <= crew.book.places

    @invariant()
    def a_shift_is_on_offer_once_and_by_whose_it_is(self) -> None:
        live = [each for each in self.swaps if each.stage in LIVE]
        assert len({(each.patrol_id, each.giver) for each in live}) == len(live)
        for each in live:
            going = set(ids(self.crews[each.patrol_id].crew))
            assert each.giver in going
            assert not going & {each.taker, *each.unanswered}
            if each.in_return is not None:
                there = set(ids(self.crews[each.in_return].crew))
                assert each.asked[0] in there
                assert each.giver not in there

    @invariant()
    def whoever_waits_for_a_lead_is_one_of_those_who_were_asked(self) -> None:
        for each in self.swaps:
            assert (each.stage is Stage.TAKEN) <= (each.taker in each.asked)
            assert each.said_no <= set(each.asked)
            assert (each.stage is Stage.OPEN) <= bool(each.unanswered)

    @invariant()
    def nothing_is_on_offer_after_its_time(self) -> None:
        for each in self.swaps:
            assert not each.is_live or self.now < self._start(each)

    def _start(self, swap: Swap) -> datetime:
        return self.crews[swap.patrol_id].book.starts


Shifts.TestCase.settings = settings(stateful_step_count=40, deadline=None)
TestShifts = Shifts.TestCase
