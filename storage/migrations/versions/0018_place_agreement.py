"""Who has agreed to a place that is proposed for a night."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "place_agreement",
        sa.Column("proposal_id", _Id, sa.ForeignKey("place_proposal.id"), nullable=False),
        sa.Column("member_id", _Id, sa.ForeignKey("member.id"), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", "member_id"),
    )
