"""The control interface: long polls, presses, faults, the clock, events, snapshots."""

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.client import Refused, Sandbox
from sandbox.client_bot import BareBot, BotRefused
from sandbox.client_people import Person
from sandbox.inprocess import Stage, on_port, without_port

Json = dict[str, Any]

GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with without_port() as stage:
        yield stage


@pytest.fixture
async def ann(stage: Stage) -> Person:
    ann = await stage.world.person("Ann")
    await ann.sends("/start")
    return ann


async def test_state_tells_who_and_what_is_there(stage: Stage, ann: Person) -> None:
    await stage.world.person("Bo", "Sample", username="@bo_sample", id=77)
    group = await stage.world.group("Patrols", [ann])
    state = await stage.world.state()
    assert state["bot"]["username"] == "ephedra_demo_bot"
    people = {person["first_name"]: person for person in state["people"]}
    assert (people["Ann"]["started"], people["Bo"]["started"]) == (True, False)
    assert (people["Bo"]["id"], people["Bo"]["username"]) == (77, "bo_sample")
    chat = next(chat for chat in state["chats"] if chat["id"] == group.id)
    assert chat["members"] == [
        {"user_id": ann.id, "status": "creator"},
        {"user_id": 123456, "status": "administrator"},
    ]
    assert state["limits"] == "off"
    assert [person.name for person in await stage.world.people()] == ["Ann", "Bo Sample"]
    with pytest.raises(Refused, match="already a person with id 77"):
        await stage.world.person("Cleo", id=77)


async def test_state_waits_for_a_change(stage: Stage, ann: Person) -> None:
    rev = (await stage.world.state())["rev"]
    after = {"after": rev, "timeout": 20}
    waiting = asyncio.create_task(stage.world.get("/control/state", after))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await ann.sends("hello")
    assert (await asyncio.wait_for(waiting, 2))["rev"] > rev
    quick = await stage.world.get("/control/state", {"after": 10**9, "timeout": 0})
    assert quick["rev"] < 10**9


async def test_chat_waits_for_its_own_changes_only(stage: Stage, ann: Person) -> None:
    bo = await stage.world.person("Bo")
    rev = (await ann.sees()).rev
    waiting = asyncio.create_task(ann.waits_for("Hello Ann"))
    await bo.sends("/start")
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await stage.bot.call("sendMessage", chat_id=ann.id, text="Hello Ann")
    assert (await waiting).text == "Hello Ann"
    assert (await ann.sees()).rev > rev


async def test_waiting_in_vain_says_what_is_seen_instead(stage: Stage, ann: Person) -> None:
    await stage.bot.call("sendMessage", chat_id=ann.id, text="Rota", reply_markup=GO)
    with pytest.raises(AssertionError) as failed:
        await ann.waits_for("Brief", timeout=0.1)
    said = str(failed.value)
    assert "Ann waited 0.1 s for 'Brief' and sees:" in said
    assert "/start" in said
    assert "[Go]" in said


async def test_waiting_for_the_end_of_something(stage: Stage, ann: Person) -> None:
    sent = await stage.bot.call("sendMessage", chat_id=ann.id, text="Old")
    waiting = asyncio.create_task(ann.waits_without("Old"))
    await asyncio.sleep(0.02)
    await stage.bot.call("deleteMessage", chat_id=ann.id, message_id=sent["message_id"])
    assert (await waiting).texts == ["/start"]


async def test_chats_and_unread(stage: Stage, ann: Person) -> None:
    bo = await stage.world.person("Bo")
    group = await stage.world.group("Patrols", [ann, bo])
    assert [row["title"] for row in await bo.chats()] == ["Patrols"]
    await ann.reads(group)
    await bo.sends("one", group)
    await bo.sends("two", group)
    assert (await ann.sees(group)).unread == 2
    assert (await bo.sees(group)).unread == 0
    await ann.reads(group)
    row = next(row for row in await ann.chats() if row["id"] == group.id)
    assert (row["unread"], row["last"]["text"]) == (0, "two")


