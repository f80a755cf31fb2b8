"""What a single setting may be, and the words for what is wrong with it.

A value itself is never part of those words: it may hold a secret.
"""

from __future__ import annotations

import json
import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr
from pydantic_core import PydanticCustomError

from storage import address

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{3,}")


def _refused(problem: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("refused", problem, {"remedy": remedy})


def token(value: SecretStr) -> SecretStr:
    """A bot token: digits, a colon, letters."""
    stripped = value.get_secret_value().strip()
    if not _TOKEN.fullmatch(stripped):
        raise _refused("is not a bot token", "Copy it whole from @BotFather, digits:letters")
    return SecretStr(stripped)


def web_address(value: str) -> str:
    """An http or https address with a host, without a slash at the end."""
    written = value.strip().rstrip("/")
    try:
        parts = urlsplit(written)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_usable = is_usable and (parts.port is None or parts.port > 0)
    except ValueError:
        is_usable = False
    if not is_usable:
        raise _refused("is not a web address", "Write one such as https://api.telegram.org")
    return written


def server_name(value: str) -> str:
    """An address of this machine to listen at: IP, or localhost."""
    written = value.strip().lower()
    if written == "localhost":
        return "127.0.0.1"
    try:
        return str(ip_address(written))
    except ValueError:
        raise _refused("is not an IP address", "Write 127.0.0.1, or 0.0.0.0 for all") from None


def database_url(value: str) -> str:
    """A database address in the words of the asynchronous driver."""
    try:
        return address.complete(value)
    except address.AddressUnusable as unusable:
        raise _refused(unusable.problem, unusable.remedy) from None


def keys(value: SecretStr) -> SecretStr:
    """The keys as JSON, or the path of the file that holds them."""
    text = value.get_secret_value().strip()
    if text.startswith("{"):
        try:
            json.loads(text)
        except ValueError:
            raise _refused("is not valid JSON", "Paste the whole content of keys.json") from None
        return SecretStr(text)
    return SecretStr(str(home(Path(text))))


def upper(value: object) -> object:
    """Choices written in capitals."""
    return value.strip().upper() if isinstance(value, str) else value


def lower(value: object) -> object:
    """Choices written small."""
    return value.strip().lower() if isinstance(value, str) else value


def home(value: Path) -> Path:
    """A path in which ~ stands for the home folder."""
    try:
        return value.expanduser()
    except RuntimeError:
        remedy = "Write the path from / on, without ~"
        raise _refused("names the home folder of nobody", remedy) from None
