"""The Bot API over HTTP: reads a request, lets ordered faults happen, calls the method."""

import asyncio
import inspect
from typing import Any
from urllib.parse import parse_qsl

from pydantic_core import from_json, to_json
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from sandbox.checks import Upload, check
from sandbox.engine import Engine
from sandbox.errors import ApiError, bad_request
from sandbox.faults import Fault
from sandbox.methods import METHODS, Method
from sandbox.methods_updates import RawJson

Fields = dict[str, Any]
Uploads = dict[str, Upload]

JSON_HEADERS = (b"content-type", b"application/json")
# What a server's connection offers for hanging up without an answer (see server.py).
HANG_UP = "sandbox.hang_up"


class LostReplyError(Exception):
    """The reply gets lost, as ordered: the effect stays, the connection closes."""


class BotApi:
    """The ASGI part below /bot<token>/."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.prefix = f"/bot{engine.token}/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        retry_after: int | None = None
        try:
            status, body = 200, await self._answer(scope, receive)
        except ApiError as error:
            status, body = error.code, to_json(error.as_json())
            retry_after = error.parameters.get("retry_after")
        except LostReplyError:
            await hang_up(scope, receive)
            return
        headers = [JSON_HEADERS, (b"content-length", str(len(body)).encode())]
        if retry_after is not None:
            headers.append((b"retry-after", str(retry_after).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> bytes:
        path: str = scope["path"]
        if not path.startswith(self.prefix):
            known_form = path.count("/") >= 2
            raise ApiError(401, "Unauthorized") if known_form else ApiError(404, "Not Found")
        method = METHODS.get(path[len(self.prefix) :].lower())
        if method is None:
            raise ApiError(404, "Not Found")
        fields, uploads = await read_request(scope, receive)
        return await self.call(method, fields, uploads)

    async def call(self, method: Method, fields: Fields, uploads: Uploads) -> bytes:
        """Carry out one call and note it in the journal."""
        chat_id = number_in(fields.get("chat_id"))
        entry: dict[str, Any] = {
            "at": self.engine.clock.now().isoformat(),
            "method": method.name,
            "chat_id": chat_id,
            "params": fields | {name: f"<file {file.name}>" for name, file in uploads.items()},
            "ok": True,
            "error_code": None,
            "description": None,
        }
        try:
            return await self._call(method, fields, uploads, chat_id)
        except ApiError as error:
            entry |= {"ok": False, "error_code": error.code, "description": error.description}
            raise
        finally:
            self.engine.journal.note(entry)

    async def _call(
        self, method: Method, fields: Fields, uploads: Uploads, chat_id: int | None
    ) -> bytes:
        fault = self.engine.faults.take(method.name, chat_id)
        if fault is not None:
            await suffer(fault)
        result = method.handler(self.engine, check(method.name, fields, uploads))
        if inspect.isawaitable(result):
            result = await result
        if fault is not None and fault.kind == "lost_reply":
            raise LostReplyError
        written = result if isinstance(result, RawJson) else to_json(result)
        return b'{"ok":true,"result":' + written + b"}"


async def suffer(fault: Fault) -> None:
    """What a fault does before the call: refuse it, or hold it up."""
    refusal = fault.refusal()
    if refusal is not None:
        raise refusal
    if fault.kind == "delay":
        await asyncio.sleep(fault.seconds)


def number_in(value: Any) -> int | None:
    """A chat id as a number, for the journal and the faults."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


async def read_request(scope: Scope, receive: Receive) -> tuple[Fields, Uploads]:
    """The fields and files of a request: query string, JSON, form or multipart."""
    kind = next((v for k, v in scope["headers"] if k == b"content-type"), b"").decode("latin-1")
    fields: Fields = {}
    if scope["query_string"]:
        fields |= parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if kind.startswith("multipart/form-data"):
        return await _multipart(scope, receive, fields)
    body = await read_body(receive)
    if kind.startswith("application/json") and body:
        return fields | _json_fields(body), {}
    if body:
        fields |= parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    return fields, {}


async def read_body(receive: Receive) -> bytes:
    """All of a request's body."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
    return body


def _json_fields(body: bytes) -> Fields:
    try:
        fields = from_json(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(fields, dict):
        raise bad_request("object expected")
    return fields


async def _multipart(scope: Scope, receive: Receive, fields: Fields) -> tuple[Fields, Uploads]:
    uploads: Uploads = {}
    async with Request(scope, receive).form() as form:
        for name, value in form.items():
            if isinstance(value, UploadFile):
                content = await value.read()
                mime = value.content_type or ""
                uploads[name] = Upload(value.filename or name, mime, content)
            else:
                fields[name] = value
    return fields, uploads


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection without a word."""
    close = scope.get("extensions", {}).get(HANG_UP)
    if close is None:
        raise ConnectionResetError("the reply was lost, as ordered")
    close()
    while (await receive())["type"] != "http.disconnect":
        pass
