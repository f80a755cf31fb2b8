"""Support that is asked for after a visit or a patrol."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "support_request",
        sa.Column("id", _Id, nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("person_id", _Id, nullable=False),
        sa.Column("home", sa.String(40)),
        sa.Column("rank", sa.String(60)),
        sa.Column("surname", sa.LargeBinary(), nullable=False),
        sa.Column("topic", sa.String(12), nullable=False),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asked_at", _Instant, nullable=False),
        sa.Column("answered_at", _Instant),
        sa.Column("answered_by", _Id),
        sa.Column("answer", sa.LargeBinary()),
        sa.Column("closed_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_support_request"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_support_request_person_id"),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["member.id"], name="fk_support_request_answered_by"
        ),
    )
    op.create_index("ix_support_request_area", "support_request", ["area"])
    still = sa.text("state <> 'closed'")
    op.create_index(
        "support_request_once", "support_request", ["person_id", "area", "topic"], unique=True,
        sqlite_where=still, postgresql_where=still,
    )  # fmt: skip
