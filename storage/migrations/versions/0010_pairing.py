"""Requests for a local officer, nominations, their links, meeting areas and proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    _request()
    _nomination()
    _link()
    _place()
    _proposal()


def _request() -> None:
    op.create_table(
        "pairing_request",
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("ward", sa.String(20), nullable=False),
        sa.Column("asked_at", _Instant, nullable=False),
        sa.Column("closed_at", _Instant),
        sa.PrimaryKeyConstraint("patrol_id", name="pk_pairing_request"),
        _to("pairing_request", "patrol_id", "patrol"),
    )


def _nomination() -> None:
    op.create_table(
        "nomination",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("ward", sa.String(20), nullable=False),
        sa.Column("member_id", _Id, nullable=False),
        sa.Column("nominated_by", _Id),
        sa.Column("nominated_at", _Instant, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("answered_by", _Id),
        sa.Column("answered_at", _Instant),
        sa.Column("why", sa.String(12)),
        sa.PrimaryKeyConstraint("id", name="pk_nomination"),
        _to("nomination", "patrol_id", "patrol"),
        _to("nomination", "member_id", "member"),
        _to("nomination", "nominated_by", "member"),
        _to("nomination", "answered_by", "member"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_nomination_patrol_id", "nomination", ["patrol_id"])
    op.create_index("ix_nomination_member_id", "nomination", ["member_id"])
    is_live = sa.text("state in ('asked', 'confirmed')")
    op.create_index(
        "nomination_live",
        "nomination",
        ["patrol_id"],
        unique=True,
        sqlite_where=is_live,
        postgresql_where=is_live,
    )


def _link() -> None:
    op.create_table(
        "nomination_link",
        sa.Column("invite_id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("ward", sa.String(20), nullable=False),
        sa.Column("made_by", _Id, nullable=False),
        sa.PrimaryKeyConstraint("invite_id", name="pk_nomination_link"),
        _to("nomination_link", "invite_id", "invite"),
        _to("nomination_link", "patrol_id", "patrol"),
        _to("nomination_link", "made_by", "member"),
    )
    op.create_index("ix_nomination_link_patrol_id", "nomination_link", ["patrol_id"])


def _place() -> None:
    op.create_table(
        "patrol_place",
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("meeting", sa.LargeBinary()),
        sa.Column("settled_by", _Id, nullable=False),
        sa.Column("settled_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("patrol_id", name="pk_patrol_place"),
        _to("patrol_place", "patrol_id", "patrol"),
        _to("patrol_place", "settled_by", "member"),
    )


def _proposal() -> None:
    op.create_table(
        "place_proposal",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("ward", sa.String(20), nullable=False),
        sa.Column("meeting", sa.LargeBinary()),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", _Id, nullable=False),
        sa.Column("proposed_at", _Instant, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("settled_by", _Id),
        sa.PrimaryKeyConstraint("id", name="pk_place_proposal"),
        _to("place_proposal", "patrol_id", "patrol"),
        _to("place_proposal", "proposed_by", "member"),
        _to("place_proposal", "settled_by", "member"),
        sqlite_autoincrement=True,
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "place_proposal_open",
        "place_proposal",
        ["patrol_id", "proposed_by"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
