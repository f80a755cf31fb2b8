"""The tables of the outbox, apart from it since chats look after them too."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
)

from storage.schema import metadata
from storage.types import Id, Instant, Sealed, SealedJson

# A delivery must end within its lease, time-outs included.
LEASE_SECONDS = 60.0
# How long a post of which nobody knows whether it arrived waits for a tap on it.
ADOPTION_SECONDS = 60.0

QUEUED, SENDING, SENT, DROPPED = "queued", "sending", "sent", "dropped"
FAILED, UNSURE, UNREACHABLE = "failed", "unsure", "unreachable"

post = Table(
    "post",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", Id, ForeignKey("chat.id"), nullable=False),
    Column("key", String, nullable=False),
    Column("screen", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("facts", SealedJson),
    Column("message_id", BigInteger),
    Column("epoch", Integer, nullable=False, server_default="1"),
    Column("wanted", Integer, nullable=False, server_default="1"),
    Column("shown", Integer, nullable=False, server_default="0"),
    Column("pin", Boolean, nullable=False, server_default=false()),
    Column("pinned_message_id", BigInteger),
    Column("owner", String),
    Column("leased_until", Double),
    Column("not_before", Double),
    Column("unsure_since", Double),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("error", Sealed),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("chat_id", "key"),
    Index("ix_post_screen_subject", "screen", "subject"),
    sqlite_autoincrement=True,
)

message = Table(
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", Id, ForeignKey("chat.id"), nullable=False),
    Column("screen", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("facts", SealedJson),
    Column("urgency", Integer, nullable=False),
    Column("state", String, nullable=False, server_default=QUEUED),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("message_id", BigInteger),
    Column("owner", String),
    Column("leased_until", Double),
    Column("not_before", Double),
    Column("doubtful", Boolean, nullable=False, server_default=false()),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("error", Sealed),
    sqlite_autoincrement=True,
)

unpinned = post.c.message_id.is_not(None) & post.c.message_id.is_distinct_from(
    post.c.pinned_message_id
)
is_pending = (post.c.wanted > post.c.shown) | (post.c.pin & unpinned)
is_open = message.c.state.in_([QUEUED, SENDING])

Index(
    "ix_message_open",
    message.c.chat_id,
    message.c.urgency,
    message.c.id,
    sqlite_where=is_open,
    postgresql_where=is_open,
)