async def test_outsiders_see_and_press_nothing(stage: Stage, ann: Person) -> None:
    bo = await stage.world.person("Bo")
    group = await stage.world.group("Patrols", [ann])
    await stage.bot.call("sendMessage", chat_id=group.id, text="Rota", reply_markup=GO)
    for refused in (bo.sees(group), bo.sends("x", group), bo.presses("Go", group)):
        with pytest.raises(Refused) as error:
            await refused
        assert error.value.status == 403
    with pytest.raises(Refused, match="there is no chat"):
        await bo.sees(ann.id)


async def test_button_is_found_by_text_part_of_it_or_data(stage: Stage, ann: Person) -> None:
    rows = [
        [{"text": "Friday", "callback_data": "f"}, {"text": "Friday late", "callback_data": "l"}],
        [{"text": "Map", "url": "https://example.org/"}],
    ]
    markup = {"inline_keyboard": rows}
    first = await stage.bot.call("sendMessage", chat_id=ann.id, text="1", reply_markup=markup)
    second = await stage.bot.call("sendMessage", chat_id=ann.id, text="2", reply_markup=markup)
    exact = await ann.presses("Friday", wait=0)
    assert (exact.data, exact.message_id) == ("f", second["message_id"])
    assert (await ann.presses("late", wait=0)).data == "l"
    older = await ann.presses(data="l", message=first["message_id"], wait=0)
    assert older.message_id == first["message_id"]
    with pytest.raises(Refused, match="fits several buttons: 'Friday', 'Friday late'"):
        await ann.presses("Fri", wait=0)
    with pytest.raises(Refused, match="no message has the button 'Sunday'"):
        await ann.presses("Sunday", wait=0)
    with pytest.raises(Refused, match="calls nothing back: url"):
        await ann.presses("Map", wait=0)


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/control/people", {}, "first_name: Field required"),
        ("/control/people", {"first_name": "Ann", "age": 3}, "age: Extra inputs"),
        ("/control/send", {"user_id": 9, "chat_id": "bot", "text": "x"}, "there is no person 9"),
        ("/control/chats/7/members", {"user_id": "bot", "status": "member"}, "there is no chat 7"),
        ("/control/faults", {"kind": "418"}, "kind: Input should be"),
        ("/control/clock", {}, "say where to"),
        ("/control/clock", {"to": "2001-01-01T00:00:00Z"}, "forward only"),
        ("/control/clock", {"next": True}, "nothing is due"),
        ("/control/limits", {"limits": "maybe"}, "limits: Input should be"),
    ],
)
async def test_faulty_requests_are_explained(
    stage: Stage, path: str, body: Json, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        await stage.world.post(path, body)
    assert words in refused.value.text


async def test_unknown_address_answers_json(stage: Stage) -> None:
    with pytest.raises(Refused, match="Not Found"):
        await stage.world.get("/control/nothing")


async def test_send_takes_exactly_one_content(stage: Stage, ann: Person) -> None:
    with pytest.raises(Refused, match="send exactly one of"):
        await ann.shares(sticker=True, voice=True)
    with pytest.raises(Refused, match="no message 99 to reply to"):
        await ann.sends("x", reply_to=99)


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("400", {"description": "odd"}, "400 Bad Request: odd"),
        ("403", {}, "403 Forbidden: bot was blocked by the user"),
        ("429", {"retry_after": 7}, "429 Too Many Requests: retry after 7"),
        ("500", {}, "500 Internal Server Error"),
    ],
)
async def test_ordered_refusals(
    stage: Stage, ann: Person, kind: str, more: Json, words: str
) -> None:
    await stage.world.fault(kind, "sendMessage", **more)
    assert (await stage.world.state())["faults"][0]["kind"] == kind
    assert await stage.bot.refusal("sendMessage", chat_id=ann.id, text="x") == words
    await stage.bot.call("sendMessage", chat_id=ann.id, text="y")
    assert (await ann.sees()).texts == ["/start", "y"]


