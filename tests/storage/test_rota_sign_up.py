"""Many at once: sign-ups and steps back race for few places, on both databases."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from bot.actions import calling, membership
from bot.actions import rota as actions
from config.areas import SHIPPED_AREAS, read_areas
from operation.area import Area
from operation.book import Book, Window
from operation.errors import Refusal
from operation.nights import PlannedNight
from operation.people import Role
from operation.rota import AlreadyIn, NotInvolved, SignedUp, SteppedBack
from storage import areas as area_plans
from storage import audit, chats, outbox, people, rota
from storage.chats import ChatKind
from storage.database import Database
from storage.outbox_tables import message, post
from tests.enrolled import enrol

PLACES = 5
NOW = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
GROUP = -1001
LEAD = 999_999
AREAS = read_areas([SHIPPED_AREAS])


@dataclass(frozen=True)
class Scene:
    """A week with a Friday and a Saturday to sign up for, and people by their Telegram ids."""

    db: Database
    week: int
    nights: tuple[int, int]
    crew: range

    async def signs_up(
        self, telegram_id: int, patrol: int, db: Database | None = None
    ) -> SignedUp | AlreadyIn:
        async with (db or self.db).transaction() as tx:
            actor = await people.actor_by_telegram(tx, telegram_id)
            done = await actions.sign_up(tx, actor=actor, patrol_id=patrol, areas=AREAS, now=NOW)
            assert not isinstance(done.event, actions.Placed)
            return done.event

    async def steps_back(self, telegram_id: int, patrol: int) -> SteppedBack:
        async with self.db.transaction() as tx:
            actor = await people.actor_by_telegram(tx, telegram_id)
            done = await actions.step_back(tx, actor=actor, patrol_id=patrol, areas=AREAS, now=NOW)
            assert done.event is not None
            return done.event

    async def lead_does(self, act: Callable[..., Awaitable[object]], **more: object) -> None:
        async with self.db.transaction() as tx:
            actor = await people.actor_by_telegram(tx, LEAD)
            await act(tx, actor=actor, now=NOW, **more)

    async def member_id(self, telegram_id: int) -> int:
        async with self.db.reading() as tx:
            return (await people.actor_by_telegram(tx, telegram_id)).members[0].id

    async def book(self, patrol: int) -> Book:
        async with self.db.reading() as tx:
            return (await rota.get_patrol(tx, patrol)).book


async def scene(db: Database, people_count: int) -> Scene:
    """Set the scene: a group with the week's post in it, a lead, and a trained crew."""
    window = Window(NOW, datetime(2031, 3, 5, 18, 0, tzinfo=UTC))
    crew = range(1_001, 1_001 + people_count)
    async with db.transaction() as tx:
        week = await rota.add_week(tx, area="lambeth", monday=date(2031, 3, 10), window=window)
        nights = [
            PlannedNight(
                date(2031, 3, day),
                datetime(2031, 3, day, 20, tzinfo=UTC),
                datetime(2031, 3, day + 1, 2, tzinfo=UTC),
                minimum=4,
                places=PLACES,
            )
            for day in (14, 15)
        ]
        await rota.add_patrols(tx, week_id=week, area="lambeth", nights=nights, window=window)
        friday, saturday = [each.book.patrol_id for each in await rota.patrols_of_week(tx, week)]
        group = await chats.ensure(tx, GROUP, ChatKind.GROUP)
        await outbox.keep_post(
            tx,
            chat_id=group.id,
            key=f"rota:{week}",
            screen="rota_week",
            subject=str(week),
            at=NOW,
        )
        await enrol(tx, surname="Example", telegram_id=LEAD, at=NOW, roles=[Role.LEAD])
        for telegram_id in crew:
            await enrol(tx, surname=f"Sample {telegram_id}", telegram_id=telegram_id, at=NOW)
    return Scene(db, week, (friday, saturday), crew)


async def test_two_hundred_for_five_places_are_five_in_and_an_ordered_waiting_list(
    database: Database,
) -> None:
    on = await scene(database, 200)
    friday = on.nights[0]

    events = await asyncio.gather(*(on.signs_up(each, friday) for each in on.crew))

    assert sorted(event.standing.rank for event in events) == list(range(1, 201))
    assert sum(event.standing.is_in for event in events) == PLACES
    book = await on.book(friday)
    told = sorted(events, key=lambda event: event.standing.rank)
    assert [each.member_id for each in book.volunteers] == [event.member_id for event in told]
    assert len(book.inside) == PLACES
    assert len(book.waiting) == 195
    async with database.reading(long=True) as tx:
        assert await audit.verify(tx) is None
        entries = await audit.recent(tx, "lambeth", limit=500)
        assert sum(entry.event.verb == "signed up" for entry in entries) == 200
        assert await tx.scalar(select(post.c.wanted)) == 201


