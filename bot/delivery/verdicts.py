"""What became of a call to Telegram.

    Verdict
    ├── Done            it has happened
    ├── NotModified     it was so already
    ├── EditTargetGone  the message to edit is not there, or can no longer be edited
    ├── TooLate         the callback query is too old to be answered
    ├── Blocked         403, or no right to write: this chat cannot be written to
    ├── ChatGone        there is no such chat
    ├── Migrated        the group has a new id
    ├── RetryAfter      429: wait
    ├── NotSent         it has certainly not happened: safe to repeat
    ├── Ambiguous       nobody knows whether it has happened
    └── Refused         it will never happen as it stands

python-telegram-bot's BadRequest and TimedOut are NetworkErrors too, so the kind
of an error is read from its type, its text, and from httpx's exception beneath.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)
from telegram.error import RetryAfter as FloodError

# The library's own switch: durations are timedeltas, as they all will be in its next version.
# Without it, every retry_after comes with a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")


@dataclass(frozen=True, slots=True)
class Done:
    """It has happened; `message_id` of what was sent or edited, if anything was."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The message shows this already: benign."""


@dataclass(frozen=True, slots=True)
class EditTargetGone:
    """The message to edit was deleted or can no longer be edited: post it anew."""


@dataclass(frozen=True, slots=True)
class TooLate:
    """The callback query is older than Telegram's limit: benign."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The bot may not write to this chat."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChatGone:
    """Telegram knows no such chat, or it is shut down."""

    reason: str


@dataclass(frozen=True, slots=True)
class Migrated:
    """The group became a supergroup."""

    new_telegram_id: int


@dataclass(frozen=True, slots=True)
class RetryAfter:
    """Too many requests: wait `seconds`; `chat` is None when it concerns everything."""

    seconds: float
    chat: int | None


@dataclass(frozen=True, slots=True)
class NotSent:
    """It has certainly not happened, or may happen twice without harm."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """It may have happened, and must not happen twice."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this call as it stands."""

    reason: str


Verdict = (
    Done
    | NotModified
    | EditTargetGone
    | TooLate
    | Blocked
    | ChatGone
    | Migrated
    | RetryAfter
    | NotSent
    | Ambiguous
    | Refused
)

# Telegram's own wording, lower-cased: telegram-bot-api's Client.cpp and what tdlib passes on.
_REFUSALS: tuple[
    tuple[tuple[str, ...], type[NotModified] | type[EditTargetGone] | type[TooLate]], ...
]
_REFUSALS = (
    (("message is not modified",), NotModified),
    (
        (
            "message to edit not found",
            "message to delete not found",
            "message can't be edited",
            "message_id_invalid",
        ),
        EditTargetGone,
    ),
    (("query is too old", "query id is invalid", "query_id_invalid"), TooLate),
)
_NO_RIGHT = (
    "not enough rights to send",
    "have no rights to send",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
)
_NO_CHAT = (
    "chat not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "group chat was deleted",
    "user is deactivated",
    "user_deactivated",
    "user not found",
)
_NEVER_LEFT = (
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ConnectError,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
_FLOOD_WITHOUT_TIME = 5.0
_REASON_AT_MOST = 200


def classify(error: TelegramError, *, chat: int | None, repeatable: bool) -> Verdict:
    """What an error of a call means; `repeatable` says that a second call does no harm."""
    answer = _answer(error, chat)
    if answer is not None:
        return answer
    if isinstance(error, InvalidToken):
        # The poller sees the same and says so; meanwhile nothing must be lost.
        return NotSent("the token is not accepted")
    if repeatable or isinstance(error.__cause__, _NEVER_LEFT):
        return NotSent(_network_reason(error))
    return Ambiguous(_network_reason(error))


def _answer(error: TelegramError, chat: int | None) -> Verdict | None:
    """What Telegram itself has said; None when it has not, or nothing to go by."""
    if isinstance(error, FloodError):
        return RetryAfter(seconds_of(error), chat)
    if isinstance(error, ChatMigrated):
        return Migrated(error.new_chat_id)
    if isinstance(error, Forbidden):
        return Blocked(_reason(error))
    if isinstance(error, BadRequest):
        return _refusal(error)
    if isinstance(error, NetworkError) and error.message.lower().startswith("too many requests"):
        return RetryAfter(_FLOOD_WITHOUT_TIME, chat)
    return None


def _refusal(error: BadRequest) -> Verdict:
    text = error.message.lower()
    for phrases, kind in _REFUSALS:
        if any(phrase in text for phrase in phrases):
            return kind()
    if any(phrase in text for phrase in _NO_RIGHT):
        return Blocked(_reason(error))
    if any(phrase in text for phrase in _NO_CHAT):
        return ChatGone(_reason(error))
    return Refused(_reason(error))


def seconds_of(error: FloodError) -> float:
    """The seconds that a retry_after asks for."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _reason(error: TelegramError) -> str:
    """Telegram's words, without what it quotes of our text."""
    return re.sub(r'"[^"]*"', '"…"', error.message)[:_REASON_AT_MOST]


def _network_reason(error: TelegramError) -> str:
    """The kind of trouble; httpx's own texts may hold the address, and that the token."""
    cause = error.__cause__
    if isinstance(cause, httpx.HTTPError):
        return type(cause).__name__
    return "timed out" if isinstance(error, TimedOut) else _reason(error)
