"""Whatever happens to a post on its way, the last state arrives.

A small Telegram stands in for the real one: it keeps what each message shows. Changes, moves,
taps, failures, lost replies and dying processes come in any order, between any two steps of a
delivery; afterwards everything is delivered that is still to be, and the post must show the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from storage import chats, outbox
from storage.chats import ChatKind
from storage.database import Database
from storage.outbox import Parcel
from storage.outbox_tables import post
from tests.storage.machine_time import pass_time

NOW = datetime(2026, 11, 6, 19, 0, tzinfo=UTC)

STEPS = st.sampled_from(
    [
        "change",
        "change",
        "claim",
        "claim",
        "render",
        "render",
        "telegram does it",
        "telegram does it",
        "finish",
        "finish",
        "refuse for now",
        "lose the reply",
        "die",
        "tap",
        "move",
        "send anew",
        "time passes",
    ]
)


@dataclass
class Delivery:
    parcel: Parcel
    rendered: tuple[int, str] | None = None
    message_id: int | None = None


@dataclass
class World:
    database: Database
    chat_id: int
    truth: int = 0
    shows: dict[int, str] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)

    async def play(self, step: str) -> None:
        await getattr(self, step.replace(" ", "_"))()

    async def change(self) -> None:
        self.truth += 1
        async with self.database.transaction() as tx:
            await outbox.raise_posts(tx, screen="rota", subject="1")

    async def claim(self) -> None:
        async with self.database.transaction() as tx:
            parcels = await outbox.claim(tx, owner="me", limit=5)
        self.deliveries += [Delivery(parcel) for parcel in parcels]

    async def render(self) -> None:
        for delivery in [d for d in self.deliveries if d.rendered is None][:1]:
            async with self.database.reading() as tx:
                version = await outbox.version(tx, delivery.parcel.id)
            assert version is not None
            delivery.rendered = (version[1], f"truth {self.truth}")

    async def telegram_does_it(self) -> None:
        for delivery in [d for d in self.deliveries if d.rendered and not d.message_id][:1]:
            assert delivery.rendered is not None
            delivery.message_id = delivery.parcel.message_id or len(self.shows) + 1
            self.shows[delivery.message_id] = delivery.rendered[1]

    async def finish(self) -> None:
        for delivery in [d for d in self.deliveries if d.message_id][:1]:
            assert delivery.rendered is not None
            assert delivery.message_id is not None
            self.deliveries.remove(delivery)
            shown = outbox.Shown(delivery.parcel, delivery.rendered[0], delivery.message_id)
            async with self.database.transaction() as tx:
                finished = await outbox.finish(tx, [shown], at=NOW)
            for stale in finished.stale:
                del self.shows[stale.message_id]
                self.shows[-stale.message_id] = "deleted"

    async def refuse_for_now(self) -> None:
        for delivery in [d for d in self.deliveries if not d.message_id][:1]:
            self.deliveries.remove(delivery)
            async with self.database.transaction() as tx:
                await outbox.finish(tx, [outbox.Later(delivery.parcel, 30.0)], at=NOW)

    async def lose_the_reply(self) -> None:
        for delivery in [d for d in self.deliveries if d.rendered][:1]:
            self.deliveries.remove(delivery)
            async with self.database.transaction() as tx:
                await outbox.finish(tx, [outbox.Unsure(delivery.parcel)], at=NOW)

    async def die(self) -> None:
        self.deliveries.clear()
        await pass_time(self.database, outbox.LEASE_SECONDS + 1)

    async def tap(self) -> None:
        for message_id in [number for number in self.shows if number > 0][-1:]:
            async with self.database.transaction() as tx:
                await outbox.adopt(tx, chat_id=self.chat_id, key="rota", message_id=message_id)

    async def move(self) -> None:
        for message_id in [number for number in self.shows if number > 0][:1]:
            await self.keep(message_id)

    async def send_anew(self) -> None:
        await self.keep(None)

    async def time_passes(self) -> None:
        if not self.deliveries:
            await pass_time(self.database, 1000)

    async def keep(self, message_id: int | None) -> None:
        self.truth += 1
        async with self.database.transaction() as tx:
            await outbox.keep_post(
                tx,
                chat_id=self.chat_id,
                key="rota",
                screen="rota",
                subject="1",
                message_id=message_id,
                at=NOW,
            )

    async def deliver_everything(self) -> None:
        for _ in range(50):
            for step in ("render", "telegram does it", "finish"):
                for _ in range(len(self.deliveries) or 1):
                    await self.play(step)
            await self.time_passes()
            await self.claim()
            if not self.deliveries:
                return
        pytest.fail("it never comes to rest")

    async def stands_as(self) -> str | None:
        async with self.database.reading() as tx:
            found = await outbox.find_post(tx, chat_id=self.chat_id, key="rota")
        assert found is not None
        return None if found.message_id is None else self.shows.get(found.message_id)


async def begin(database: Database, telegram_id: int) -> World:
    kind = ChatKind.GROUP if telegram_id < 0 else ChatKind.PRIVATE
    async with database.transaction() as tx:
        await tx.execute(delete(post))
        chat = await chats.ensure(tx, telegram_id, kind)
    world = World(database, chat.id)
    await world.keep(None)
    return world


@given(steps=st.lists(STEPS, max_size=40), telegram_id=st.sampled_from([-4001, 7001]))
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_the_last_state_always_arrives(
    database: Database, steps: list[str], telegram_id: int
) -> None:
    world = await begin(database, telegram_id)
    for step in steps:
        await world.play(step)
    await world.deliver_everything()
    assert await world.stands_as() == f"truth {world.truth}"
