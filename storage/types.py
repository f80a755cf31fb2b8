"""Column types: aware instants, and text and JSON that is encrypted at rest.

The sealed types find the keys on the dialect of the engine that runs the statement, where
``Database`` puts them, so that nothing global holds a key.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from storage.keys import Keys

# SQLite counts up by itself only in a column declared INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


def lend_keys(dialect: Dialect, keys: Keys) -> None:
    """Let the sealed types of this engine find the keys."""
    dialect.ephedra_keys = keys  # type: ignore[attr-defined]  # our own attribute on their object


def _keys(dialect: Dialect) -> Keys:
    keys: Keys = dialect.ephedra_keys  # type: ignore[attr-defined]  # set by lend_keys
    return keys


class Instant(TypeDecorator[datetime]):
    """A moment in time, aware and in UTC on both sides. A naive datetime raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[str]):
    """Text, encrypted at rest. It cannot be compared in SQL: look up by a keyed hash beside it."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _keys(dialect).encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else _keys(dialect).decrypt(value)


class SealedJson(TypeDecorator[Mapping[str, Any]]):
    """A JSON object, encrypted at rest."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> bytes | None:
        return None if value is None else _keys(dialect).encrypt(compact(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> dict[str, Any] | None:
        if value is None:
            return None
        content: dict[str, Any] = json.loads(_keys(dialect).decrypt(value))
        return content


def compact(value: Mapping[str, Any]) -> str:
    """One spelling for one value: sorted keys, no spaces."""
    return json.dumps(dict(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
