"""The outbox: what is to be shown in chats, kept until Telegram has it.

A *post* is a living message. It has two versions: ``wanted`` is raised by every change,
``shown`` is the one last rendered, and while they differ it is delivered, so that the last state
always arrives and several changes become one edit. A *message* is said once.

A row is leased before it is sent. A send whose end nobody knows is *unsure*: in a private chat
it is repeated, since a doubled notice beats a lost one; a message to a group is not repeated by
itself; a post new to a group waits a minute to be adopted by the first tap on it.
"""

from storage.outbox.claiming import claim, next_due, release_owned_by_others
from storage.outbox.finishing import CLOSES, SHOWN_FOR, finish
from storage.outbox.parcels import (
    Dropped,
    Failed,
    Finished,
    Later,
    Migrated,
    Outcome,
    Parcel,
    ParcelKind,
    Pinned,
    Sent,
    Shown,
    Unreachable,
    Unsure,
)
from storage.outbox.posts import (
    KEEP,
    Keep,
    Post,
    adopt,
    drop_post,
    drop_posts,
    find_post,
    find_post_at,
    is_card,
    keep_anew,
    keep_post,
    purge_cards,
    raise_posts,
    version,
)
from storage.outbox.saying import Unfinished, Urgency, purge, say, say_many, unfinished
from storage.outbox_tables import ADOPTION_SECONDS, LEASE_SECONDS

ANSWER, NOTICE, BROADCAST = Urgency.ANSWER, Urgency.NOTICE, Urgency.BROADCAST

__all__ = [
    "ADOPTION_SECONDS",
    "ANSWER",
    "BROADCAST",
    "CLOSES",
    "KEEP",
    "LEASE_SECONDS",
    "NOTICE",
    "SHOWN_FOR",
    "Dropped",
    "Failed",
    "Finished",
    "Keep",
    "Later",
    "Migrated",
    "Outcome",
    "Parcel",
    "ParcelKind",
    "Pinned",
    "Post",
    "Sent",
    "Shown",
    "Unfinished",
    "Unreachable",
    "Unsure",
    "Urgency",
    "adopt",
    "claim",
    "drop_post",
    "drop_posts",
    "find_post",
    "find_post_at",
    "finish",
    "is_card",
    "keep_anew",
    "keep_post",
    "next_due",
    "purge",
    "purge_cards",
    "raise_posts",
    "release_owned_by_others",
    "say",
    "say_many",
    "unfinished",
    "version",
]
