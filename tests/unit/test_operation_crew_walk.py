"""Several officers and two leads at random over all rules of a crew, checked after every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from operation.changes import cancel, change_numbers, move_times, put_back
from operation.crew import (
    CREW,
    Assignment,
    Cancelled,
    Crew,
    Move,
    Outcome,
    Reason,
    State,
    moved,
    require_on,
)
from operation.provisional import come_in, release, say_maybe, stay_out
from operation.rota import change_numbers as change_list
from operation.rota import require_may_sign_up
from operation.selection import pick, publish
from operation.turnout import (
    accept,
    begin,
    confirm,
    decline,
    drop,
    join,
    lapse,
    put_in,
    stand_by_again,
    stand_down,
    withdraw,
)
from tests.unit.crew_examples import LEAD, OTHER_LEAD, ids, listed, suggested
from tests.unit.crew_walk import PEOPLE, Night, live
from tests.unit.operation_examples import CLOSES, OPENS, member

ANYONE = st.sampled_from(PEOPLE)
SOMEONE = st.integers(0, 7)
LEADS = st.sampled_from((LEAD, OTHER_LEAD))
S = State
CHOSEN_FROM = (S.CONFIRMED, S.SELECTED, S.IN)


class Nights(Night):
    """What officers, leads and the clock do; mostly what makes sense, and sometimes anything."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: dict[int, tuple[int, set[int]]] = {}
        self.stood: list[Assignment] = []

    @initialize(
        volunteers=st.permutations(PEOPLE), count=st.integers(1, 7), places=st.integers(1, 4),
        is_open=st.integers(0, 4),
    )  # fmt: skip
    def a_week_begins(self, volunteers: list[int], count: int, places: int, is_open: int) -> None:
        self.crew = listed(*volunteers[:count], places=places, minimum=min(2, places))
        if is_open == 1:
            self.now = OPENS + timedelta(days=1)
            return
        self.crew = suggested(self.crew, now=self.now)
        if is_open != 2:
            self.a_lead_publishes(LEAD, True, False)

    # Officers

    @rule(who=ANYONE, was_in_time=st.booleans())
    def someone_signs_up(self, who: int, was_in_time: bool) -> None:
        tapped = CLOSES - timedelta(seconds=1) if was_in_time else None

        def sign_up(crew: Crew) -> Outcome:
            if crew.is_published or crew.cancelled or crew.of(who) is not None:
                return join(crew, member(who), now=self.now, tapped=tapped)
            require_may_sign_up(crew.book, member(who), now=self.now, tapped=tapped)
            after, events = moved(crew, who, Move.SIGN_UP, by=who, since=self.now)
            is_late = not crew.book.is_open_at(self.now)
            return (suggested(after, now=self.now) if is_late else after), events

        self.step(sign_up)

    @rule(who=ANYONE)
    def someone_says_maybe(self, who: int) -> None:
        self.step(lambda crew: say_maybe(crew, member(who), now=self.now, tapped=self.now))

    @rule(index=SOMEONE, is_in=st.booleans())
    def someone_decides(self, index: int, is_in: bool) -> None:
        who = self.one(index, S.PROVISIONAL)

        def decide(crew: Crew) -> Outcome:
            mine = crew.of(who)
            if not is_in or mine is None or mine.state is not S.PROVISIONAL:
                return stay_out(crew, member(who), now=self.now, tapped=self.now)
            require_may_sign_up(crew.book, member(who), now=self.now)
            return come_in(crew, who, by=who, now=self.now)

        self.step(decide)

    @rule(index=SOMEONE)
    def someone_confirms(self, index: int) -> None:
        who = self.one(index, S.SELECTED)
        self.step(lambda crew: confirm(crew, who, by=who, now=self.now))

    @rule(index=SOMEONE, reason=st.sampled_from(Reason), is_on_crew=st.booleans())
    def someone_cannot_make_it(self, index: int, reason: Reason, is_on_crew: bool) -> None:
        states = CREW if is_on_crew else (S.IN, S.OFFERED, S.STANDING_BY, S.WITHDRAWN)
        who = self.one(index, *sorted(states))
        self.step(lambda crew: withdraw(crew, who, by=who, reason=reason, now=self.now))

    @rule(index=SOMEONE, late=st.integers(0, 60))
    def someone_accepts(self, index: int, late: int) -> None:
        who, tapped = self.one(index, S.OFFERED, S.ASKED), self.now - timedelta(seconds=late)
        self.step(lambda crew: accept(crew, who, by=who, now=self.now, tapped=tapped))

    @rule(index=SOMEONE)
    def someone_declines(self, index: int) -> None:
        who = self.one(index, S.OFFERED, S.ASKED)
        self.step(lambda crew: decline(crew, who, by=who, now=self.now))

    @rule(index=SOMEONE)
    def someone_stands_by_again(self, index: int) -> None:
        who = [*self.crew.past, *PEOPLE][index % (len(self.crew.past) + len(PEOPLE))]
        self.step(lambda crew: stand_by_again(crew, member(who), now=self.now))

    @rule(who=ANYONE, lead=LEADS, is_lead=st.booleans(), answer=st.integers(0, 4))
    def someone_tries_what_they_like(self, who: int, lead: int, is_lead: bool, answer: int) -> None:
        """A lead answers for somebody, or an old message is tapped."""
        by, now = lead if is_lead else who, self.now
        tries: tuple[Callable[[Crew], Outcome], ...] = (
            lambda crew: confirm(crew, who, by=by, now=now),
            lambda crew: accept(crew, who, by=by, now=now, tapped=now),
            lambda crew: decline(crew, who, by=by, now=now),
            lambda crew: withdraw(crew, who, by=by, reason=Reason.DUTY, now=now),
            lambda crew: stand_down(crew, who, by=lead, now=now),
        )
        self.step(tries[answer])

    @rule(who=ANYONE)
    def someone_loses_access(self, who: int) -> None:
        """The place is offered on later, by whatever happens next."""
        mine = self.crew.of(who)
        if mine is not None and mine.state is State.ASKED:
            self.step(lambda crew: drop(crew, who), fills=False)
        elif mine is not None:
            self.step(
                lambda crew: withdraw(crew, who, by=None, reason=Reason.ACCESS, now=self.now),
                fills=False,
            )

    # Leads

    @rule(lead=LEADS)
    def a_lead_looks(self, lead: int) -> None:
        self.seen[lead] = (self.crew.version, set(ids(self.crew.picked)))

    @rule(index=SOMEONE, who=ANYONE, how=st.integers(0, 4))
    def a_lead_changes_the_choice(self, index: int, who: int, how: int) -> None:
        """A swap, mostly; or anybody in or out."""
        if how < 3:
            self._pick(self.one(index, *CHOSEN_FROM), wanted=False)
            who = self.one(index, (S.STANDING_BY, S.OFFERED, S.ASKED)[how], S.IN)
        self._pick(who, wanted=how < 4)

    @rule(lead=LEADS, index=SOMEONE, waiting=st.sampled_from((S.STANDING_BY, S.OFFERED, S.ASKED)))
    def a_lead_publishes_a_change(self, lead: int, index: int, waiting: State) -> None:
        """Somebody comes to the crew; for somebody else, where there is no room."""
        if len(self.crew.picked) >= self.crew.book.places or index % 2:
            self._pick(self.one(index, *CHOSEN_FROM), wanted=False)
        if any(each.state is waiting for each in self.crew.assignments):
            self._pick(self.one(index, waiting), wanted=True)
        self.a_lead_publishes(lead, True, False)

    def _pick(self, who: int, *, wanted: bool) -> None:
        if self.step(lambda crew: (pick(crew, who, wanted=wanted, now=self.now), ()), fills=False):
            self.touched.add(who)

    @rule(lead=LEADS, has_reason=st.booleans(), is_stale=st.booleans())
    def a_lead_publishes(self, lead: int, has_reason: bool, is_stale: bool) -> None:
        """What is published is what that lead was looking at, or nothing is."""
        if not is_stale:
            self.a_lead_looks(lead)
        version, chosen = self.seen.get(lead, (-1, set()))
        reason = "It is enough." if has_reason else None

        def publish_seen(crew: Crew) -> Outcome:
            after, events = publish(crew, version=version, by=lead, now=self.now, reason=reason)
            assert set(ids(after.crew)) == chosen
            assert not after.has_changes
            return after, events

        if self.step(publish_seen):
            self.touched.clear()

    @rule(lead=LEADS, who=ANYONE)
    def a_lead_adds_somebody(self, lead: int, who: int) -> None:
        def add(crew: Crew) -> Outcome:
            require_on(crew, self.now)
            if crew.of(who) is not None:
                return crew, ()
            if crew.is_published:
                return put_in(crew, who, by=lead, now=self.now)
            return moved(crew, who, Move.SIGN_UP, by=lead, since=self.now, added_by=lead)

        self.step(add)

    @rule(lead=LEADS)
    def a_lead_asks_more_people(self, lead: int) -> None:
        self.step(self.cover(lead))

    @rule(lead=LEADS, starts=st.integers(-3, 3), lasts=st.integers(5, 17), is_soon=st.booleans())
    def a_lead_moves_the_night(self, lead: int, starts: int, lasts: int, is_soon: bool) -> None:
        near = is_soon and bool(self.crew.offered)
        begins = (self.now if near else self.crew.book.starts) + timedelta(hours=starts)
        ends = begins + timedelta(hours=lasts)
        self.step(lambda crew: move_times(crew, starts=begins, ends=ends, by=lead, now=self.now))

    @rule(lead=LEADS, minimum=st.integers(0, 2), more=st.integers(-2, 2), publishes=st.booleans())
    def a_lead_changes_the_numbers(
        self, lead: int, minimum: int, more: int, publishes: bool
    ) -> None:
        places = self.crew.book.places + more

        def change(crew: Crew) -> Outcome:
            if crew.is_published or crew.cancelled:
                return change_numbers(crew, minimum=minimum, places=places, now=self.now), ()
            book, _ = change_list(crew.book, minimum=minimum, places=places, by=lead, now=self.now)
            return replace(crew, book=book), ()

        self.step(change)
        if publishes:
            self.a_lead_publishes(lead, True, False)

    @rule(lead=LEADS, reason=st.sampled_from(Cancelled), how=st.integers(0, 3))
    def a_lead_cancels(self, lead: int, reason: Cancelled, how: int) -> None:
        """Seldom: most reasons are letters."""
        note = "x" * 201 if how else None
        stood = [each for each in self.crew.assignments if each.state is not S.ASKED]
        if self.step(lambda crew: cancel(crew, reason=reason, note=note, by=lead, now=self.now)):
            chosen = {each.member_id for each in stood if each.state in CREW}
            if not self.crew.is_published:
                chosen = {each.member_id for each in stood if each.picked}
            self.stood = [
                Assignment(each.member_id, S.IN, each.since, picked=each.member_id in chosen)
                for each in stood
            ]

    @rule(lead=LEADS)
    def a_lead_puts_the_night_back(self, lead: int) -> None:
        if self.step(lambda crew: put_back(crew, self.stood, by=lead, now=self.now)):
            self.touched.clear()

    # Time

    @rule(minutes=st.integers(1, 60 * 14), is_ticking=st.booleans())
    def time_passes(self, minutes: int, is_ticking: bool) -> None:
        self.now += timedelta(minutes=minutes)
        if is_ticking:
            self.what_is_due_is_done()

    @precondition(lambda self: self.now < self.crew.book.closes_at)
    @rule()
    def sign_up_closes(self) -> None:
        self.now = self.crew.book.closes_at
        self.what_is_due_is_done()

    @precondition(lambda self: self.crew.offered)
    @rule()
    def the_offer_runs_out(self) -> None:
        self.now = max(self.now, *(e.offered_until or self.now for e in self.crew.offered[:1]))
        self.what_is_due_is_done()

    @rule()
    def what_is_due_is_done(self) -> None:
        crew = self.crew
        is_to_be_chosen = not (crew.is_published or crew.cancelled or crew.picked)
        if is_to_be_chosen and crew.book.is_closed_at(self.now) and self.now < crew.book.starts:
            self.step(release)
            self.step(lambda crew: (suggested(crew, now=self.now), ()))
        self.step(lambda crew: lapse(crew, now=self.now))
        if self.now >= self.crew.book.starts and self.crew.cancelled is None:
            self.step(begin)
            assert not self.crew.is_published or set(live(self.crew).values()) <= CREW


Nights.TestCase.settings = settings(stateful_step_count=50, deadline=None)
TestNights = Nights.TestCase
