"""Crews: what was decided about a night, and where each person stands with it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in _of_patrol():
        op.add_column("patrol", column)
    for column in _of_sign_up():
        op.add_column("sign_up", column)
    # Whoever is off a list by now had stepped back or was taken off it.
    op.execute(
        sa.text(
            "update sign_up set moved_at = left_at, state = case "
            "when taken_off_by is null then 'withdrawn' else 'stood_down' end "
            "where left_at is not null"
        )
    )


def _of_patrol() -> list[sa.Column[Any]]:
    return [
        sa.Column("target", sa.Integer()),
        sa.Column("crew_version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("published_at", _Instant),
        sa.Column("cancelled_at", _Instant),
        sa.Column("cancelled", sa.String(12)),
        sa.Column("cancel_note", sa.LargeBinary()),
        sa.Column("covered_at", _Instant),
        sa.Column("changed_at", _Instant),
        sa.Column("proposed_at", _Instant),
        sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("short_reason", sa.LargeBinary()),
    ]


def _of_sign_up() -> list[sa.Column[Any]]:
    return [
        sa.Column("state", sa.String(12), nullable=False, server_default="in"),
        sa.Column("position", sa.Integer()),
        sa.Column("picked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("must_answer", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("offered_until", _Instant),
        sa.Column("asked_at", _Instant),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("moved_at", _Instant),
        sa.Column("selected_at", _Instant),
    ]