async def test_fault_for_one_chat_several_times_any_method(stage: Stage, ann: Person) -> None:
    bo = await stage.world.person("Bo")
    await bo.sends("/start")
    await stage.world.fault("500", times=2, chat_id=ann.id)
    await stage.bot.call("sendMessage", chat_id=bo.id, text="x")
    for method, more in (("sendMessage", {"text": "x"}), ("getChat", {})):
        assert (await stage.bot.refusal(method, chat_id=ann.id, **more)).startswith("500")
    await stage.bot.call("sendMessage", chat_id=ann.id, text="x")
    await stage.world.fault("500")
    await stage.bot.updates()
    await stage.world.clear_faults()
    await stage.bot.call("getMe")


async def test_delay_holds_up_the_answer_only(stage: Stage, ann: Person) -> None:
    await stage.world.fault("delay", "sendMessage", seconds=0.2)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await stage.bot.call("sendMessage", chat_id=ann.id, text="x")
    assert loop.time() - began >= 0.2


async def test_lost_reply_has_its_effect() -> None:
    async with on_port() as stage:
        ann = await stage.world.person("Ann")
        await ann.sends("/start")
        await stage.world.fault("lost_reply", "sendMessage")
        with pytest.raises(httpx.TransportError):
            await stage.bot.call("sendMessage", chat_id=ann.id, text="lost")
        assert (await ann.sees()).texts == ["/start", "lost"]
        await stage.bot.call("sendMessage", chat_id=ann.id, text="found")
        assert [call.ok for call in await stage.world.calls("sendMessage")] == [True, True]


async def test_clock_moves_and_dates_follow(stage: Stage, ann: Person) -> None:
    before = (await stage.world.clock()).now
    assert abs(before - datetime.now(UTC)) < timedelta(seconds=5)
    moved = await stage.world.clock_by(3600)
    assert timedelta(hours=1) <= moved.now - before < timedelta(hours=1, seconds=5)
    assert moved.next_due is None
    sent = await stage.bot.call("sendMessage", chat_id=ann.id, text="x")
    assert abs(sent["date"] - moved.now.timestamp()) < 5
    friday = await stage.world.clock_to_weekday("friday", "20:00", "Europe/London")
    assert friday.now.weekday() == 4
    later = friday.now + timedelta(days=1)
    assert (await stage.world.clock_to(later)).now >= later


class Follower:
    """A bot that follows the clock: notices fall due, and it notes when it did them."""

    def __init__(self, stage: Stage, due: list[datetime]) -> None:
        self.stage = stage
        self.due = due
        self.done: list[datetime] = []
        self.offsets: list[float] = []

    async def run(self) -> None:
        seq = 0
        while True:
            body = {"done": seq, "next_due": self.due[0].isoformat() if self.due else None}
            order = await self.stage.world.post("/control/clock/follow", body | {"busy": False})
            if order["seq"] == seq:
                continue
            seq = order["seq"]
            self.offsets.append(order["offset"])
            now = datetime.now(UTC) + timedelta(seconds=order["offset"])
            while self.due and self.due[0] <= now:
                self.done.append(now)
                self.due.pop(0)


async def test_clock_stops_at_each_due_instant(stage: Stage) -> None:
    start = (await stage.world.clock()).now
    due = [start + timedelta(hours=hours) for hours in (1, 5, 30)]
    follower = Follower(stage, list(due))
    running = asyncio.create_task(follower.run())
    try:
        await asyncio.sleep(0.05)
        assert (await stage.world.clock()).next_due == due[0]
        moved = await stage.world.clock_by(6 * 3600)
        assert moved.now >= start + timedelta(hours=6)
        assert moved.next_due == due[2]
        early = [done - wanted for done, wanted in zip(follower.done, due[:2], strict=True)]
        assert all(timedelta(0) <= late < timedelta(seconds=5) for late in early)
        moved = await stage.world.next_notice()
        assert moved.next_due is None
        assert len(follower.done) == 3
        assert follower.offsets == sorted(follower.offsets)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_a_bot_that_is_busy_is_waited_for(stage: Stage) -> None:
    follow = "/control/clock/follow"
    waiting = asyncio.create_task(stage.world.post(follow, {"done": 0, "next_due": None}))
    await asyncio.sleep(0.02)
    moving = asyncio.create_task(stage.world.clock_by(60))
    order = await waiting
    assert order == {"seq": 1, "offset": pytest.approx(60, abs=1), "moving": True}
    busy = asyncio.create_task(stage.world.post(follow, {"done": 1, "busy": True}))
    await asyncio.sleep(0.05)
    assert not moving.done()
    ready = asyncio.create_task(stage.world.post(follow, {"done": 1, "busy": False}))
    await moving
    await asyncio.gather(busy, ready)


