"""Swaps: shifts on offer, and who was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)
_LIVE = sa.text("stage in ('open', 'taken')")


def upgrade() -> None:
    op.create_table(
        "swap",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("patrol_id", _Id, sa.ForeignKey("patrol.id"), nullable=False),
        sa.Column("giver_id", _Id, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("in_return", _Id, sa.ForeignKey("patrol.id")),
        sa.Column("to_all", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("until", _Instant, nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("taker_id", _Id, sa.ForeignKey("member.id")),
        sa.Column("offered_at", _Instant, nullable=False),
        sa.Column("changed_at", _Instant, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "swap_once",
        "swap",
        ["patrol_id", "giver_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_index("ix_swap_in_return", "swap", ["in_return"])
    op.create_table(
        "swap_asked",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("swap_id", _Id, sa.ForeignKey("swap.id"), nullable=False),
        sa.Column("member_id", _Id, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("said_no_at", _Instant),
        sa.UniqueConstraint("swap_id", "member_id"),
    )