async def test_two_processes_overbook_nothing_either(database: Database, replica: Database) -> None:
    on = await scene(database, 60)
    friday = on.nights[0]

    events = await asyncio.gather(
        *(on.signs_up(each, friday, (database, replica)[each % 2]) for each in on.crew)
    )

    assert sorted(event.standing.rank for event in events) == list(range(1, 61))
    assert len((await on.book(friday)).inside) == PLACES


async def test_the_same_person_tapping_ten_times_at_once_stands_there_once(
    database: Database,
) -> None:
    on = await scene(database, 1)
    friday = on.nights[0]

    events = await asyncio.gather(*(on.signs_up(on.crew[0], friday) for _ in range(10)))

    assert sum(isinstance(event, SignedUp) for event in events) == 1
    assert all(event.standing.rank == 1 for event in events)
    assert len((await on.book(friday)).volunteers) == 1


@pytest.mark.parametrize("seed", range(2))
async def test_whoever_taps_in_and_out_as_they_like_the_list_is_what_each_was_told_last(
    database: Database, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    on = await scene(database, 30)
    plans = {each: [chance.random() < 0.6 for _ in range(6)] for each in on.crew}
    was_told: dict[int, bool] = {}
    moved_in: list[int] = []

    async def plays(telegram_id: int) -> None:
        member_id = await on.member_id(telegram_id)
        for wants_in in plans[telegram_id]:
            try:
                if wants_in:
                    await on.signs_up(telegram_id, on.nights[0])
                else:
                    event = await on.steps_back(telegram_id, on.nights[0])
                    moved_in.extend([event.moved_in] if event.moved_in else [])
            except NotInvolved:
                assert not was_told.get(member_id)
            was_told[member_id] = wants_in

    await asyncio.gather(*map(plays, on.crew))

    book = await on.book(on.nights[0])
    listed = [each.member_id for each in book.volunteers]
    assert len(listed) == len(set(listed))
    assert set(listed) == {member_id for member_id, is_on in was_told.items() if is_on}
    assert len(book.inside) == min(PLACES, len(listed))
    async with database.reading() as tx:
        assert await audit.verify(tx) is None
        said = select(func.count()).where(message.c.screen == "moved_in")
        assert await tx.scalar(said) == len(moved_in)


@pytest.mark.parametrize("seed", range(2))
async def test_leads_who_change_everything_at_once_neither_block_nor_mislead_anybody(
    database: Database, seed: int, area: Area
) -> None:
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    on = await scene(database, 12)
    async with database.transaction() as tx:
        await area_plans.seed(tx, area.key, area.plan, at=NOW)
    members = [await on.member_id(each) for each in on.crew]

    async def taps(telegram_id: int) -> None:
        for _ in range(6):
            patrol = chance.choice(on.nights)
            act = on.signs_up if chance.random() < 0.7 else on.steps_back
            await _allowing(act(telegram_id, patrol))

    async def pauses() -> None:
        for _ in range(8):
            who = chance.choice(members)
            await _allowing(on.lead_does(membership.suspend, member_id=who))
            if chance.random() < 0.5:
                await _allowing(on.lead_does(membership.restore, member_id=who))

    async def trains() -> None:
        for _ in range(8):
            who = chance.choice(members)
            day = chance.choice((None, date(2031, 3, 1), date(2031, 3, 1)))
            facts = {"member_id": who, "trained_on": day, "area": area}
            await _allowing(on.lead_does(membership.record_training, **facts))

    async def steers() -> None:
        for _ in range(6):
            step = {"minimum": 0, "places": chance.choice((-1, 1))}
            patrol = chance.choice(on.nights)
            await _allowing(
                on.lead_does(actions.change_numbers, patrol_id=patrol, areas=AREAS, **step)
            )
            await _allowing(on.lead_does(calling.close_week, week_id=on.week, areas=AREAS))
            await _allowing(on.lead_does(calling.reopen_week, week_id=on.week))

    await asyncio.gather(*map(taps, on.crew), pauses(), pauses(), trains(), steers(), steers())

    async with database.reading() as tx:
        assert await audit.verify(tx) is None
        fit = {each.id for each in await people.members_of(tx, "lambeth") if each.is_trained}
    for patrol in on.nights:
        book = await on.book(patrol)
        listed = [each.member_id for each in book.volunteers]
        assert len(listed) == len(set(listed))
        assert set(listed) <= fit, "who is paused or not trained stands on no list"


async def _allowing(act: Awaitable[object]) -> None:
    """Do it; a rule may say no, anything else is a fault."""
    with suppress(Refusal):
        await act


@pytest.fixture(scope="session")
def area() -> Area:
    return AREAS["lambeth"]
