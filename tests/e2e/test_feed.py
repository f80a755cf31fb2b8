"""A calendar that subscribes, over real HTTP: it follows every change, and finds nothing else."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from icalendar import Calendar

from bot.web import pages
from config.areas import SHIPPED_AREAS, read_areas
from operation.area import Area
from operation.feed_rules import FeedRules
from sandbox.client import Person
from tests.e2e.command_line import python_m_bot
from tests.e2e.crew_scene import HOUR, MINUTE, NIGHT, Scene, published
from tests.e2e.test_crew_changes import cancels, moves_the_night
from tests.e2e.troupe import Troupe, taps, troupe

SERVING = {"bot", "uvicorn", "starlette", "storage", "asyncio"}
"""Whose log could name an address, at its most talkative."""
OUTSIDE = "https://duty.example/ephedra"
WEB: Mapping[str, Any] = {"http_port": 0, "public_url": OUTSIDE}


def areas_with_feed() -> dict[str, Area]:
    """Lambeth has turned calendar addresses on, Southwark has not."""
    areas = dict(read_areas([SHIPPED_AREAS]))
    areas["lambeth"] = replace(
        areas["lambeth"], feed=FeedRules(enabled=True, alarm_minutes=(1440, 90))
    )
    return areas


@asynccontextmanager
async def reader(players: Troupe) -> AsyncIterator[httpx.AsyncClient]:
    """A calendar app behind the proxy, which sends what comes from outside to the port."""
    web = players.running.web
    assert web is not None
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{web.port}", trust_env=False) as http:
        yield http


async def address(person: Person) -> str:
    """The path of the address that someone was told last."""
    await person.waits_for("Your calendar's address")
    said = [e.text for e in (await person.sees()).messages if "Your calendar's address" in e.text]
    [url] = [word for word in said[-1].split() if word.startswith(OUTSIDE)]
    return url.removeprefix(OUTSIDE)


async def only_event(http: httpx.AsyncClient, path: str) -> Any:
    """The one duty of a calendar."""
    answer = await http.get(path)
    assert answer.status_code == 200
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


async def makes_address(scene: Scene, person: Person) -> str:
    """Two taps under the card."""
    await taps(person, "📅 Calendar", "Make my address")
    await scene.players.settles()
    return await address(person)


async def test_a_subscribed_calendar_follows_the_duties_until_it_is_revoked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with published(tmp_path, 7, areas=areas_with_feed(), **WEB) as scene:
        officer, standby = scene.crew[0], scene.crew[6]
        path = await makes_address(scene, officer)
        async with reader(scene.players) as http:
            answer = await http.get(path)
            assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
            assert answer.headers["cache-control"] == "private, no-cache"
            assert answer.headers["last-modified"].endswith("GMT")
            assert "server" not in answer.headers
            event: Any
            [event] = Calendar.from_ical(answer.content).walk("VEVENT")
            assert str(event["SUMMARY"]) == "Duty"
            assert str(event["STATUS"]) == "TENTATIVE"
            rings: Any = [each["TRIGGER"] for each in event.walk("VALARM")]
            assert [each.dt for each in rings] == [-24 * HOUR, -90 * MINUTE]
            for secret in ("Sample", "Lambeth", "LOCATION", NIGHT):
                assert secret not in answer.text

            # Nothing new: nothing is sent again. A look without the content says as much.
            tag = answer.headers["etag"]
            again = await http.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
            assert (again.status_code, again.content) == (304, b"")
            since = {"If-Modified-Since": answer.headers["last-modified"]}
            again = await http.get(path, headers=since)
            assert (again.status_code, again.content) == (304, b"")
            # A tag says more than a date; what is no date is ignored.
            for headers in ({**since, "If-None-Match": '"other"'},
                            {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
                            {"If-Modified-Since": "yesterday"}):  # fmt: skip
                assert (await http.get(path, headers=headers)).status_code == 200
            head = await http.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["etag"] == tag
            assert (await http.post(path)).status_code == 405

            # The file has the same event.
            await officer.presses("📅 Calendar file")
            await scene.players.settles()

            # Confirmed, moved, cancelled, put back: each shows at the next look.
            await scene.passes(MINUTE)
            await officer.presses("✅ Confirm")
            sure = await only_event(http, path)
            assert str(sure["STATUS"]) == "CONFIRMED"
            assert sure["UID"] == event["UID"]
            for headers in ({"If-None-Match": tag}, since):
                assert (await http.get(path, headers=headers)).status_code == 200
            await scene.passes(MINUTE)
            await moves_the_night(scene)
            moved = await only_event(http, path)
            assert moved.start == event.start + HOUR
            assert moved["SEQUENCE"] > sure["SEQUENCE"]

            # Whoever takes over has the duty in theirs, and it leaves the first one's calendar.
            theirs = await makes_address_from_home(scene, standby)
            assert not Calendar.from_ical((await http.get(theirs)).content).walk("VEVENT")
            await scene.passes(MINUTE)
            await scene.withdraws(officer)
            gone = await only_event(http, path)
            assert str(gone["STATUS"]) == "CANCELLED"
            assert not gone.walk("VALARM")
            await taps(standby, "✅ Take the place")
            await scene.players.settles()
            assert str((await only_event(http, theirs))["STATUS"]) == "CONFIRMED"
            await scene.passes(MINUTE)
            await cancels(scene, "Weather")
            assert str((await only_event(http, theirs))["STATUS"]) == "CANCELLED"

        # The address is in nobody's memory but the database's.
        await scene.players.restarts()
        async with reader(scene.players) as http:
            assert (await http.get(theirs)).status_code == 200
            await officer.sends("/start")
            await taps(officer, "📅 Calendar", "Revoke it")
            await officer.waits_for("Revoke your calendar's address?")
            assert (await http.get(path)).status_code == 200
            await officer.presses("Yes, revoke it")
            await officer.waits_for("Make my address")
            revoked = await http.get(path)
            unknown = await http.get("/calendar/" + "x" * 32 + ".ics")
            assert revoked.status_code == 404
            assert _said(revoked) == _said(unknown)
            assert (await http.get(theirs)).status_code == 200

        verbs = [each.verb for each in await scene.players.audited()]
        assert verbs.count("calendar address made") == 2
        assert verbs.count("calendar address revoked") == 1
    # What libraries write below the levels that the bot runs with is not kept.
    ours = [each.getMessage() for each in caplog.records if each.name.split(".")[0] in SERVING]
    assert ours
    for token in (path, theirs):
        assert token.removeprefix("/calendar/").removesuffix(".ics") not in "".join(ours)


async def makes_address_from_home(scene: Scene, person: Person) -> str:
    """Someone with no duty yet finds it on their home screen."""
    await person.sends("/start")
    await taps(person, "📅 Calendar", "Make my address")
    await scene.players.settles()
    return await address(person)


def _said(answer: httpx.Response) -> tuple[int, frozenset[tuple[str, str]], bytes]:
    """Everything in an answer but its time."""
    headers = frozenset(each for each in answer.headers.items() if each[0] != "date")
    return answer.status_code, headers, answer.content


async def test_a_swapped_shift_changes_calendars_and_a_wrong_address_is_always_the_same_404(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 7, areas=areas_with_feed(), **WEB) as scene:
        paused, taker = scene.crew[0], scene.crew[6]
        path = await makes_address(scene, paused)
        theirs = await makes_address_from_home(scene, taker)
        await paused.presses("Give away")
        await taps(paused, "PC Sample 7", "Give it away")
        await taps(taker, "✅ Take it")
        await scene.players.settles()
        async with reader(scene.players) as http:
            assert str((await only_event(http, path))["STATUS"]) == "CANCELLED"
            assert str((await only_event(http, theirs))["STATUS"]) == "CONFIRMED"
        token = path.removeprefix("/calendar/").removesuffix(".ics")
        forged = await scene.players.forged(scene.lead, "calm")
        assert "officer" in forged.lower()
        member = await scene.players.member_id(paused)
        await scene.players.forged(scene.lead, f"susp:{member}")
        await scene.players.settles()
        async with reader(scene.players) as http:
            found = {
                _said(await http.get(each))
                for each in (
                    path,
                    f"/calendar/{token.lower()}.ics",
                    f"/calendar/{token[:-1]}.ics",
                    f"/calendar/{token}",
                    f"/calendar/{token}.ics/",
                    "/calendar/.ics",
                    "/calendar/%00%ff'--.ics",
                    f"/calendar/{'a' * 5000}.ics",
                    "/calendar/..%2f..%2fetc%2fpasswd.ics",
                    "/calendar",
                    "/",
                    "/health/",
                )
            }
        [(status, _, content)] = found
        assert (status, content) == (404, b"Not Found")


async def test_health_says_whether_the_bot_is_well_and_nothing_of_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with troupe(tmp_path, http_port=0) as players, reader(players) as http:
        await players.settles()
        well = await http.get("/health")
        assert well.status_code == 200
        assert well.json().keys() == {"status", "database", "last_tick_seconds"}
        assert well.json()["status"] == "ok"
        assert well.headers["cache-control"] == "no-store"

        monkeypatch.setattr(pages, "TICK_IS_STALE", -1.0)
        stale = await http.get("/health")
        assert (stale.status_code, stale.json()["status"]) == (503, "unwell")
        assert stale.json()["database"] == "reachable"

        monkeypatch.undo()
        monkeypatch.setattr(pages, "DATABASE_WITHIN", 0.0)
        monkeypatch.setattr(players.db, "_engine", None)
        away = await http.get("/health")
        monkeypatch.undo()
        assert (away.status_code, away.json()["database"]) == (503, "unreachable")

        # No address outside is set: officers have the file, as ever.
        officer = await players.officer("Tester")
        await officer.sends("/start")
        await officer.waits_for("My shifts")
        assert "📅 Calendar" not in (await officer.sees()).last.buttons
        assert "calendar file" in await players.forged(officer, "calm")


async def test_the_port_is_free_again_once_the_bot_has_stopped(tmp_path: Path) -> None:
    async with troupe(tmp_path, http_port=0) as players:
        web = players.running.web
        assert web is not None
        taken = web.port
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", taken))


async def test_a_port_that_is_taken_is_said_plainly_and_the_bot_does_not_start(
    tmp_path: Path,
) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        ended = await python_m_bot(
            "run", folder=tmp_path, TOKEN="100001:a-token-of-nobody", HTTP_PORT=str(port),
            TELEGRAM_API_URL="http://127.0.0.1:9",
        )  # fmt: skip

    assert ended.code == 1
    assert ended.faults[-1] == (
        f"127.0.0.1 port {port}: EPHEDRA_HTTP_PORT is in use by another program. Choose another "
        "port, or stop what holds it."
    )
    assert "Traceback" not in ended.err


async def test_check_says_what_is_wrong_with_the_port_and_the_address(tmp_path: Path) -> None:
    areas = tmp_path / "areas"
    areas.mkdir()
    shipped = (SHIPPED_AREAS / "southwark.toml").read_text()
    (areas / "mine.toml").write_text(shipped.replace("enabled = false", "enabled = true"))
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        silent = asyncio.create_task(_answers_nothing(holder))
        try:
            ended = await python_m_bot(
                "check", folder=tmp_path, TOKEN="100001:a-token-of-nobody", HTTP_PORT=str(port),
                TELEGRAM_API_URL="http://127.0.0.1:9", AREAS_DIR=str(areas),
            )  # fmt: skip
        finally:
            silent.cancel()

    assert ended.faults[1:] == [
        f"127.0.0.1 port {port}: EPHEDRA_HTTP_PORT is in use by another program. Choose another "
        "port, or stop what holds it.",
        "area southwark: feed.enabled is on, and no server serves it. Set EPHEDRA_PUBLIC_URL and "
        "EPHEDRA_HTTP_PORT, or turn it off.",
    ]


async def _answers_nothing(holder: socket.socket) -> None:
    """Somebody else's server, which is not well-spoken."""
    holder.setblocking(False)
    loop = asyncio.get_running_loop()
    while True:
        connection, _ = await loop.sock_accept(holder)
        connection.close()
