"""getUpdates, the webhook, and getFile."""

import re
from typing import Any
from urllib.parse import urlsplit

from pydantic_core import from_json

from sandbox.checks import Call
from sandbox.engine import Engine
from sandbox.errors import bad_request, conflict
from sandbox.files import LARGEST_DOWNLOAD
from sandbox.models import DeleteWebhook, GetFile, GetUpdates, GetWebhookInfo, SetWebhook
from sandbox.updates import WEBHOOK_SET
from sandbox.webhook import DEFAULT_CONNECTIONS

Json = dict[str, Any]

USE_DELETE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)
LONGEST_SECRET = 256


class RawJson(bytes):
    """A result that is already written out."""

    __slots__ = ()


async def get_updates(engine: Engine, call: Call[GetUpdates]) -> RawJson:
    """Wait for updates; the offset acknowledges the earlier ones."""
    if engine.webhook.is_set:
        raise conflict(USE_DELETE)
    method = call.method
    engine.updates.allow(method.allowed_updates)
    limit = min(max(method.limit or 100, 1), 100)
    found = await engine.updates.poll(method.offset or 0, limit, max(method.timeout or 0, 0))
    engine.mark_unsaved()
    return RawJson(b"[" + b",".join(update.body for update in found) + b"]")


async def set_webhook(engine: Engine, call: Call[SetWebhook]) -> bool:
    """Have updates delivered to an address; an empty one ends that."""
    method = call.method
    if method.drop_pending_updates:
        engine.updates.queue.clear()
    if not method.url:
        await engine.webhook.delete()
        return True
    address = urlsplit(method.url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise bad_request("invalid webhook URL specified")
    secret = method.secret_token or ""
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    engine.updates.end_poll(WEBHOOK_SET)
    engine.updates.allow(method.allowed_updates)
    connections = min(max(method.max_connections or DEFAULT_CONNECTIONS, 1), 100)
    await engine.webhook.set(method.url, secret, connections)
    engine.mark_unsaved()
    return True


async def delete_webhook(engine: Engine, call: Call[DeleteWebhook]) -> bool:
    """Stop delivering; updates wait for getUpdates again."""
    if call.method.drop_pending_updates:
        engine.updates.queue.clear()
    await engine.webhook.delete()
    engine.mark_unsaved()
    return True


def get_webhook_info(engine: Engine, _call: Call[GetWebhookInfo]) -> Json:
    """How delivery goes."""
    return engine.webhook.info()


def get_file(engine: Engine, call: Call[GetFile]) -> Json:
    """Where a file can be fetched; over 20 MB it cannot."""
    file = engine.world.files.get(call.method.file_id)
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": file.size,
        "file_path": file.path,
    }


def first_update(body: bytes) -> Json:
    """An update as it was queued; for the control interface and tests."""
    decoded: Json = from_json(body)
    return decoded
