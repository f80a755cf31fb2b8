"""Partner agencies: the list of each area, kept by its leads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", _Id, nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.Column("paused_at", _Instant),
        sa.Column("main_contact", _Id),
        sa.Column("created_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agency"),
        sa.UniqueConstraint("area", "key", name="uq_agency_area_key"),
        sa.UniqueConstraint("area", "name_hash", name="uq_agency_area_name_hash"),
        sa.ForeignKeyConstraint(["main_contact"], ["member.id"], name="fk_agency_main_contact"),
    )
