"""The only wiring: everything that the bot is made of is put together here."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn
from uuid import uuid4

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from bot import hooks
from bot.actions import areas as area_actions
from bot.actions import trouble
from bot.clock import Clock, MovableClock, SystemClock
from bot.delivery.door import Door
from bot.delivery.inbox import Lanes
from bot.delivery.limiter import Limiter
from bot.delivery.menus import Menus
from bot.delivery.outbox import Delivery
from bot.delivery.polling import Poller, TokenRejected
from bot.delivery.verdicts import seconds_of
from bot.handlers import (
    agencies,
    budget,
    crew,
    fairness,
    feed,
    forms,
    groups,
    hours,
    incidents,
    intelligence,
    joining,
    leading,
    leftover,
    nights,
    pairing,
    partners,
    partners_afterwards,
    partners_mine,
    people,
    places,
    referrals,
    rest,
    returns,
    rota,
    screening,
    stops,
    support_requests,
    swaps,
    training,
    visits,
)
from bot.scheduling.backlog import Backlog
from bot.scheduling.follower import Follower
from bot.scheduling.jobs import jobs
from bot.scheduling.tick import Tick
from bot.screenplays import screens
from bot.turns import Turns
from bot.web.pages import pages
from bot.web.serving import Serving
from config.settings import Settings
from operation.area import Area
from storage.database import Database

log = logging.getLogger(__name__)

TICK_SECONDS = 1
SLICES = (
    screening,
    people,
    training,
    joining,
    groups,
    rota,
    crew,
    fairness,
    nights,
    rest,
    agencies,
    partners,
    partners_afterwards,
    partners_mine,
    feed,
    swaps,
    leading,
    pairing,
    places,
    visits,
    support_requests,
    returns,
    intelligence,
    incidents,
    stops,
    referrals,
    hours,
    budget,
    forms,
    leftover,
)
"""In the order in which their routes are tried: `screening` first takes what the door did not
let in whole; `leftover` takes whatever is left."""

_CONNECTIONS = 128
"""Deliveries in flight, and answers to taps beside them."""

PTB = Application[Any, Any, Any, Any, Any, Any]


class Raising(Application[Any, Any, Any, Any, Any, Any]):
    """An Application that does not swallow what a handler raises."""

    async def process_error(self, update: object, error: Exception, *_: Any, **__: Any) -> NoReturn:
        """Raise: the turn must know that the update was not handled."""
        raise error


def build_application(settings: Settings) -> PTB:
    """The library's Application: routing only, with no updater, jobs or persistence."""
    base = settings.telegram_api_url.rstrip("/")
    application: PTB = (
        ApplicationBuilder()
        .application_class(Raising)
        .token(settings.token.get_secret_value())
        .base_url(f"{base}/bot")
        .base_file_url(f"{base}/file/bot")
        .request(HTTPXRequest(connection_pool_size=_CONNECTIONS, pool_timeout=20.0))
        .updater(None)
        .job_queue(None)
        .build()
    )
    for each in SLICES:
        application.add_handlers(each.routes.handlers())
    return application


@dataclass
class Running:
    """The parts of a bot that runs."""

    application: PTB
    db: Database
    delivery: Delivery
    lanes: Lanes
    poller: Poller
    tick: Tick
    clock: Clock
    follower: Follower | None
    menus: Menus
    backlog: Backlog
    areas: Mapping[str, Area]
    web: Serving | None = None
    is_up: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once the bot listens."""


def wire(settings: Settings, areas: Mapping[str, Area], db: Database) -> Running:
    """Put the parts together; nothing runs yet."""
    owner = uuid4().hex
    areas = _served(areas, settings)
    application = build_application(settings)
    bot: Bot = application.bot
    clock: Clock = MovableClock() if settings.clock_url else SystemClock()
    delivery = Delivery(
        db=db,
        bot=bot,
        screens=screens(areas),
        limiter=Limiter(is_on=settings.limits_are_on),
        clock=clock,
        owner=owner,
        hooks=hooks.of_delivery(clock),
    )
    turns = Turns(
        application=application,
        db=db,
        delivery=delivery,
        screens=screens(areas),
        areas=areas,
        clock=clock,
    )
    lanes = Lanes(db, turns.take, owner=owner, on_set_aside=hooks.on_set_aside(areas, clock))
    tick = Tick(
        db=db,
        clock=clock,
        owner=owner,
        jobs=jobs(areas),
        on_trouble=lambda tx, notice: trouble.tell_notice_failed(
            tx, notice=notice, now=clock.now()
        ),
    )
    door = _LateDoor(db, lanes, bot, clock, owner)
    poller = Poller(
        base_url=bot.base_url,
        request=HTTPXRequest(connection_pool_size=1),
        receive=door.receive,
    )
    backlog = Backlog(poller.has_caught_up, lanes.drained)
    follower = None
    if settings.clock_url and isinstance(clock, MovableClock):
        follower = _follower(
            settings.clock_url,
            clock,
            tick=tick,
            lanes=lanes,
            delivery=delivery,
            db=db,
            backlog=backlog,
        )
    return Running(
        application=application,
        db=db,
        delivery=delivery,
        lanes=lanes,
        poller=poller,
        tick=tick,
        clock=clock,
        follower=follower,
        menus=Menus(db, bot),
        backlog=backlog,
        areas=areas,
        web=_web(settings, db, areas, clock, tick),
    )


def _served(areas: Mapping[str, Area], settings: Settings) -> Mapping[str, Area]:
    """The areas, each with where its calendars are reached from outside."""
    return {
        key: replace(area, feed=replace(area.feed, address=settings.calendars_at))
        for key, area in areas.items()
    }


def _web(
    settings: Settings, db: Database, areas: Mapping[str, Area], clock: Clock, tick: Tick
) -> Serving | None:
    if settings.http_port is None:
        return None
    app = pages(db=db, areas=areas, clock=clock, tick_age=tick.age)
    return Serving(app, host=settings.http_host, port=settings.http_port)


class _LateDoor:
    """A door that is made with the first updates, when the bot's own name is known."""

    def __init__(self, db: Database, lanes: Lanes, bot: Bot, clock: Clock, owner: str) -> None:
        self._parts = (db, lanes, bot, clock, owner)
        self._door: Door | None = None

    async def receive(self, updates: list[Any]) -> None:
        """Hand a batch to the door."""
        if self._door is None:
            db, lanes, bot, clock, owner = self._parts
            self._door = Door(db, lanes, username=bot.username, clock=clock, owner=owner)
        await self._door.receive(updates)


