"""Addresses to which officers' calendars subscribe."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "calendar_address",
        sa.Column("id", _Id, nullable=False),
        sa.Column("member_id", _Id, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_at", _Instant, nullable=False),
        sa.Column("revoked_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_address"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_address_token_hash"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_calendar_address_member_id"),
    )
    live = sa.text("revoked_at is null")
    op.create_index(
        "calendar_address_once", "calendar_address", ["member_id"], unique=True,
        sqlite_where=live, postgresql_where=live,
    )  # fmt: skip
