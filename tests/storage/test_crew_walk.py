"""Officers and leads do whatever they like, at random: what is kept and what is said agree."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.actions import calling, crew, membership, nights, provisional, swaps, turnout
from bot.actions import rota as lists
from operation.crew import CREW, LIVE, Cancelled, Reason, State
from operation.errors import Refusal
from operation.swaps import Swap
from storage import swaps as kept
from storage.database import Database
from tests.storage.crew_scene import AREAS, LEADS, NOW, Clock, Scene, scene, ticking
from tests.storage.crew_truth import Truth, follow

OFFICERS = 9
STEPS = 40
SECOND = timedelta(seconds=1)
WARDS = [ward.code for ward in AREAS["lambeth"].wards[:3]]

EVERYONE = frozenset({None, *State})
MAKES_SENSE: dict[str, frozenset[State | None]] = {
    "sign up": frozenset({None, State.PROVISIONAL}),
    "maybe": frozenset({None, State.IN}),
    "add": frozenset({None}),
    "step back": frozenset({State.IN, State.PROVISIONAL}),
    "confirm": frozenset({State.SELECTED, State.IN}),
    "withdraw": frozenset(LIVE),
    "give": CREW,
    "swap for": frozenset({None, State.STANDING_BY, State.OFFERED, State.ASKED}),
    "take off": frozenset(LIVE),
    "suspend": frozenset(LIVE),
    "accept": frozenset({State.OFFERED, State.ASKED}),
    "decline": frozenset({State.OFFERED, State.ASKED}),
    "answer for": frozenset({State.SELECTED, State.OFFERED, State.ASKED}),
}
LIKELY: dict[str, dict[str, float]] = {
    "young": {"sign up": 12, "maybe": 4, "step back": 1, "time": 0.3},
    "open": {"sign up": 2, "maybe": 1, "step back": 1, "close": 6, "time": 1, "times": 1},
    "closed": {"publish": 8, "pick": 5, "add": 1, "numbers": 1, "time": 1},
    "published": {
        "publish": 3, "pick": 4, "confirm": 5, "withdraw": 6, "accept": 5, "decline": 4,
        "answer for": 2, "time": 9, "sign up": 1, "suspend": 1, "restore": 1, "add": 1,
        "times": 1, "cover": 1, "numbers": 1, "give": 6, "take": 8, "say no": 2, "keep": 1,
        "swap for": 1,
    },
    "cancelled": {"put back": 6},
}  # fmt: skip
"""What is likely to happen, by how a night stands; everything else may happen too."""

Step = Callable[[int, int, int], Awaitable[object]]
"""What is done: by this lead, by or with this officer, about this night."""


@dataclass
class Walk:
    """One walk: whatever happens next is chance, and is the same for the same seed."""

    on: Scene
    truth: Truth
    chance: random.Random
    clock: Clock = field(default_factory=lambda: Clock(NOW))
    happened: Counter[str] = field(default_factory=Counter)
    suspended: set[int] = field(default_factory=set)
    likely: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: LIKELY)

    def steps(self) -> dict[str, Step]:
        """What can happen."""
        return {
            "sign up": lambda _l, who, n: self.by(who, lists.sign_up, n),
            "step back": lambda _l, who, n: self.by(who, lists.step_back, n),
            "maybe": lambda _l, who, n: self.by(who, provisional.say_maybe, n),
            "close": lambda lead, _w, _n: self.by(lead, calling.close_week),
            "reopen": lambda lead, _w, _n: self.by(lead, calling.reopen_week),
            "publish": self.publishes,
            "pick": self.picks,
            "confirm": lambda _l, who, n: self.by(who, turnout.confirm, n),
            "withdraw": self.withdraws,
            "accept": lambda _l, who, n: self.by(who, turnout.accept, n),
            "decline": lambda _l, who, n: self.by(who, turnout.decline, n),
            "answer for": self.answers_for,
            "add": self.adds,
            "take off": self.takes_off,
            "cover": lambda lead, _w, n: self.by(lead, turnout.call_for_cover, n),
            "times": self.moves,
            "numbers": self.numbers,
            "ward": self.ward,
            "cancel": self.cancels,
            "put back": lambda lead, _w, n: self.by(lead, nights.put_back, n),
            "give": self.gives,
            "take": self.takes_over,
            "say no": self.says_no,
            "keep": self.keeps,
            "swap for": self.swaps_for,
            "suspend": self.suspends,
            "restore": self.restores,
            "time": self.passes,
        }

    async def takes(self, count: int) -> None:
        kinds = self.steps()
        for _ in range(count):
            self.clock.shows += SECOND
            night = self.chance.choice((self.on.friday, self.on.friday, self.on.saturday))
            likely = self.likely[self.phase(night)]
            name = self.chance.choices(list(kinds), [likely.get(each, 0.3) for each in kinds])[0]
            lead, who = self.chance.choice(LEADS), self.somebody(name, night)
            try:
                await kinds[name](lead, who, night)
            except Refusal:
                self.happened["refused"] += 1
            else:
                self.happened[name] += 1
            await self.truth.after_a_change(self.clock.shows, has_time_passed=name == "time")
        await self.truth.nothing_is_stale(self.clock.shows)

    def phase(self, night: int) -> str:
        found = self.truth.nights[night].crew
        if found.cancelled:
            return "cancelled"
        if found.is_published:
            return "published"
        is_young = len(found.assignments) < self.chance.randrange(4, 11)
        if found.book.is_open_at(self.clock.shows):
            return "young" if is_young else "open"
        return "closed"

    def somebody(self, name: str, night: int) -> int:
        """Mostly somebody for whom it makes sense."""
        crowd = [*self.on.officers, LEADS[1]]
        found = self.truth.nights[night].crew
        if name == "restore" and self.suspended:
            return self.chance.choice(sorted(self.suspended))
        fit = [
            who
            for who in crowd
            for mine in [found.of(self.on.ids[who])]
            if (mine.state if mine else None) in MAKES_SENSE.get(name, EVERYONE)
        ]
        is_fit = fit and self.chance.random() < 0.85
        return int(self.chance.choice(fit if is_fit else crowd))

    async def by(
        self, who: int, act: Callable[..., Awaitable[object]], night: int | None = None,
        **facts: object,
    ) -> None:  # fmt: skip
        if act in (calling.close_week, calling.reopen_week):
            facts["week_id"] = self.on.week
        elif night is not None:
            facts["patrol_id"] = night
        await self.on.does(who, act, at=self.clock.shows, **facts)

    async def publishes(self, lead: int, _who: int, night: int) -> None:
        # Now and then from a card that is not up to date.
        version = self.truth.nights[night].crew.version - self.chance.choice((0, 0, 0, 0, 1))
        reason = self.chance.choice((None, "It is quiet."))
        await self.by(lead, crew.publish, night, version=version, reason=reason)

    async def picks(self, lead: int, who: int, night: int) -> None:
        wanted = self.chance.random() < 0.6
        await self.by(lead, crew.pick, night, member_id=self.on.ids[who], wanted=wanted)

    async def withdraws(self, _lead: int, who: int, night: int) -> None:
        reason = self.chance.choice([each for each in Reason if each is not Reason.ACCESS])
        await self.by(who, turnout.withdraw, night, reason=reason)

    async def answers_for(self, lead: int, who: int, night: int) -> None:
        act = self.chance.choice((turnout.confirm, turnout.accept, turnout.decline))
        await self.by(lead, act, night, member_id=self.on.ids[who])

    async def adds(self, lead: int, who: int, night: int) -> None:
        await self.by(lead, lists.add_officer, night, member_id=self.on.ids[who])

    async def takes_off(self, lead: int, who: int, night: int) -> None:
        await self.by(lead, lists.take_off, night, member_id=self.on.ids[who])

    async def moves(self, lead: int, _who: int, night: int) -> None:
        starts = self.chance.choice((19, 20, 21)) * 60
        await self.by(lead, nights.move_times, night, starts=starts, ends=starts + 360)

    async def numbers(self, lead: int, _who: int, night: int) -> None:
        minimum, places = self.chance.choice(((0, 1), (0, -1), (1, 0), (-1, 0)))
        await self.by(lead, lists.change_numbers, night, minimum=minimum, places=places)

    async def gives(self, _lead: int, who: int, night: int) -> None:
        """To all, to somebody, or for a shift of theirs."""
        there = self.on.friday + self.on.saturday - night
        asked = self.chance.choice((None, None, *self.on.officers))
        facts = {} if asked is None else {"to": self.on.ids[asked]}
        if asked is not None and self.chance.random() < 0.5:
            facts["in_return"] = there
        await self.by(who, swaps.offer, night, **facts)

    async def _swap(self, night: int) -> Swap | None:
        """A shift on offer, of this night if there is one; now and then one that was."""
        async with self.on.db.reading() as tx:
            live = await kept.live_of(tx, [self.on.friday, self.on.saturday])
        fit = [each for each in live if each.patrol_id == night] or live
        return self.chance.choice(fit) if fit else None

    async def takes_over(self, _lead: int, who: int, night: int) -> None:
        found = await self._swap(night)
        if found is None:
            await self.gives(_lead, who, night)
            return
        by = self._who(self.chance.choice(found.asked)) if self.chance.random() < 0.9 else who
        await self.by(by, swaps.take, swap_id=found.id)

    async def says_no(self, _lead: int, who: int, night: int) -> None:
        found = await self._swap(night)
        if found is not None:
            by = self._who(self.chance.choice(found.asked)) if self.chance.random() < 0.9 else who
            await self.by(by, swaps.decline, swap_id=found.id)

    async def keeps(self, _lead: int, _who: int, night: int) -> None:
        found = await self._swap(night)
        if found is not None:
            await self.by(self._who(found.giver), swaps.take_back, swap_id=found.id)

    async def swaps_for(self, lead: int, who: int, night: int) -> None:
        crew = self.truth.nights[night].crew.crew
        if crew:
            giver = self.chance.choice(crew).member_id
            facts = {"member_id": giver, "taker_id": self.on.ids[who]}
            await self.by(lead, swaps.swap_for, night, **facts)

    def _who(self, member: int) -> int:
        return next(who for who, each in self.on.ids.items() if each == member)

    async def ward(self, lead: int, _who: int, night: int) -> None:
        await self.by(lead, nights.set_ward, night, ward=self.chance.choice(WARDS))

    async def cancels(self, lead: int, _who: int, night: int) -> None:
        reason = self.chance.choice(list(Cancelled))
        await self.by(lead, nights.cancel, night, reason=reason, note="Sample note.")

    async def suspends(self, lead: int, who: int, _night: int) -> None:
        if who not in LEADS:
            await self.by(lead, membership.suspend, member_id=self.on.ids[who])
            self.suspended.add(who)

    async def restores(self, lead: int, who: int, _night: int) -> None:
        if who not in LEADS:
            await self.by(lead, membership.restore, member_id=self.on.ids[who])
            self.suspended.discard(who)

    async def passes(self, _lead: int, _who: int, _night: int) -> None:
        """Some hours pass, in which everything that falls due is done at its own time."""
        until = self.clock.shows + timedelta(hours=self.chance.choice((0, 3, 9, 20)))
        tick, rounds = ticking(self.on.db, self.clock), 0
        while (due := await tick.next_due()) is not None and due <= until:
            self.clock.shows = max(due, self.clock.shows)
            await tick.run()
            rounds += 1
            assert rounds < 50, "a notice fails again and again"
        self.clock.shows = until


GIVING = {
    phase: {"give": 8, "take": 8, "say no": 3, "keep": 2, "swap for": 3, "withdraw": 2, "time": 2,
            "publish": 1, "pick": 1, "confirm": 1, "accept": 2, "decline": 1, "suspend": 0.5,
            "put back": 6, "restore": 1, "add": 1, "sign up": 1}
    for phase in LIKELY
}  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_changes_hands_places_and_messages_agree(
    database: Database, seed: int
) -> None:
    on = await scene(database, officers=OFFICERS, lead_goes=True)
    truth = await follow(on)
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    one = Walk(on, truth, chance, likely=GIVING)
    for who in on.officers[:6]:
        for night in (on.friday, on.saturday):
            await one.by(who, lists.sign_up, night)
            await truth.after_a_change(one.clock.shows)
    lead = LEADS[0]
    await one.by(lead, calling.close_week)
    await truth.after_a_change(one.clock.shows)
    for night, gone in ((on.friday, on.officers[:2]), (on.saturday, on.officers[4:6])):
        for who in gone:
            await one.by(lead, crew.pick, night, member_id=on.ids[who], wanted=False)
        version = (await on.crew(night)).version
        await one.by(lead, crew.publish, night, version=version, reason="It is quiet.")
        await truth.after_a_change(one.clock.shows)
    await one.takes(STEPS)
    assert one.happened["give"]
    assert one.happened["take"]


async def walk(db: Database, seed: int) -> Walk:
    on = await scene(db, officers=OFFICERS, lead_goes=True)
    one = Walk(on, await follow(on), random.Random(seed))  # noqa: S311 - chance, not secrecy
    await one.takes(STEPS)
    return one


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_they_do_places_offers_and_messages_agree(
    database: Database, seed: int
) -> None:
    one = await walk(database, seed)
    assert await one.on.audited()


async def test_what_was_told_while_the_list_was_open_stays_true(database: Database) -> None:
    on = await scene(database, officers=3)
    truth = await follow(on)
    first, second, third = on.officers

    async def then(who: int, act: Callable[..., Awaitable[object]], **facts: object) -> None:
        await on.does(who, act, at=NOW, patrol_id=on.friday, **facts)
        await truth.after_a_change(NOW)
        await truth.nothing_is_stale(NOW)

    for who in (first, second):
        await then(who, lists.sign_up)
    await then(second, turnout.withdraw, reason=Reason.HOME)
    # The leads have a card of the night by now, and it is no longer what they were told.
    await then(third, lists.sign_up)
    await then(LEADS[0], nights.move_times, starts=21 * 60, ends=27 * 60)
    # The officers have one as well.
    await then(first, lists.step_back)
    assert {card.key for card in truth.shown.values()} == {
        f"rota:{on.week}", f"crew:{on.friday}:1", f"night:{on.friday}:1",
    }  # fmt: skip
