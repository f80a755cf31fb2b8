"""Visits to nights, and the links by which somebody is invited to one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _visit()
    _visit_link()


def _visit() -> None:
    op.create_table(
        "visit",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("person_id", _Id, nullable=False),
        sa.Column("home", sa.String(40)),
        sa.Column("rank", sa.String(60)),
        sa.Column("surname", sa.LargeBinary(), nullable=False),
        sa.Column("is_invited", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asked_at", _Instant, nullable=False),
        sa.Column("decided_at", _Instant),
        sa.Column("decided_by", _Id),
        sa.Column("forgotten_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sa.UniqueConstraint("patrol_id", "person_id", name="uq_visit_patrol_id_person_id"),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_visit_patrol_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_visit_person_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["member.id"], name="fk_visit_decided_by"),
    )
    op.create_index("ix_visit_person_id", "visit", ["person_id"])


def _visit_link() -> None:
    op.create_table(
        "visit_link",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_by", _Id, nullable=False),
        sa.Column("made_at", _Instant, nullable=False),
        sa.Column("used_by", _Id),
        sa.Column("used_at", _Instant),
        sa.Column("ended_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_visit_link"),
        sa.UniqueConstraint("token_hash", name="uq_visit_link_token_hash"),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_visit_link_patrol_id"),
        sa.ForeignKeyConstraint(["made_by"], ["member.id"], name="fk_visit_link_made_by"),
        sa.ForeignKeyConstraint(["used_by"], ["person.id"], name="fk_visit_link_used_by"),
    )
    op.create_index("ix_visit_link_night", "visit_link", ["patrol_id", "made_by"])
