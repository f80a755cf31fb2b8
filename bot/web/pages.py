"""The two addresses of the bot's own server: /health and /calendar/<token>.ics.

Nothing here says who or where. Whatever is wrong with an address of a calendar, the answer is the
same 404, after the same one look-up.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.actions import feed
from bot.clock import Clock
from bot.views.calendar import duty_of, feed_file
from operation.area import Area
from storage import notices
from storage.database import Database

log = logging.getLogger(__name__)

TICK_IS_STALE = 90.0
"""Seconds after which a bot that has not ticked is not well. At a start it may wait for 30."""
DATABASE_WITHIN = 5.0
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_UNREADABLE = "-"


def pages(
    *,
    db: Database,
    areas: Mapping[str, Area],
    clock: Clock,
    tick_age: Callable[[], float],
) -> Starlette:
    """The whole server. `tick_age` gives the seconds since the last tick, in machine time."""

    async def health(_request: Request) -> Response:
        age = tick_age()
        is_there = await _answers(db)
        is_well = is_there and age < TICK_IS_STALE
        found = {
            "status": "ok" if is_well else "unwell",
            "database": "reachable" if is_there else "unreachable",
            "last_tick_seconds": round(age, 1),
        }
        return JSONResponse(
            found, status_code=200 if is_well else 503, headers={"Cache-Control": "no-store"}
        )

    async def calendar(request: Request) -> Response:
        given = str(request.path_params["token"])
        # What cannot be a token is looked up all the same: it shall not be answered sooner.
        token = given if _TOKEN.fullmatch(given) else _UNREADABLE
        try:
            async with db.reading() as tx:
                found = await feed.feed_of(tx, token=token, areas=areas, now=clock.now())
        except Exception:
            # A calendar that is told "not found" may be taken out by its app: say "later".
            log.exception("a calendar could not be read")
            return Response(status_code=503, headers={"Retry-After": "300"})
        if found is None:
            raise HTTPException(404)
        return _of(found, request)

    app = Starlette(
        routes=[
            Route("/health", health, methods=["GET"]),
            Route("/calendar/{token}.ics", calendar, methods=["GET"]),
        ]
    )
    app.router.redirect_slashes = False
    return app


async def _answers(db: Database) -> bool:
    """Whether the database can be read."""
    try:
        async with asyncio.timeout(DATABASE_WITHIN), db.reading() as tx:
            await notices.next_due(tx)
    except Exception as error:  # whatever it is, the answer is no
        log.warning("the database cannot be read: %s", type(error).__name__)
        return False
    return True


def _of(found: feed.Feed, request: Request) -> Response:
    """The calendar, or that it has not changed since it was read last."""
    duties = [duty_of(each) for each in found.duties]
    content = feed_file(duties, alarm_minutes=found.area.feed.alarm_minutes)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    changed_at = max((each.changed_at for each in duties), default=None)
    if changed_at is not None:
        headers["Last-Modified"] = _http_date(changed_at)
    if _has_it(request, tag, changed_at):
        return Response(status_code=304, headers=headers)
    # The charset is said once: Response would add it to a media type of text a second time.
    headers["Content-Type"] = "text/calendar; charset=utf-8"
    headers["X-Content-Type-Options"] = "nosniff"
    return Response(content, headers=headers)


def _has_it(request: Request, tag: str, changed_at: datetime | None) -> bool:
    """Whether the reader has this calendar; a tag says more than a date (RFC 9110, 13.2.2)."""
    named = request.headers.get("if-none-match")
    if named is not None:
        return _knows(named, tag)
    since = _read_date(request.headers.get("if-modified-since", ""))
    if since is None or changed_at is None:
        return False
    # To the second, as the header has it.
    return changed_at.replace(microsecond=0) <= since


def _read_date(written: str) -> datetime | None:
    """The moment in a header; None for what is none, which is ignored (RFC 9110, 13.1.3)."""
    try:
        found = parsedate_to_datetime(written)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _knows(named: str, tag: str) -> bool:
    """Whether one of the tags in If-None-Match is this one, compared weakly (RFC 9110)."""
    return any(
        each.strip().removeprefix("W/") in (tag, "*") for each in named.split(",") if each.strip()
    )


def _http_date(at: datetime) -> str:
    return format_datetime(at, usegmt=True)
