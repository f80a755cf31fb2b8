"""Small parts of the sandbox: the clock's weekdays, links, buttons, commands, waiting."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox.checks import check, shape_of
from sandbox.control_clock import next_weekday
from sandbox.errors import ApiError, ControlError
from sandbox.keyboards import keyboard_of
from sandbox.links import link_fault, web_link
from sandbox.methods import METHODS
from sandbox.methods_bot import commands_for
from sandbox.signals import Signal
from sandbox.state import Chat, User, World


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_weekday_is_the_next_one_in_local_time() -> None:
    wednesday = utc("2026-07-01T12:00")
    friday = next_weekday(wednesday, "Friday", "20:00", "Europe/London")
    assert friday == utc("2026-07-03T19:00")


def test_weekday_of_today_that_has_passed_is_next_weeks() -> None:
    friday_night = utc("2026-01-02T21:00")
    assert next_weekday(friday_night, "friday", "20:00", "UTC") == utc("2026-01-09T20:00")


@pytest.mark.parametrize(
    ("weekday", "at", "zone"),
    [("someday", "20:00", "UTC"), ("friday", "8 pm", "UTC"), ("friday", "20:00", "Nowhere")],
)
def test_weekday_that_makes_no_sense_is_refused(weekday: str, at: str, zone: str) -> None:
    with pytest.raises(ControlError):
        next_weekday(utc("2026-01-01T00:00"), weekday, at, zone)


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://example.org/a", None),
        ("example.org", None),
        ("tg://user?id=1", None),
        ("http://localhost:3000", "Wrong HTTP URL"),
        ("mailto://ann@example.org", "Unsupported URL protocol"),
    ],
)
def test_links_that_telegram_takes(url: str, fault: str | None) -> None:
    assert link_fault(url) == fault


def test_bare_host_gets_a_scheme_and_a_slash() -> None:
    assert web_link("example.org") == "http://example.org/"


def button(**fields: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Go", **fields}]]}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (button(callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (button(callback_data=""), "Text buttons are unallowed in the inline keyboard"),
        (button(), "Text buttons are unallowed in the inline keyboard"),
        (button(text=" ", callback_data="x"), "button text must be non-empty"),
        (button(url="http://localhost"), "inline keyboard button URL 'http://localhost' is inval"),
        (
            {"inline_keyboard": [[{"text": "x", "callback_data": "y"}] * 8] * 13},
            "reply markup is too long",
        ),
    ],
)
def test_faulty_buttons_are_refused(markup: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError, match=words):
        keyboard_of(markup)


def test_data_of_64_bytes_is_allowed() -> None:
    assert keyboard_of(button(callback_data="x" * 64)) is not None


def test_empty_keyboard_is_none() -> None:
    assert keyboard_of({"inline_keyboard": []}) is None


def test_reply_keyboard_is_refused_where_only_inline_may_stand() -> None:
    with pytest.raises(ApiError, match="inline keyboard expected"):
        keyboard_of({"remove_keyboard": True}, only_inline=True)


def test_every_method_has_a_model() -> None:
    for method in METHODS.values():
        assert shape_of(method.name).model.__api_method__ == method.name


def test_text_123_stays_text() -> None:
    assert check("sendMessage", {"chat_id": "1", "text": "123"}, {}).method.text == "123"
    assert check("sendMessage", {"chat_id": 1, "text": 123}, {}).method.text == "123"


def test_unknown_field_deep_inside_is_refused() -> None:
    markup = '{"inline_keyboard":[[{"text":"a","calback_data":"b"}]]}'
    fields = {"chat_id": "1", "text": "x", "reply_markup": markup}
    with pytest.raises(ApiError, match=r"no field reply_markup.inline_keyboard.calback_data"):
        check("sendMessage", fields, {})


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup"),
        ({"chat_id": 1, "text": "x", "txt": "y"}, "Telegram knows no field txt of sendMessage"),
        ({"chat_id": 1, "text": "x", "disable_notification": "perhaps"}, "disable_notification"),
    ],
)
def test_requests_that_do_not_fit_the_method(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ApiError, match=words):
        check("sendMessage", fields, {})


GROUP = Chat(-1, "group", "Night patrols", {1: "creator", 2: "member"})
PRIVATE = Chat(2, "private", members={2: "member"})
ANN, BO = User(1, "Ann"), User(2, "Bo")


def menu(commands: dict[str, str], chat: Chat, user: User) -> str | None:
    world = World(User(9, "Bot", is_bot=True))
    world.commands = {
        key: [{"command": name, "description": name}] for key, name in commands.items()
    }
    found = commands_for(world, chat, user)
    return found[0]["command"] if found else None


def test_narrowest_scope_wins() -> None:
    commands = {
        "chat_member:-1:2:": "member",
        "chat_administrators:-1::": "chat_admins",
        "chat:-1::": "chat",
        "all_chat_administrators:::": "all_admins",
        "all_group_chats:::": "groups",
        "default:::": "default",
    }
    order_for_owner = ["chat_admins", "chat", "all_admins", "groups", "default"]
    order_for_member = ["member", "chat", "groups", "default"]
    for user, order in ((ANN, order_for_owner), (BO, order_for_member)):
        left = dict(commands)
        for expected in order:
            assert menu(left, GROUP, user) == expected
            left = {key: name for key, name in left.items() if name != expected}
        assert not any(menu(left, GROUP, user) == name for name in order)


def test_private_chats_have_their_own_scopes() -> None:
    commands = {"chat:2::": "own", "all_private_chats:::": "private", "default:::": "default"}
    assert menu(commands, PRIVATE, BO) == "own"
    del commands["chat:2::"]
    assert menu(commands, PRIVATE, BO) == "private"
    assert menu({"all_group_chats:::": "groups"}, PRIVATE, BO) is None


def test_own_language_goes_before_none() -> None:
    assert menu({"default:::": "any", "default:::en": "english"}, PRIVATE, BO) == "english"


async def test_signal_wakes_those_who_wait_and_nobody_later() -> None:
    signal = Signal()
    waiting = asyncio.create_task(signal.wait(5))
    await asyncio.sleep(0)
    signal.fire()
    assert await waiting
    assert not await signal.wait(0.01)


async def test_closed_signal_lets_nobody_wait() -> None:
    signal = Signal()
    waiting = asyncio.create_task(signal.until(lambda: False, 5))
    await asyncio.sleep(0)
    signal.close()
    assert not await waiting
    assert not await signal.wait(5)
