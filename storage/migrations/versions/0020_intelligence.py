"""Entries of patrols: intelligence, incidents, and stops."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)
_IS_GRADE = (
    "length(grade) = 3 and substr(grade, 1, 1) in ('1', '2', '3')"
    " and substr(grade, 2, 1) in ('A', 'B', 'C', 'D', 'E')"
    " and substr(grade, 3, 1) in ('P', 'C')"
)
_HAS_CONDITIONS = "substr(grade, 3, 1) = 'P' or conditions is not null"


def upgrade() -> None:
    _intelligence()
    _struck("intelligence")
    _incident()
    _struck("incident")
    _stop()


def _intelligence() -> None:
    op.create_table(
        "intelligence",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("topic", sa.String(16), nullable=False),
        sa.Column("ward", sa.String(12), nullable=False),
        sa.Column("grade", sa.String(3), nullable=False),
        sa.Column("conditions", sa.LargeBinary()),
        sa.Column("condition_text", sa.LargeBinary()),
        sa.Column("line", sa.LargeBinary()),
        sa.Column("by", _Id, nullable=False),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("reference", sa.LargeBinary()),
        sa.Column("reference_by", _Id),
        sa.Column("reference_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_intelligence"),
        *_refers(
            "intelligence",
            {"patrol_id": "patrol.id", "by": "member.id", "reference_by": "member.id"},
        ),
        sa.CheckConstraint(_IS_GRADE, name="ck_intelligence_grade"),
        sa.CheckConstraint(_HAS_CONDITIONS, name="ck_intelligence_conditions"),
    )
    op.create_index("ix_intelligence_patrol_id", "intelligence", ["patrol_id"])


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("degree", sa.String(12), nullable=False),
        sa.Column("done", sa.LargeBinary(), nullable=False),
        sa.Column("is_injury", sa.Boolean(), nullable=False),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("needs_lead", sa.Boolean(), nullable=False),
        sa.Column("by", _Id, nullable=False),
        sa.Column("recorded_at", _Instant, nullable=False),
        sa.Column("taken_by", _Id),
        sa.Column("taken_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
        *_refers(
            "incident", {"patrol_id": "patrol.id", "by": "member.id", "taken_by": "member.id"}
        ),
    )
    op.create_index("ix_incident_patrol_id", "incident", ["patrol_id"])


def _struck(parent: str) -> None:
    table = f"{parent}_struck"
    op.create_table(
        table,
        sa.Column("id", _Id, nullable=False),
        sa.Column("entry_id", _Id, nullable=False),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("by", _Id, nullable=False),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("struck_by", _Id, nullable=False),
        sa.Column("struck_at", _Instant, nullable=False),
        sa.Column("slip", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        *_refers(table, {"entry_id": f"{parent}.id", "by": "member.id", "struck_by": "member.id"}),
    )
    op.create_index(f"ix_{table}_entry_id", table, ["entry_id"])


def _stop() -> None:
    op.create_table(
        "stop",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("by", _Id),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("reference", sa.LargeBinary()),
        sa.Column("reference_by", _Id),
        sa.Column("reference_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_stop"),
        *_refers(
            "stop", {"patrol_id": "patrol.id", "by": "member.id", "reference_by": "member.id"}
        ),
    )
    op.create_index("ix_stop_patrol_id", "stop", ["patrol_id"])


def _refers(table: str, columns: Mapping[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")
        for column, target in columns.items()
    ]