async def test_a_bot_that_hung_up_is_not_waited_for() -> None:
    async with on_port() as stage:
        follow = "/control/clock/follow"
        body = {"done": 0, "next_due": datetime.now(UTC).isoformat()}
        with pytest.raises(httpx.ReadTimeout):
            await stage.world.post(follow, body, timeout=0.2)
        await asyncio.sleep(0.05)
        moved = await asyncio.wait_for(stage.world.clock_by(60), 5)
        assert moved.now > datetime.now(UTC)


async def next_event(lines: AsyncIterator[str], name: str) -> Json:
    async for line in lines:
        if line == f"event: {name}":
            data = await anext(lines)
            found: Json = json.loads(data.removeprefix("data: "))
            return found
    raise AssertionError("the stream ended")


async def test_events_for_the_page() -> None:
    async with on_port() as stage, httpx.AsyncClient(base_url=stage.url) as http:
        ann = await stage.world.person("Ann")
        await ann.sends("/start")
        async with asyncio.timeout(10), http.stream("GET", "/control/events") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            await stage.bot.call("sendMessage", chat_id=ann.id, text="x", reply_markup=GO)
            assert (await next_event(lines, "change"))["chats"] == [ann.id]
            await stage.bot.call("sendChatAction", chat_id=ann.id, action="typing")
            assert (await next_event(lines, "typing"))["chat_id"] == ann.id
            for alert, name in ((False, "toast"), (True, "alert")):
                tap = (await ann.presses("Go", wait=0)).json["callback_id"]
                fields = {"callback_query_id": tap, "text": "Done.", "show_alert": alert}
                await stage.bot.call("answerCallbackQuery", **fields)
                event = await next_event(lines, name)
                assert event == {"user_id": ann.id, "text": "Done."}
            await stage.world.clock_by(60)
            assert "now" in await next_event(lines, "clock")


async def test_server_stops_at_once_with_streams_and_polls_open() -> None:
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient() as http:
        async with on_port() as stage:
            await stage.world.person("Ann")
            poll = asyncio.create_task(http.get(f"{stage.bot.base}/getUpdates?timeout=30"))
            wait = f"{stage.url}/control/state?after=999&timeout=30"
            state = asyncio.create_task(http.get(wait))
            events = asyncio.create_task(http.get(f"{stage.url}/control/events"))
            await asyncio.sleep(0.1)
            began = loop.time()
        assert loop.time() - began < 1.5
        assert (await poll).json()["result"] == []
        assert (await state).json()["rev"] < 999
        assert "retry" in (await events).text


