"""Statements are compiled once for each process of tests, not anew for each database.

An engine keeps what it has compiled to itself, which is right for a bot with one database. Here
thousands of databases come and go, and compiling its hundred statements would take each test more
time than running them. Compiled is the same for all engines of a kind that have the same keys.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine.interfaces import Compiled
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import engine
from storage.keys import Keys

_compiled: dict[tuple[str, Keys], dict[Any, Compiled]] = {}


class _Shared:
    """What an engine takes for its own cache, with all but the engine itself as the key."""

    def __init__(self, sort: tuple[str, Keys]) -> None:
        self._there = _compiled.setdefault(sort, {})

    def get(self, key: tuple[Any, ...]) -> Compiled | None:
        return self._there.get(key[1:])

    def __setitem__(self, key: tuple[Any, ...], compiled: Compiled) -> None:
        self._there[key[1:]] = compiled

    def clear(self) -> None:
        """Nothing: the others go on."""


def share() -> None:
    """Let every engine from now on use what others have compiled."""
    build = engine.build

    def build_sharing(url: str, keys: Keys) -> AsyncEngine:
        built = build(url, keys)
        cache: Any = _Shared((built.dialect.name, keys))
        built.sync_engine._compiled_cache = cache
        return built

    engine.build = build_sharing
