"""Referrals by random references, what they were before, and links of agencies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _referral()
    _change()
    _link()


def _referral() -> None:
    refers = {
        "patrol_id": "patrol.id",
        "recorded_by": "member.id",
        "handed_by": "member.id",
        "handed_to": "agency.id",
    }
    op.create_table(
        "referral",
        sa.Column("id", _Id, nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("reference", sa.LargeBinary()),
        sa.Column("reference_hash", sa.String(64)),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("services", sa.LargeBinary(), nullable=False),
        sa.Column("consent", sa.String(12), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("urgency", sa.String(12)),
        sa.Column("is_new", sa.Boolean()),
        sa.Column("follow_up", sa.Date()),
        sa.Column("recorded_by", _Id, nullable=False),
        sa.Column("recorded_at", _Instant, nullable=False),
        sa.Column("handed_by", _Id),
        sa.Column("handed_at", _Instant),
        sa.Column("handed_to", _Id),
        sa.Column("was_accepted", sa.Boolean(), nullable=False),
        sa.Column("chased", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_referral"),
        sa.UniqueConstraint("reference_hash", "number", name="uq_referral_reference_hash_number"),
        *_keys("referral", refers),
    )
    op.create_index("ix_referral_patrol_id", "referral", ["patrol_id"])


def _change() -> None:
    op.create_table(
        "referral_change",
        sa.Column("id", _Id, nullable=False),
        sa.Column("referral_id", _Id, nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("was", sa.LargeBinary(), nullable=False),
        sa.Column("by", _Id),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("slip", sa.String(12)),
        sa.PrimaryKeyConstraint("id", name="pk_referral_change"),
        *_keys("referral_change", {"referral_id": "referral.id", "by": "member.id"}),
    )
    op.create_index("ix_referral_change_referral_id", "referral_change", ["referral_id"])


def _link() -> None:
    refers = {"referral_id": "referral.id", "made_by": "member.id", "chat_id": "chat.id"}
    op.create_table(
        "referral_link",
        sa.Column("id", _Id, nullable=False),
        sa.Column("referral_id", _Id, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("made_by", _Id, nullable=False),
        sa.Column("made_at", _Instant, nullable=False),
        sa.Column("expires_at", _Instant, nullable=False),
        sa.Column("chat_id", _Id),
        sa.Column("used_at", _Instant),
        sa.Column("ended_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_referral_link"),
        sa.UniqueConstraint("token_hash", name="uq_referral_link_token_hash"),
        *_keys("referral_link", refers),
    )
    op.create_index("ix_referral_link_referral_id", "referral_link", ["referral_id"])


def _keys(table: str, refers: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [target], name=f"fk_{table}_{column}")
        for column, target in refers.items()
    ]
