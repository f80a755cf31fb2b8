"""Machine time, in SQL: leases and back-off go by the database's own clock on every replica."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Double
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class machine_now(FunctionElement[float]):  # noqa: N801 - it is used like an SQL function
    """Seconds since 1970 by the database's clock, at the start of the statement."""

    type = Double()
    inherit_cache = True


class later_of(FunctionElement[float]):  # noqa: N801 - it is used like an SQL function
    """The greatest of several numbers, none of them null."""

    type = Double()
    inherit_cache = True


@compiles(machine_now, "sqlite")
def _sqlite_now(element: machine_now, compiler: SQLCompiler, **kw: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(machine_now, "postgresql")
def _postgres_now(element: machine_now, compiler: SQLCompiler, **kw: Any) -> str:
    return "extract(epoch from statement_timestamp())::float8"


@compiles(later_of, "sqlite")
def _sqlite_later(element: later_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"max({compiler.process(element.clauses, **kw)})"


@compiles(later_of, "postgresql")
def _postgres_later(element: later_of, compiler: SQLCompiler, **kw: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **kw)})"


def is_past(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    """A machine moment that has come; null means that there is nothing to wait for."""
    return moment.is_(None) | (moment <= machine_now())