def _follower(
    url: str,
    clock: MovableClock,
    *,
    tick: Tick,
    lanes: Lanes,
    delivery: Delivery,
    db: Database,
    backlog: Backlog,
) -> Follower:
    async def settle() -> None:
        await backlog.over()
        await lanes.drained()
        await tick.run()
        # A broadcast may have to wait for Telegram's limits; a demo's clock need not.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SETTLE_SECONDS):
                await delivery.drained()

    follower = Follower(url=url, clock=clock, settle=settle, next_due=tick.next_due)
    db.on_commit(lambda names: follower.look_again() if "notices" in names else None)
    return follower


_SETTLE_SECONDS = 3.0


async def run(running: Running, stopping: asyncio.Event) -> None:
    """Run until `stopping` is set.

    Raises TokenRejected, TelegramUnreachable, PortUnavailable.
    """
    scheduler: AsyncIOScheduler | None = None
    try:
        if running.web is not None:
            # Before Telegram is waited for: whoever asks /health meanwhile is told so.
            await running.web.start()
        await _start(running)
        scheduler = _scheduler(running)
        await _until(stopping, running)
    finally:
        if scheduler is not None:
            scheduler.shutdown(wait=False)
        if running.web is not None:
            await running.web.stop()
        await running.menus.stop()
        await running.application.shutdown()


async def run_until_signalled(running: Running) -> None:
    """Run until the process is told to end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        # Windows has no signal handlers in the loop; Ctrl-C interrupts there anyway.
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stopping.set)
    # What has been loaded by now stays: walking it again and again would hold taps up by 0.1 s.
    gc.freeze()
    await run(running, stopping)


class TelegramUnreachable(Exception):
    """Telegram could not be asked who the bot is; `args[0]` says why."""


async def _start(running: Running) -> None:
    """Take the time, seed the areas, and open what should be open, before anyone is heard.

    Raises TokenRejected, TelegramUnreachable.
    """
    await _introduce(running.application)
    if running.follower is not None:
        await running.follower.level()
    await running.tick.start()
    async with running.db.transaction() as tx:
        await area_actions.start_areas(tx, areas=running.areas, now=running.clock.now())
    await running.menus.set_common()
    log.info("@%s is up, for %s", running.application.bot.username, ", ".join(running.areas))


async def _introduce(
    application: PTB, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Learn the bot's own name, waiting for it. Raises TokenRejected, TelegramUnreachable."""
    for wait in (*_WAITS, None):
        try:
            await application.initialize()
            return
        except InvalidToken:
            raise TokenRejected("is not accepted by Telegram") from None
        except TelegramError as error:
            if wait is None or not _may_pass(error):
                raise TelegramUnreachable(type(error).__name__) from None
            log.warning("Telegram cannot be reached yet: %s", type(error).__name__)
            await pause(max(wait, seconds_of(error) if isinstance(error, RetryAfter) else 0.0))
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            # Something answers, in JSON, that is not Telegram.
            raise TelegramUnreachable(type(error).__name__) from None


def _may_pass(error: TelegramError) -> bool:
    is_network = isinstance(error, NetworkError) and not isinstance(error, BadRequest)
    return is_network or isinstance(error, RetryAfter)


_WAITS = (1.0, 2.0, 5.0, 10.0, 30.0)


def _scheduler(running: Running) -> AsyncIOScheduler:
    async def do_what_is_due() -> None:
        await running.backlog.over()
        await running.tick.run()

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        do_what_is_due,
        "interval",
        seconds=TICK_SECONDS,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    return scheduler


async def _until(stopping: asyncio.Event, running: Running) -> None:
    """Run the loops; when one ends or a stop is asked for, end them all in order."""
    loops = [
        asyncio.create_task(running.poller.run(), name="poller"),
        asyncio.create_task(running.lanes.run(), name="lanes"),
        asyncio.create_task(running.delivery.run(), name="delivery"),
    ]
    running.is_up.set()
    follows = [asyncio.create_task(running.follower.run())] if running.follower else []
    stop = asyncio.create_task(stopping.wait(), name="stop")
    await asyncio.wait({*loops, stop}, return_when=asyncio.FIRST_COMPLETED)
    for follow in follows:
        follow.cancel()
    stop.cancel()
    await asyncio.gather(*follows, stop, return_exceptions=True)
    # In the order of the way in: what a turn still says finds delivery there.
    stops = (running.poller.stop, running.lanes.stop, running.delivery.stop)
    for end, loop in zip(stops, loops, strict=True):
        end()
        await asyncio.wait({loop})
    for loop in loops:
        loop.result()
