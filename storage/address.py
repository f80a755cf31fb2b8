"""The database's address, as people write it and as the drivers want it."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_LAST_PORT = 65_535


class AddressUnusable(Exception):
    """What is wrong with the address and how to mend it; neither quotes the address."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def complete(written: str) -> str:
    """The address with the asynchronous driver named, and sslmode in the driver's words.

    Raises:
        AddressUnusable: it is no address of SQLite or PostgreSQL, or a part of it is wrong.
    """
    scheme, separator, rest = written.strip().partition("://")
    driver = _DRIVERS.get(scheme.lower())
    if not separator or driver is None:
        remedy = "Write sqlite:///path/to/file.db or postgresql://user:password@host/name"
        raise AddressUnusable("is not a database address that is known here", remedy)
    if driver.startswith("sqlite") and rest.strip("/").partition("?")[0] in ("", ":memory:"):
        raise AddressUnusable(
            "names no file", "Write sqlite:/// and a file; memory alone forgets all"
        )
    address = f"{driver}://{rest}"
    url = _parsed(address)
    is_libpqs = driver.startswith("postgresql") and "sslmode" in url.query
    return _with_tls(url) if is_libpqs else address


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        remedy = "Write postgresql://user:password@host/name"
        raise AddressUnusable("cannot be taken apart", remedy) from None
    except ValueError:
        # The port is the only part that is read as a number.
        raise _no_port() from None
    if url.port is not None and not 0 < url.port <= _LAST_PORT:
        raise _no_port()
    return url


def _no_port() -> AddressUnusable:
    remedy = "Write host:5432, and %40, %3A and %2F for @, : and / in a password"
    return AddressUnusable("has no number where its port should be", remedy)


def _with_tls(url: URL) -> str:
    """libpq and every provider's address say sslmode; asyncpg calls it ssl."""
    mode = url.query["sslmode"]
    if mode not in _TLS:
        raise AddressUnusable("has an unknown sslmode", f"Write one of {', '.join(_TLS)}")
    plain = url.difference_update_query(["sslmode"])
    return plain.update_query_dict({"ssl": mode}).render_as_string(hide_password=False)
