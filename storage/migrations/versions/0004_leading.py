"""Who leads each patrol, and who supervises it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NAMED = ("patrol_lead", "supervisor", "fallback")


def upgrade() -> None:
    op.create_table(
        "patrol_leading",
        sa.Column("patrol_id", _Id, nullable=False),
        *(sa.Column(name, _Id) for name in _NAMED),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("patrol_id", name="pk_patrol_leading"),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_patrol_leading_patrol_id"),
        *(
            sa.ForeignKeyConstraint([name], ["member.id"], name=f"fk_patrol_leading_{name}")
            for name in _NAMED
        ),
    )
    for name in _NAMED:
        op.create_index(f"ix_patrol_leading_{name}", "patrol_leading", [name])
