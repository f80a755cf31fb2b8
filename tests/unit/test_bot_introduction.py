"""How the bot learns its own name at the start: it waits for what may pass, and says the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest

from bot.app import PTB, TelegramUnreachable, _introduce
from bot.delivery.polling import TokenRejected

Answer = tuple[int, object] | TelegramError

ME = (200, {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "E", "username": "e"}})
FLOOD = (429, {"ok": False, "parameters": {"retry_after": 45}})


class Scripted(BaseRequest):
    """A network that gives these answers in turn, and the last of them for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(self, *_: Any, **__: Any) -> tuple[int, bytes]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, TelegramError):
            raise answer
        code, content = answer
        return code, content if isinstance(content, bytes) else json.dumps(content).encode()


class Pauses(list[float]):
    """The pauses that were made, each of them over at once."""

    async def make(self, seconds: float) -> None:
        self.append(seconds)


def application(*answers: Answer) -> PTB:
    network = Scripted(*answers)
    built: PTB = (
        ApplicationBuilder()
        .token("1:x")
        .request(network)
        .get_updates_request(network)
        .updater(None)
        .job_queue(None)
        .build()
    )
    return built


async def test_a_network_that_comes_up_late_is_waited_for() -> None:
    pauses = Pauses()
    bot = application(NetworkError("no"), TimedOut("late"), (502, {}), ME)
    await _introduce(bot, pauses.make)
    assert bot.bot.username == "e"
    assert pauses == [1.0, 2.0, 5.0]


async def test_who_is_asked_to_wait_waits_as_long_as_asked() -> None:
    pauses = Pauses()
    await _introduce(application(FLOOD, ME), pauses.make)
    assert pauses == [45.0]


@pytest.mark.parametrize("answer", [NetworkError("no"), FLOOD, (500, {})])
async def test_what_does_not_pass_is_unreachable_in_the_end(answer: Answer) -> None:
    pauses = Pauses()
    with pytest.raises(TelegramUnreachable):
        await _introduce(application(answer), pauses.make)
    assert len(pauses) == 5


@pytest.mark.parametrize(
    "answer",
    [
        (400, {"ok": False, "description": "Bad Request"}),
        (403, {"ok": False, "description": "Forbidden"}),
        (409, {"ok": False, "description": "Conflict"}),
        (200, b"<html>Log in to the Wi-Fi</html>"),
        (200, {}),
        (200, []),
        (200, {"result": "hello"}),
        (200, {"result": {"id": 1}}),
        (500, []),
    ],
)
async def test_what_no_waiting_mends_is_unreachable_at_once(answer: Answer) -> None:
    pauses = Pauses()
    with pytest.raises(TelegramUnreachable):
        await _introduce(application(answer), pauses.make)
    assert pauses == []


@pytest.mark.parametrize("code", [401, 404])
async def test_a_token_that_is_not_known_is_rejected_at_once(code: int) -> None:
    pauses = Pauses()
    with pytest.raises(TokenRejected):
        await _introduce(application((code, {"ok": False})), pauses.make)
    assert pauses == []
