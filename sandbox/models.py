"""aiogram's models of methods, each of them built when it is first needed.

aiogram builds its several hundred types as it is imported, which takes seconds. A sandbox checks
some twenty methods by it, and these take a tenth of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from pydantic import BaseModel

_names: dict[str, Any] = {}
"""What aiogram's annotations refer to."""


@contextmanager
def _unbuilt() -> Iterator[None]:
    """Note what models are to be built with, and build none."""
    rebuild = vars(BaseModel)["model_rebuild"]

    def later(_cls: type[Any], /, *, _types_namespace: Any = None, **_: Any) -> None:
        _names.update(_types_namespace or {})

    setattr(BaseModel, "model_rebuild", classmethod(later))  # noqa: B010 - mypy knows the other one
    try:
        yield
    finally:
        setattr(BaseModel, "model_rebuild", rebuild)  # noqa: B010 - see above


with _unbuilt():
    from aiogram import methods
    from aiogram.client.default import Default
    from aiogram.methods import (
        AnswerCallbackQuery,
        DeleteMessage,
        DeleteMessages,
        DeleteMyCommands,
        DeleteWebhook,
        EditMessageCaption,
        EditMessageReplyMarkup,
        EditMessageText,
        GetChat,
        GetChatAdministrators,
        GetChatMember,
        GetChatMemberCount,
        GetFile,
        GetMe,
        GetMyCommands,
        GetUpdates,
        GetWebhookInfo,
        LeaveChat,
        PinChatMessage,
        SendChatAction,
        SendDocument,
        SendMessage,
        SendPhoto,
        SetMyCommands,
        SetWebhook,
        TelegramMethod,
        UnpinAllChatMessages,
        UnpinChatMessage,
    )
    from aiogram.types import BufferedInputFile, InputFile

__all__ = [
    "AnswerCallbackQuery",
    "BufferedInputFile",
    "Default",
    "DeleteMessage",
    "DeleteMessages",
    "DeleteMyCommands",
    "DeleteWebhook",
    "EditMessageCaption",
    "EditMessageReplyMarkup",
    "EditMessageText",
    "GetChat",
    "GetChatAdministrators",
    "GetChatMember",
    "GetChatMemberCount",
    "GetFile",
    "GetMe",
    "GetMyCommands",
    "GetUpdates",
    "GetWebhookInfo",
    "InputFile",
    "LeaveChat",
    "PinChatMessage",
    "SendChatAction",
    "SendDocument",
    "SendMessage",
    "SendPhoto",
    "SetMyCommands",
    "SetWebhook",
    "TelegramMethod",
    "UnpinAllChatMessages",
    "UnpinChatMessage",
    "methods",
]


@cache
def built(model: type[BaseModel]) -> type[BaseModel]:
    """The model, ready for use and with its annotations resolved."""
    model.model_rebuild(force=True, _types_namespace=_names)
    return model
