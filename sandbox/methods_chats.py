"""Chats, their members and their pins."""

from typing import Any

from sandbox.access import chat_to_read, chat_to_write, check_pin, message_in
from sandbox.checks import Call
from sandbox.engine import Engine
from sandbox.errors import bad_request
from sandbox.groups import set_member
from sandbox.models import (
    GetChat,
    GetChatAdministrators,
    GetChatMember,
    GetChatMemberCount,
    LeaveChat,
    PinChatMessage,
    UnpinAllChatMessages,
    UnpinChatMessage,
)
from sandbox.state import ADMINISTRATORS, PRESENT
from sandbox.telegram_json import full_chat_json, member_json

Json = dict[str, Any]


def get_chat(engine: Engine, call: Call[GetChat]) -> Json:
    """All about a chat."""
    chat = chat_to_read(engine, call.method.chat_id, from_outside=True)
    return full_chat_json(engine.world, chat)


def get_chat_member(engine: Engine, call: Call[GetChatMember]) -> Json:
    """One member's status."""
    chat = chat_to_read(engine, call.method.chat_id)
    user = engine.world.users.get(call.method.user_id)
    if user is None or not (user.is_bot or engine.world.is_known_to_bot(user)):
        raise bad_request("PARTICIPANT_ID_INVALID" if not chat.is_private else "user not found")
    return member_json(engine.world, chat, user.id)


def get_chat_member_count(engine: Engine, call: Call[GetChatMemberCount]) -> int:
    """How many are in the chat."""
    chat = chat_to_read(engine, call.method.chat_id)
    return sum(status in PRESENT for status in chat.members.values())


def get_chat_administrators(engine: Engine, call: Call[GetChatAdministrators]) -> list[Json]:
    """The administrators without other bots; the bot itself is named."""
    chat = chat_to_read(engine, call.method.chat_id)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_json(engine.world, chat, user_id)
        for user_id, status in chat.members.items()
        if status in ADMINISTRATORS
    ]


def leave_chat(engine: Engine, call: Call[LeaveChat]) -> bool:
    """Go out of a group."""
    chat = chat_to_read(engine, call.method.chat_id, from_outside=True)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    set_member(engine, chat, engine.bot.id, "left", actor=engine.bot.id)
    return True


def pin_chat_message(engine: Engine, call: Call[PinChatMessage]) -> bool:
    """Pin a message; the chat sees a line that says so."""
    chat = chat_to_write(engine, call.method.chat_id)
    message = message_in(chat, call.method.message_id, "message to pin")
    check_pin(engine, chat)
    if message.id in chat.pinned:
        return True
    chat.pinned.append(message.id)
    line = engine.new_message(
        chat,
        engine.bot.id,
        kind="service",
        extra={"pinned_message": message.id},
        service_text=f"{engine.bot.name} pinned a message",
        silent=bool(call.method.disable_notification),
    )
    engine.post(chat, line)
    engine.tell_bot(chat, line)
    return True


def unpin_chat_message(engine: Engine, call: Call[UnpinChatMessage]) -> bool:
    """Unpin one message; without a number the newest pin."""
    chat = chat_to_write(engine, call.method.chat_id)
    message_id = call.method.message_id
    if message_id is None:
        if not chat.pinned:
            raise bad_request("message to unpin not found")
        message_id = chat.pinned[-1]
    message_in(chat, message_id, "message to unpin")
    check_pin(engine, chat)
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
        engine.changed([chat])
    return True


def unpin_all_chat_messages(engine: Engine, call: Call[UnpinAllChatMessages]) -> bool:
    """Unpin everything."""
    chat = chat_to_write(engine, call.method.chat_id)
    check_pin(engine, chat)
    chat.pinned.clear()
    engine.changed([chat])
    return True