async def test_snapshot_survives_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "data" / "sandbox.json"
    async with on_port(state=state) as stage:
        ann = await stage.world.person("Ann")
        await ann.sends("/start")
        group = await stage.world.group("Patrols", [ann])
        await stage.bot.upload("sendDocument", {"document": ("a.txt", b"abc")}, chat_id=ann.id)
        rota = await stage.bot.call(
            "sendMessage", chat_id=group.id, text="<b>Rota</b>", parse_mode="HTML", reply_markup=GO
        )
        await stage.bot.call("pinChatMessage", chat_id=group.id, message_id=rota["message_id"])
        commands = [{"command": "rota", "description": "Show it"}]
        await stage.bot.call("setMyCommands", commands=commands)
        await stage.bot.updates(allowed_updates=["message", "chat_member"])
        await ann.sends("unread by the bot", group)
        moved = await stage.world.clock_by(7200)
        before = await ann.sees(group)
    assert not list(state.parent.glob("*.new"))
    async with on_port(state=state) as stage:
        ann = Person(stage.world, ann.id, ann.name)
        after = await ann.sees(group.id)
        assert after.json | {"rev": 0} == before.json | {"rev": 0}
        assert after.pinned[0].html == "<b>Rota</b>"
        assert (await stage.world.clock()).now >= moved.now
        updates = await stage.bot.call("getUpdates")
        assert updates[-1]["message"]["text"] == "unread by the bot"
        document = (await ann.sees()).last.json["document"]
        assert (await stage.bot.http.get(stage.url + document["url"])).content == b"abc"
        bo = await stage.world.person("Bo")
        assert bo.id == ann.id + 1
        await stage.bot.call("sendMessage", chat_id=group.id, text="on we go")


async def test_snapshot_is_written_while_running(tmp_path: Path) -> None:
    state = tmp_path / "sandbox.json"
    async with on_port(state=state) as stage:
        await stage.world.person("Ann")
        await asyncio.sleep(1.5)
        assert json.loads(state.read_text())["users"][0]["first_name"] == "Ann"


async def test_state_that_cannot_be_saved_is_logged_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    occupied = tmp_path / "data"
    occupied.write_text("not a folder")
    async with on_port(state=occupied / "sandbox.json") as stage:
        await stage.world.person("Ann")
        await asyncio.sleep(0.2)
        assert "could not be saved" in caplog.text
        occupied.unlink()
    assert (occupied / "sandbox.json").is_file()


async def test_program_keeps_its_state_when_told_to_stop(tmp_path: Path) -> None:
    state = tmp_path / "sandbox.json"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    options = ["--port", port, "--state", str(state), "--token", "77:x", "--limits", "off"]
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *options, stderr=asyncio.subprocess.PIPE
    )
    assert program.stderr is not None
    async with Sandbox(f"http://127.0.0.1:{port}") as world, asyncio.timeout(60):
        assert f"http://127.0.0.1:{port}/" in (await program.stderr.readline()).decode()
        while True:
            with suppress(httpx.ConnectError):
                found = await world.state()
                break
            await asyncio.sleep(0.2)
        assert (found["bot"]["id"], found["limits"]) == (77, "off")
        await world.person("Ann")
        program.terminate()
        await program.communicate()
    assert json.loads(state.read_text())["users"][0]["first_name"] == "Ann"


async def test_snapshot_of_another_version_is_refused(tmp_path: Path) -> None:
    state = tmp_path / "sandbox.json"
    state.write_text('{"version": 0}')
    with pytest.raises(ValueError, match="another version"):
        async with on_port(state=state):
            pass


async def test_many_at_once_lose_nothing() -> None:
    async with on_port() as stage:
        people = [await stage.world.person(f"Officer {i}") for i in range(20)]
        await asyncio.gather(*(person.sends("/start") for person in people))
        updates = await stage.bot.updates()
        assert sorted(u["message"]["from"]["id"] for u in updates) == [p.id for p in people]

        async def greet(person: Person) -> None:
            await stage.bot.call("sendMessage", chat_id=person.id, text="Hi", reply_markup=GO)

        await asyncio.gather(*(greet(person) for person in people))
        taps = asyncio.gather(*(person.presses("Go") for person in people))
        answered = 0
        while answered < len(people):
            queries = [u["callback_query"]["id"] for u in await stage.bot.updates(timeout=5)]
            await asyncio.gather(
                *(stage.bot.call("answerCallbackQuery", callback_query_id=q) for q in queries)
            )
            answered += len(queries)
        assert all(tap.answered for tap in await taps)


async def test_bare_bot_notices_an_unexpected_success(stage: Stage, ann: Person) -> None:
    bot: BareBot = stage.bot
    with pytest.raises(AssertionError, match="was not refused"):
        await bot.refusal("getMe")
    with pytest.raises(BotRefused):
        await bot.call("getChat", chat_id=5)
