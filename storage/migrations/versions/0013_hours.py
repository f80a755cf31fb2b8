"""Hours and money: attendance and times of nights, rates, pots and what they are spent on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)
_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _hours()
    _money()


def _hours() -> None:
    op.create_table(
        "night_sheet",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("patrol_id", _Id, sa.ForeignKey("patrol.id"), nullable=False),
        sa.Column("member_id", _Id, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("attended", sa.String(12)),
        sa.Column("proposed_starts", _Instant),
        sa.Column("proposed_ends", _Instant),
        sa.Column("why", sa.String(12)),
        sa.Column("confirmed_starts", _Instant),
        sa.Column("confirmed_ends", _Instant),
        sa.Column("confirmed_by", _Id, sa.ForeignKey("member.id")),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("wants", sa.String(12), nullable=False),
        sa.Column("rank", sa.String(60)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("patrol_id", "member_id"),
    )
    op.create_index("ix_night_sheet_member_id", "night_sheet", ["member_id"])
    op.create_table(
        "hours_correction",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("patrol_id", _Id, sa.ForeignKey("patrol.id"), nullable=False),
        sa.Column("member_id", _Id, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("was_starts", _Instant, nullable=False),
        sa.Column("was_ends", _Instant, nullable=False),
        sa.Column("now_starts", _Instant),
        sa.Column("now_ends", _Instant),
        sa.Column("corrected_by", _Id, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("corrected_at", _Instant, nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_hours_correction_patrol_id", "hours_correction", ["patrol_id"])


def _money() -> None:
    op.create_table(
        "pay_rate",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("rank", sa.String(60), nullable=False),
        sa.Column("basis", sa.String(12), nullable=False),
        sa.Column("pence", _Id, nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date()),
        sa.UniqueConstraint("area", "rank", "starts"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pot",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("pence", _Id, nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pot_area", "pot", ["area"])
    op.create_table(
        "pot_cost",
        sa.Column("id", _Id, primary_key=True),
        sa.Column("pot_id", _Id, sa.ForeignKey("pot.id"), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("pence", _Id, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("added_by", _Id, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("added_at", _Instant, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("pot_cost_day", "pot_cost", ["pot_id", "day"])
    op.create_table(
        "patrol_pot",
        sa.Column(
            "patrol_id",
            _Id,
            sa.ForeignKey("patrol.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("pot_id", _Id, sa.ForeignKey("pot.id"), nullable=False),
    )
