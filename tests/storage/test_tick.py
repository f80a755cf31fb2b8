"""The tick: what keeps failing is told once and tried on; what was set aside is erased in time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NoReturn

import pytest
from sqlalchemy import select

from bot.actions import trouble
from bot.scheduling.job import Job
from bot.scheduling.tick import OnTrouble, Tick
from operation.people import Role
from storage import audit, inbox, notices
from storage.audit import AuditEvent, AuditKind
from storage.database import Database, Transaction
from storage.inbox import Arrival
from storage.notices import Notice
from storage.outbox_tables import message
from tests.enrolled import enrol
from tests.storage.machine_time import pass_time

NOW = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
LEAD, OFFICER = 71, 72


class Clock:
    """Shows whatever it is set to."""

    def __init__(self) -> None:
        self.shows = NOW

    def now(self) -> datetime:
        return self.shows


class Opening:
    """A job that fails until it is mended."""

    def __init__(self) -> None:
        self.tried = 0
        self.is_mended = False

    async def do(self, _tx: Transaction, _notice: Notice, _now: datetime) -> None:
        self.tried += 1
        if not self.is_mended:
            raise ZeroDivisionError


def tick(
    database: Database,
    *,
    clock: Clock | None = None,
    jobs: Mapping[str, Job] | None = None,
    on_trouble: OnTrouble | None = None,
) -> Tick:
    clock = clock or Clock()
    return Tick(db=database, clock=clock, owner="me", jobs=jobs or {}, on_trouble=on_trouble)


async def plan(database: Database, *, useful_until: datetime | None = None) -> None:
    async with database.transaction() as tx:
        await notices.plan(
            tx, kind="open_weeks", subject="lambeth", area="lambeth",
            due_at=NOW, useful_until=useful_until,
        )  # fmt: skip


async def runs(ticking: Tick, times: int) -> None:
    """Tick so many times, an hour of machine time apart."""
    for _ in range(times):
        await ticking.run()
        await pass_time(ticking.db, 3600)


async def audited(database: Database) -> list[AuditEvent]:
    async with database.reading() as tx:
        return [entry.event for entry in await audit.recent(tx, None)]


async def tell(tx: Transaction, notice: Notice) -> None:
    await trouble.tell_notice_failed(tx, notice=notice, now=NOW)


async def test_what_keeps_failing_is_recorded_and_told_to_the_leads_once(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        await enrol(tx, surname="Example", telegram_id=LEAD, at=NOW, roles=[Role.LEAD])
        await enrol(tx, surname="Sample", telegram_id=OFFICER, at=NOW)
    await plan(database)
    opening = Opening()
    ticking = tick(database, jobs={"open_weeks": opening.do}, on_trouble=tell)

    await runs(ticking, notices.MAX_TRIES - 1)
    assert await audited(database) == []
    await runs(ticking, 4)

    assert opening.tried == notices.MAX_TRIES + 3
    [event] = await audited(database)
    assert (event.verb, event.area, event.detail) == (
        "notice failed",
        "lambeth",
        {"notice": "open_weeks"},
    )
    async with database.reading() as tx:
        [said] = await tx.all(select(message.c.screen, message.c.subject, message.c.facts))
    assert tuple(said) == ("notice_failed", "open_weeks", {"area": "lambeth"})


async def test_once_mended_it_is_done_and_the_chain_goes_on(database: Database) -> None:
    await plan(database)
    opening = Opening()
    ticking = tick(database, jobs={"open_weeks": opening.do})
    await runs(ticking, notices.MAX_TRIES + 1)

    opening.is_mended = True
    assert await ticking.run() == 1
    assert await ticking.next_due() is None


async def test_what_is_useful_for_a_while_is_given_up_and_told_too(database: Database) -> None:
    await plan(database, useful_until=NOW + timedelta(hours=1))
    opening = Opening()
    await runs(tick(database, jobs={"open_weeks": opening.do}), notices.MAX_TRIES + 2)
    assert opening.tried == notices.MAX_TRIES
    assert [event.verb for event in await audited(database)] == ["notice failed"]


async def test_trouble_with_telling_does_not_undo_the_record(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_tx: Transaction, _notice: Notice) -> NoReturn:
        raise RuntimeError("nobody to tell")

    await plan(database)
    opening = Opening()
    await runs(
        tick(database, jobs={"open_weeks": opening.do}, on_trouble=fail), notices.MAX_TRIES + 1
    )
    assert [event.verb for event in await audited(database)] == ["notice failed"]
    assert opening.tried == notices.MAX_TRIES + 1
    assert "could not take note" in caplog.text


async def set_aside(database: Database, update_id: int) -> None:
    came = Arrival(update_id, "ann", "what somebody wrote", NOW, NOW)
    async with database.transaction() as tx:
        await inbox.store(tx, [came], owner="me", claim=1)
    for _ in range(inbox.MAX_TRIES):
        async with database.transaction() as tx:
            state = await inbox.give_back(tx, update_id, "ValueError")
        await pass_time(database, 10)
        async with database.transaction() as tx:
            await inbox.claim(tx, owner="me", limit=1)
    assert state == inbox.SET_ASIDE


async def test_when_a_run_is_over_nothing_that_was_due_is_still_under_way(
    database: Database,
) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()
    done: list[str] = []
    others: list[asyncio.Task[int]] = []

    async def do(_tx: Transaction, notice: Notice, _now: datetime) -> None:
        begun.set()
        await goes_on.wait()
        # Long enough for the other run to come to its end, did it not wait for this one.
        await asyncio.wait(others, timeout=0.3)
        done.append(notice.subject)

    ticking = tick(database, jobs={"open_weeks": do})
    await ticking.run()
    async with database.transaction() as tx:
        for area in ("lambeth", "southwark"):
            await notices.plan(tx, kind="open_weeks", subject=area, due_at=NOW)
    first = asyncio.create_task(ticking.run())
    await begun.wait()
    others.append(asyncio.create_task(ticking.run()))
    goes_on.set()

    assert await others[0] == 0
    assert done == ["lambeth", "southwark"]
    assert await first == 2


async def test_what_was_set_aside_is_erased_after_thirty_days_and_recorded(
    database: Database,
) -> None:
    await set_aside(database, 1)
    await set_aside(database, 2)
    clock = Clock()
    ticking = tick(database, clock=clock)

    clock.shows = NOW + timedelta(days=29)
    await ticking.run()
    async with database.reading() as tx:
        kept = await tx.all(select(inbox.inbox.c.payload))
    assert [row.payload for row in kept] == ["what somebody wrote"] * 2
    assert await audited(database) == []

    for days in (31, 32):
        clock.shows = NOW + timedelta(days=days)
        await ticking.run()
    async with database.reading() as tx:
        assert not await tx.all(select(inbox.inbox.c.payload))
    [event] = await audited(database)
    assert (event.kind, event.actor, event.detail) == (AuditKind.ERASURE, None, {"count": 2})
