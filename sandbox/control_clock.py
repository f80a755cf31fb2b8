"""The clock in the control interface: reading it, moving it, and the bot that follows."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.control_input import ClockMove, Follow, read
from sandbox.engine import Engine
from sandbox.errors import ControlError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def target_of(engine: Engine, move: ClockMove) -> datetime:
    """The instant that a move aims at. Raises when it lies in the past."""
    now = engine.clock.now()
    if move.to is not None:
        target = move.to if move.to.tzinfo else move.to.replace(tzinfo=UTC)
    elif move.seconds is not None:
        target = now + timedelta(seconds=move.seconds)
    elif move.weekday:
        target = next_weekday(now, move.weekday, move.time or "00:00", move.zone)
    elif move.next:
        due = engine.follower.next_due
        if due is None:
            raise ControlError("nothing is due", 409)
        target = max(due, now)
    else:
        raise ControlError("say where to: to, seconds, next, or weekday and time")
    if target < now:
        raise ControlError("the clock moves forward only")
    return target


def next_weekday(now: datetime, weekday: str, at: str, zone: str) -> datetime:
    """The next time that it is this weekday and time in that zone."""
    if weekday.lower() not in WEEKDAYS:
        raise ControlError(f"weekday must be one of {', '.join(WEEKDAYS)}")
    try:
        place, clock_time = ZoneInfo(zone), time.fromisoformat(at)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ControlError(f"no such zone or time: {error}") from None
    today = now.astimezone(place).date()
    ahead = (WEEKDAYS.index(weekday.lower()) - today.weekday()) % 7
    target = datetime.combine(today + timedelta(days=ahead), clock_time, place)
    if target <= now:
        target = datetime.combine(today + timedelta(days=ahead + 7), clock_time, place)
    return target.astimezone(UTC)


async def clock(request: Request) -> Response:
    """GET clock reads it; POST clock moves it and answers after the move."""
    engine: Engine = request.app.state.engine
    if request.method == "POST":
        await engine.follower.move(target_of(engine, await read(request, ClockMove)))
    return JSONResponse(engine.clock_json())


async def follow(request: Request) -> Response:
    """POST clock/follow: the bot reports what it has done and waits for the next step."""
    engine: Engine = request.app.state.engine
    report = await read(request, Follow)
    due = report.next_due
    if due is not None and due.tzinfo is None:
        due = due.replace(tzinfo=UTC)
    following = asyncio.ensure_future(engine.follower.follow(report.done, due, report.busy))
    leaving = asyncio.ensure_future(disconnect(request))
    await asyncio.wait((following, leaving), return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    if not following.done():
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        return Response(status_code=499)
    return JSONResponse(following.result())


async def disconnect(request: Request) -> None:
    """Return once the other side has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


CLOCK_ROUTES = [
    Route("/control/clock", clock, methods=["GET", "POST"]),
    Route("/control/clock/follow", follow, methods=["POST"]),
]
