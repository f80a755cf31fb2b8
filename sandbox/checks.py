"""Checks each request against aiogram's model of the method, before anything happens.

Telegram ignores what it does not know; the sandbox refuses it, since a misspelt field is a bug.
"""

import json
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sandbox.errors import ApiError, bad_request
from sandbox.models import BufferedInputFile, Default, InputFile, TelegramMethod, built, methods

M = TypeVar("M", bound=TelegramMethod[Any])
T = TypeVar("T")

# What Telegram says when a field is no JSON.
JSON_NAMES = {
    "reply_markup": "reply keyboard markup JSON object",
    "reply_parameters": "reply parameters JSON object",
    "link_preview_options": "link preview options JSON object",
    "scope": "BotCommandScope JSON object",
    "commands": "commands JSON object",
    "message_ids": "message_ids JSON object",
}
# What Telegram says when a field is missing or wrong.
WORDINGS = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "action": "wrong parameter action in request",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "file_id": "file_id not specified",
    "user_id": "invalid user_id specified",
    "message_ids": "message identifiers are not specified",
    "message_id": "message identifier is not specified",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A method's model, and how its fields come over the wire."""

    model: type[TelegramMethod[Any]]
    json_fields: frozenset[str]
    text_fields: frozenset[str]


@dataclass(slots=True)
class Upload:
    """A file that came with the request."""

    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Call(Generic[M]):
    """A checked request: the model, the fields as they were sent, the files beside them."""

    method: M
    raw: dict[str, Any]
    uploads: dict[str, Upload]


@cache
def shape_of(name: str) -> Shape:
    """The shape of a method, worked out once."""
    model = getattr(methods, name[0].upper() + name[1:])
    built(model)
    kinds = {field: _plain_types(info.annotation) for field, info in model.model_fields.items()}
    return Shape(
        model,
        frozenset(field for field, plain in kinds.items() if plain is None),
        frozenset(field for field, plain in kinds.items() if plain == {str}),
    )


def _plain_types(annotation: Any) -> set[type] | None:
    """The scalar types of a field, or None when it is written as JSON."""
    if get_origin(annotation) in (Union, UnionType):
        parts = [_plain_types(part) for part in get_args(annotation)]
        known = [part for part in parts if part is not None]
        return set().union(*known) if len(known) == len(parts) else None
    if annotation in (type(None), Default):
        return set()
    if isinstance(annotation, type) and not issubclass(annotation, BaseModel):
        if issubclass(annotation, (list, dict, tuple)):
            return None
        return {annotation}
    return None


def check(name: str, fields: dict[str, Any], uploads: dict[str, Upload]) -> Call[Any]:
    """A checked call, or the refusal."""
    shape = shape_of(name)
    raw = {key: decode(shape, key, value) for key, value in fields.items() if value is not None}
    values = raw | {
        key: BufferedInputFile(upload.content, upload.name)
        for key, upload in uploads.items()
        if key in shape.model.model_fields
    }
    try:
        method = shape.model.model_validate(values)
    except ValidationError as error:
        raise refusal(error, raw) from None
    unknown = unknown_field(method)
    if unknown:
        raise bad_request(f"sandbox: Telegram knows no field {unknown} of {name}")
    return Call(method, raw, uploads)


def decode(shape: Shape, key: str, value: Any) -> Any:
    """A field as its type wants it: JSON is parsed only where the field holds JSON."""
    if key in shape.json_fields and isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            what = JSON_NAMES.get(key, f"{key} JSON object")
            raise bad_request(f"can't parse {what}") from None
    if key in shape.text_fields and isinstance(value, int | float):
        return str(value)
    return value


def refusal(error: ValidationError, raw: dict[str, Any]) -> ApiError:
    """A 400 for the first thing that is wrong."""
    first = error.errors(include_url=False, include_context=False)[0]
    where = [str(part) for part in first["loc"]]
    if where and where[0] in WORDINGS and not raw.get(where[0]):
        return bad_request(WORDINGS[where[0]])
    if where[:1] == ["reply_markup"] and "callback_data" in where:
        return bad_request("BUTTON_DATA_INVALID")
    return bad_request(f"sandbox: {'.'.join(where)}: {first['msg']}")


def unknown_field(model: BaseModel) -> str | None:
    """The path of the first field that the model does not know, however deep."""
    if model.model_extra:
        return next(iter(model.model_extra))
    for name in _nesting_fields(type(model)):
        found = _unknown_in(getattr(model, name))
        if found:
            return f"{name}.{found}"
    return None


def _unknown_in(value: Any) -> str | None:
    if isinstance(value, BaseModel):
        return unknown_field(value)
    if isinstance(value, list):
        return next((found for item in value if (found := _unknown_in(item))), None)
    return None


@cache
def _nesting_fields(model: type[BaseModel]) -> tuple[str, ...]:
    return tuple(
        name
        for name, info in built(model).model_fields.items()
        if _plain_types(info.annotation) is None
    )


def given(value: T | Default | None) -> T | None:
    """The value as sent, or None where aiogram keeps a placeholder for "not sent"."""
    return None if isinstance(value, Default) else value


def file_of(value: object) -> bool:
    """Whether a field holds an uploaded file."""
    return isinstance(value, InputFile)
