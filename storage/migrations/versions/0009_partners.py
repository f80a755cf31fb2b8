"""Partner agencies on a night: what it is for, invitations, feedback, soup kitchens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _engagement()
    _invitation()
    _feedback()
    _soup_kitchen()


def _engagement() -> None:
    op.create_table(
        "engagement",
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("starts_at", _Instant),
        sa.Column("ends_at", _Instant),
        sa.Column("changed_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("patrol_id", name="pk_engagement"),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_engagement_patrol_id"),
    )


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("agency_id", _Id, nullable=False),
        sa.Column("starts_at", _Instant, nullable=False),
        sa.Column("ends_at", _Instant, nullable=False),
        sa.Column("meeting", sa.LargeBinary(), nullable=False),
        sa.Column("invited_by", _Id, nullable=False),
        sa.Column("invited_at", _Instant, nullable=False),
        sa.Column("stand", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("comes", _Id),
        sa.Column("unnamed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("answered_by", _Id),
        sa.Column("answered_at", _Instant),
        sa.Column("attendance", sa.String(12)),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("patrol_id", "agency_id", name="uq_invitation_patrol_id_agency_id"),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_invitation_patrol_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_invitation_agency_id"),
        sa.ForeignKeyConstraint(["invited_by"], ["member.id"], name="fk_invitation_invited_by"),
        sa.ForeignKeyConstraint(["comes"], ["member.id"], name="fk_invitation_comes"),
        sa.ForeignKeyConstraint(["answered_by"], ["member.id"], name="fk_invitation_answered_by"),
    )
    op.create_index("ix_invitation_agency_id", "invitation", ["agency_id"])
    op.create_index("ix_invitation_comes", "invitation", ["comes"])


def _feedback() -> None:
    op.create_table(
        "partner_feedback",
        sa.Column("invitation_id", _Id, nullable=False),
        sa.Column("went", sa.String(12), nullable=False),
        sa.Column("kept_to_engagement", sa.Boolean(), nullable=False),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary()),
        sa.Column("given_by", _Id, nullable=False),
        sa.Column("given_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("invitation_id", name="pk_partner_feedback"),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="fk_partner_feedback_invitation_id"
        ),
        sa.ForeignKeyConstraint(["given_by"], ["member.id"], name="fk_partner_feedback_given_by"),
    )


def _soup_kitchen() -> None:
    op.create_table(
        "soup_kitchen",
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("agency_id", _Id, nullable=False),
        sa.Column("served", sa.Integer()),
        sa.Column("changed_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("patrol_id", name="pk_soup_kitchen"),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_soup_kitchen_patrol_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_soup_kitchen_agency_id"),
    )
    op.create_index("ix_soup_kitchen_agency_id", "soup_kitchen", ["agency_id"])
