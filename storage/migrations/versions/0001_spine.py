"""The spine: chats, inbox, outbox, notices, drafts, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _key_check()
    _chat()
    _door()
    _inbox()
    _post()
    _message()
    _notice()
    _draft()
    _audit()


def _key_check() -> None:
    op.create_table(
        "key_check",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_key_check"),
    )


def _chat() -> None:
    op.create_table(
        "chat",
        sa.Column("id", _Id, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("telegram_id", sa.LargeBinary()),
        sa.Column("telegram_hash", sa.String(64)),
        sa.Column("title", sa.LargeBinary()),
        sa.Column("area", sa.String()),
        sa.Column("reachable", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("unreachable_since", _Instant),
        sa.Column("forgotten", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_chat"),
        sa.UniqueConstraint("telegram_hash", name="uq_chat_telegram_hash"),
        sa.UniqueConstraint("area", name="uq_chat_area"),
        sqlite_autoincrement=True,
    )


def _door() -> None:
    op.create_table(
        "door",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("heard_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_door"),
    )


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary()),
        sa.Column("received_at", _Instant, nullable=False),
        sa.Column("earliest", _Instant, nullable=False),
        sa.Column("state", sa.String(), nullable=False, server_default="new"),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("owner", sa.String()),
        sa.Column("leased_until", sa.Double()),
        sa.Column("not_before", sa.Double()),
        sa.Column("done_at", sa.Double()),
        sa.Column("error", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("update_id", name="pk_inbox"),
    )
    _partial_index("ix_inbox_lane", "inbox", ["lane", "update_id"], "state = 'new'")


def _post() -> None:
    op.create_table(
        "post",
        sa.Column("id", _Id, nullable=False),
        sa.Column("chat_id", _Id, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("screen", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("facts", sa.LargeBinary()),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("epoch", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("wanted", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("shown", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("pin", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("pinned_message_id", sa.BigInteger()),
        sa.Column("owner", sa.String()),
        sa.Column("leased_until", sa.Double()),
        sa.Column("not_before", sa.Double()),
        sa.Column("unsure_since", sa.Double()),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("error", sa.LargeBinary()),
        sa.Column("changed_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_post_chat_id"),
        sa.UniqueConstraint("chat_id", "key", name="uq_post_chat_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_post_screen_subject", "post", ["screen", "subject"])


def _message() -> None:
    op.create_table(
        "message",
        sa.Column("id", _Id, nullable=False),
        sa.Column("chat_id", _Id, nullable=False),
        sa.Column("screen", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("facts", sa.LargeBinary()),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False, server_default="queued"),
        sa.Column("created_at", _Instant, nullable=False),
        sa.Column("sent_at", _Instant),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("owner", sa.String()),
        sa.Column("leased_until", sa.Double()),
        sa.Column("not_before", sa.Double()),
        sa.Column("doubtful", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("error", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_message_chat_id"),
        sqlite_autoincrement=True,
    )
    columns = ["chat_id", "urgency", "id"]
    _partial_index("ix_message_open", "message", columns, "state IN ('queued', 'sending')")


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _Id, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("area", sa.String()),
        sa.Column("due_at", _Instant, nullable=False),
        sa.Column("useful_until", _Instant),
        sa.Column("state", sa.String(), nullable=False, server_default="waiting"),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("owner", sa.String()),
        sa.Column("leased_until", sa.Double()),
        sa.Column("not_before", sa.Double()),
        sa.Column("error", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("kind", "subject", name="uq_notice_kind_subject"),
        sqlite_autoincrement=True,
    )
    _partial_index("ix_notice_waiting", "notice", ["due_at"], "state = 'waiting'")


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", _Id, nullable=False),
        sa.Column("person_id", _Id, nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("chat_id", _Id, nullable=False),
        sa.Column("touched_at", _Instant, nullable=False),
        sa.Column("expires_at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name="fk_draft_chat_id"),
        sa.UniqueConstraint("person_id", "form", name="uq_draft_person_id_form"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_draft_expires_at", "draft", ["expires_at"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", _Id, autoincrement=False, nullable=False),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("area", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("actor", _Id),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_area_seq", "audit", ["area", "seq"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_index("ix_audit_actor", "audit", ["actor"])


def _partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
