"""Rest: duties stated around patrols, what leads have overridden, and rest that is owed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _stated_duty()
    _rest_override()
    _rest_owed()


def _stated_duty() -> None:
    op.create_table(
        "stated_duty",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("member_id", _Id, nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("starts_at", _Instant),
        sa.Column("ends_at", _Instant),
        sa.Column("stated_by", _Id, nullable=False),
        sa.Column("stated_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stated_duty"),
        sa.UniqueConstraint(
            "patrol_id", "member_id", "side", name="uq_stated_duty_patrol_id_member_id_side"
        ),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_stated_duty_patrol_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_stated_duty_member_id"),
        sa.ForeignKeyConstraint(["stated_by"], ["member.id"], name="fk_stated_duty_stated_by"),
    )
    op.create_index("ix_stated_duty_member_id", "stated_duty", ["member_id"])


def _rest_override() -> None:
    op.create_table(
        "rest_override",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("member_id", _Id, nullable=False),
        sa.Column("covers", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("overridden_by", _Id, nullable=False),
        sa.Column("overridden_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rest_override"),
        sa.UniqueConstraint("patrol_id", "member_id", name="uq_rest_override_patrol_id_member_id"),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_rest_override_patrol_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_rest_override_member_id"),
        sa.ForeignKeyConstraint(
            ["overridden_by"], ["member.id"], name="fk_rest_override_overridden_by"
        ),
    )
    op.create_index("ix_rest_override_member_id", "rest_override", ["member_id"])


def _rest_owed() -> None:
    op.create_table(
        "rest_owed",
        sa.Column("id", _Id, nullable=False),
        sa.Column("member_id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("since", _Instant, nullable=False),
        sa.Column("until", _Instant, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("recorded_at", _Instant, nullable=False),
        sa.Column("given_on", sa.Date()),
        sa.Column("given_by", _Id),
        sa.PrimaryKeyConstraint("id", name="pk_rest_owed"),
        sa.UniqueConstraint("member_id", "since", name="uq_rest_owed_member_id_since"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_rest_owed_member_id"),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_rest_owed_patrol_id"),
        sa.ForeignKeyConstraint(["given_by"], ["member.id"], name="fk_rest_owed_given_by"),
    )
