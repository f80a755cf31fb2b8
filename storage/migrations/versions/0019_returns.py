"""Returns of patrols, with every value that was ever given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _return()
    _answer()


def _return() -> None:
    refers = {
        "patrol_id": "patrol.id",
        "opened_by": "member.id",
        "submitted_by": "member.id",
        "decided_by": "member.id",
    }
    op.create_table(
        "patrol_return",
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("opened_by", _Id, nullable=False),
        sa.Column("opened_at", _Instant, nullable=False),
        sa.Column("kind", sa.String(12)),
        sa.Column("submitted_by", _Id),
        sa.Column("submitted_at", _Instant),
        sa.Column("decided_by", _Id),
        sa.Column("decided_at", _Instant),
        sa.Column("fault", sa.String(12)),
        sa.Column("reference", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("patrol_id", name="pk_patrol_return"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_patrol_return_{column}")
            for column, target in refers.items()
        ),
    )


def _answer() -> None:
    refers = {
        "patrol_id": "patrol_return.patrol_id",
        "by": "member.id",
        "struck_by": "member.id",
    }
    op.create_table(
        "return_answer",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("by", _Id, nullable=False),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("struck_by", _Id),
        sa.Column("struck_at", _Instant),
        sa.Column("slip", sa.String(12)),
        sa.PrimaryKeyConstraint("id", name="pk_return_answer"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_return_answer_{column}")
            for column, target in refers.items()
        ),
    )
    op.create_index("ix_return_answer_patrol_id", "return_answer", ["patrol_id"])
    op.create_index(
        "return_answer_stands",
        "return_answer",
        ["patrol_id", "step"],
        unique=True,
        sqlite_where=sa.text("struck_at is null"),
        postgresql_where=sa.text("struck_at is null"),
    )
