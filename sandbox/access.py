"""Which chats and messages the bot may touch, and how Telegram refuses the others."""

from typing import Any

from sandbox.engine import Engine
from sandbox.errors import ApiError, bad_request, forbidden
from sandbox.state import ADMINISTRATORS, PRESENT, Chat, Message

CANNOT_BEGIN = "bot can't initiate conversation with a user"
MANAGE_PINS = "not enough rights to manage pinned messages in the chat"
DELETABLE_SECONDS = 48 * 3600


def chat_to_read(engine: Engine, chat_id: Any, *, from_outside: bool = False) -> Chat:
    """A chat that the bot knows, whether or not it may write there.

    `from_outside` is for the calls that a basic group still answers to a bot that left it.
    """
    chat = engine.world.chats.get(chat_number(chat_id))
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to
        )
    if chat.is_private:
        if not engine.world.is_known_to_bot(engine.world.users[chat.id]):
            raise bad_request("chat not found")
        return chat
    status = chat.members.get(engine.bot.id)
    if status is None:
        raise bad_request("chat not found")
    if status not in PRESENT and not (from_outside and chat.type == "group"):
        how = "was kicked from" if status == "kicked" else "is not a member of"
        raise forbidden(f"bot {how} the {chat.type} chat")
    return chat


def chat_to_write(engine: Engine, chat_id: Any, unreachable: ApiError | None = None) -> Chat:
    """A chat that the bot may write to.

    `unreachable` replaces the refusal for a person who never pressed Start.
    """
    chat = chat_to_read(engine, chat_id)
    if chat.is_private:
        user = engine.world.users[chat.id]
        if user.deactivated:
            raise forbidden("user is deactivated")
        if not user.started:
            raise unreachable or forbidden(CANNOT_BEGIN)
        if user.blocked:
            raise forbidden("bot was blocked by the user")
    return chat


def chat_number(chat_id: Any) -> int:
    """The chat's id as a number; names of public chats are not known here."""
    if chat_id is None or chat_id == "":
        raise bad_request("chat_id is empty")
    try:
        return int(chat_id)
    except ValueError:
        raise bad_request("chat not found") from None


def message_in(chat: Chat, message_id: int | None, what: str) -> Message:
    """A message of the chat, or "message to ... not found"."""
    message = chat.messages.get(message_id or 0)
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def check_pin(engine: Engine, chat: Chat) -> None:
    """Raise 400 unless the bot may pin here: in private chats, and as an administrator."""
    if not chat.is_private and chat.status(engine.bot.id) not in ADMINISTRATORS:
        raise bad_request(MANAGE_PINS)


def check_delete(engine: Engine, chat: Chat, message: Message) -> None:
    """Raise 400 unless the bot may delete this message for everyone.

    48 hours of business time; a message of someone else only in private chats and as an
    administrator.
    """
    too_old = engine.clock.unix() - message.date > DELETABLE_SECONDS
    own = message.from_id == engine.bot.id and message.kind != "service"
    is_administrator = chat.status(engine.bot.id) in ADMINISTRATORS
    if chat.type == "supergroup":
        if too_old or not (own or is_administrator):
            raise bad_request("message can't be deleted")
    elif too_old or not (chat.is_private or own or is_administrator):
        raise bad_request("message can't be deleted for everyone")
