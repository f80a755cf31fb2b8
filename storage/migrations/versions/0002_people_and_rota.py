"""People and the rota: areas, members, roles, links, weeks, patrols, sign-ups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _area_plan()
    _person()
    _member()
    _role_grant()
    _invite()
    _rota_week()
    _patrol()
    _sign_up()


def _area_plan() -> None:
    op.create_table(
        "area_plan",
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("area", name="pk_area_plan"),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", _Id, nullable=False),
        sa.Column("chat_id", _Id),
        sa.Column("created_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("chat_id", name="uq_person_chat_id"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_person_chat_id"),
    )


def _member() -> None:
    op.create_table(
        "member",
        sa.Column("id", _Id, nullable=False),
        sa.Column("person_id", _Id, nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("rank", sa.String(60)),
        sa.Column("surname", sa.LargeBinary(), nullable=False),
        sa.Column("warrant", sa.LargeBinary()),
        sa.Column("trained_on", sa.Date()),
        sa.Column("left_group", _Instant),
        sa.Column("safe_until", _Instant),
        sa.Column("created_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("person_id", "area", name="uq_member_person_id_area"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_member_person_id"),
    )
    op.create_index("member_area", "member", ["area", "state"])


def _role_grant() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", _Id, nullable=False),
        sa.Column("member_id", _Id, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("ward", sa.String(20), nullable=False),
        sa.Column("agency", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asked_at", _Instant, nullable=False),
        sa.Column("decided_at", _Instant),
        sa.Column("decided_by", _Id),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_role_grant_member_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name="fk_role_grant_decided_by"),
    )
    is_open = sa.text("state in ('pending', 'held')")
    op.create_index(
        "role_grant_open",
        "role_grant",
        ["member_id", "role", "ward", "agency"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _invite() -> None:
    op.create_table(
        "invite",
        sa.Column("id", _Id, nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("expires_at", _Instant, nullable=False),
        sa.Column("created_at", _Instant, nullable=False),
        sa.Column("created_by", _Id),
        sa.PrimaryKeyConstraint("id", name="pk_invite"),
        sa.UniqueConstraint("token_hash", name="uq_invite_token_hash"),
        sa.ForeignKeyConstraint(["created_by"], ["member.id"], name="fk_invite_created_by"),
    )


def _rota_week() -> None:
    op.create_table(
        "rota_week",
        sa.Column("id", _Id, nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("opens_at", _Instant, nullable=False),
        sa.Column("closes_at", _Instant, nullable=False),
        sa.Column("opened_at", _Instant),
        sa.Column("asked_at", _Instant),
        sa.Column("handed_over_at", _Instant),
        sa.PrimaryKeyConstraint("id", name="pk_rota_week"),
        sa.UniqueConstraint("area", "monday", name="uq_rota_week_area_monday"),
    )


def _patrol() -> None:
    op.create_table(
        "patrol",
        sa.Column("id", _Id, nullable=False),
        sa.Column("week_id", _Id, nullable=False),
        sa.Column("area", sa.String(40), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("starts_at", _Instant, nullable=False),
        sa.Column("ends_at", _Instant, nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("opens_at", _Instant, nullable=False),
        sa.Column("closes_at", _Instant, nullable=False),
        sa.Column("ward", sa.String(20)),
        sa.Column("is_extra", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_patrol"),
        sa.UniqueConstraint("area", "night", name="uq_patrol_area_night"),
        sa.ForeignKeyConstraint(["week_id"], ["rota_week.id"], name="fk_patrol_week_id"),
    )
    op.create_index("ix_patrol_week_id", "patrol", ["week_id"])


def _sign_up() -> None:
    op.create_table(
        "sign_up",
        sa.Column("id", _Id, nullable=False),
        sa.Column("patrol_id", _Id, nullable=False),
        sa.Column("member_id", _Id, nullable=False),
        sa.Column("since", _Instant, nullable=False),
        sa.Column("added_by", _Id),
        sa.Column("left_at", _Instant),
        sa.Column("taken_off_by", _Id),
        sa.PrimaryKeyConstraint("id", name="pk_sign_up"),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name="fk_sign_up_patrol_id"),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_sign_up_member_id"),
        sa.ForeignKeyConstraint(["added_by"], ["member.id"], name="fk_sign_up_added_by"),
        sa.ForeignKeyConstraint(["taken_off_by"], ["member.id"], name="fk_sign_up_taken_off_by"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_up_member_id", "sign_up", ["member_id"])
    is_live = sa.text("left_at is null")
    op.create_index(
        "sign_up_once",
        "sign_up",
        ["patrol_id", "member_id"],
        unique=True,
        sqlite_where=is_live,
        postgresql_where=is_live,
    )
