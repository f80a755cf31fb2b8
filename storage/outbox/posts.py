"""Living messages: what is kept up to date in a chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final

from sqlalchemy import String, bindparam, case, delete, select, update
from sqlalchemy.sql.dml import ReturningInsert

from storage.outbox_tables import post
from storage.transaction import AnyInsert, AnyRow, Transaction, for_both


class Keep(Enum):
    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Post:
    """A living message; without ``message_id`` it has not been sent, or nobody knows.

    Rendered now, it is version ``wanted`` of ``epoch``.
    """

    id: int
    chat_id: int
    key: str
    screen: str
    subject: str
    facts: Mapping[str, Any]
    message_id: int | None
    epoch: int
    wanted: int


_POST = (
    post.c.id,
    post.c.chat_id,
    post.c.key,
    post.c.screen,
    post.c.subject,
    post.c.facts,
    post.c.message_id,
    post.c.epoch,
    post.c.wanted,
)
_FIND = select(*_POST).where(
    post.c.chat_id == bindparam("in_chat"), post.c.key == bindparam("by_key")
)
_NEWEST = (
    select(*_POST)
    .where(post.c.chat_id == bindparam("in_chat"))
    .where(post.c.key.startswith(bindparam("beginning", type_=String)))
    .order_by(post.c.id.desc())
    .limit(1)
)
_RAISE = (
    update(post)
    .where(post.c.screen == bindparam("that_screen"))
    .where(post.c.subject == bindparam("that_subject"))
    .values(wanted=post.c.wanted + 1, tries=0)
)


async def keep_post(
    tx: Transaction,
    *,
    chat_id: int,
    key: str,
    screen: str,
    subject: str = "",
    facts: Mapping[str, Any] | None = None,
    pin: bool = False,
    message_id: int | Keep | None = KEEP,
    at: datetime,
) -> int:
    """Have this screen stand in the chat under ``key``, rendered anew. Returns the post's id.

    With a ``message_id`` it moves to that message, with None it is sent as a new one, and by
    default it stays where it is.
    """
    values: dict[str, Any] = {
        "chat_id": chat_id,
        "key": key,
        "screen": screen,
        "subject": subject,
        "facts": dict(facts) if facts else None,
        "pin": pin,
        "changed_at": at,
    }
    statement = _KEEP_WHERE_IT_IS
    if message_id is not KEEP:
        values["message_id"] = message_id
        statement = _SEND_ANEW if message_id is None else _MOVE
    tx.mark("outbox")
    return int(await tx.scalar(statement[tx.is_postgres], values))


async def keep_anew(
    tx: Transaction,
    *,
    chat_id: int,
    key: str,
    screen: str,
    subject: str,
    news: Sequence[Sequence[str | int]],
    retired: str,
    at: datetime,
) -> None:
    """Have this screen stand as a new message at the end of the chat, the one before giving way.

    Posts of one matter are numbered, `key:1` and on: the newest shows the screen, with `news` in
    its facts, the ones before it the `retired` screen. What has not been sent yet is not sent
    twice, but gets the news as well.
    """
    row = await tx.first(_NEWEST, {"in_chat": chat_id, "beginning": f"{key}:"})
    newest = _post(row) if row else None
    told: list[Sequence[str | int]] = []
    number = 1
    if newest is not None:
        number = int(newest.key.rpartition(":")[2])
        if newest.message_id is None:
            told = [*newest.facts.get("news", ()), *news]
        else:
            await keep_post(
                tx, chat_id=chat_id, key=newest.key, screen=retired, subject=subject, at=at
            )
            number += 1
    await keep_post(
        tx,
        chat_id=chat_id,
        key=f"{key}:{number}",
        screen=screen,
        subject=subject,
        facts={"news": [list(each) for each in told or news]},
        at=at,
    )


async def raise_posts(tx: Transaction, *, screen: str, subject: str) -> None:
    """What these posts show has changed: render them anew, wherever they stand."""
    await tx.execute(_RAISE, {"that_screen": screen, "that_subject": subject})
    tx.mark("outbox")


async def adopt(tx: Transaction, *, chat_id: int, key: str, message_id: int) -> bool:
    """A tap came from a post of which nobody knew that it had arrived: it stands there.

    Nothing happens to a post that has a message already.
    """
    result = await tx.execute(
        update(post)
        .where(post.c.chat_id == chat_id, post.c.key == key, post.c.message_id.is_(None))
        .values(message_id=message_id, epoch=post.c.epoch + 1)
        .values(unsure_since=None, owner=None, leased_until=None)
    )
    tx.mark("outbox")
    return result.rowcount > 0


async def find_post(tx: Transaction, *, chat_id: int, key: str) -> Post | None:
    """The post under this key."""
    row = (await tx.execute(_FIND, {"in_chat": chat_id, "by_key": key})).first()
    return _post(row) if row else None


async def find_post_at(tx: Transaction, *, chat_id: int, message_id: int) -> Post | None:
    """The post that stands in this message."""
    here = (post.c.chat_id == chat_id) & (post.c.message_id == message_id)
    row = await tx.first(select(post).where(here).limit(1))
    return _post(row) if row else None


async def is_card(tx: Transaction, *, chat_id: int, message_id: int, panel: str) -> bool:
    """Whether a post other than the chat's panel stands in this message."""
    mine = (post.c.chat_id == chat_id) & (post.c.message_id == message_id)
    return await tx.first(select(post.c.id).where(mine, post.c.key != panel).limit(1)) is not None


async def drop_post(tx: Transaction, *, chat_id: int, key: str) -> None:
    """Stop keeping it up to date; the message stays as it is."""
    await tx.execute(delete(post).where(post.c.chat_id == chat_id, post.c.key == key))


async def drop_posts(tx: Transaction, *, chat_id: int) -> None:
    """Stop keeping any post of a chat up to date; the messages stay as they are."""
    await tx.execute(delete(post).where(post.c.chat_id == chat_id))


async def purge_cards(tx: Transaction, *, before: datetime) -> None:
    """Forget the numbered posts that nothing was said on since then; the messages stay."""
    # `night:12:1`: of what, which, and the number.
    is_numbered = post.c.key.like("%:%:%")
    await tx.execute(delete(post).where(is_numbered, post.c.changed_at < before))


async def version(tx: Transaction, post_id: int) -> tuple[int, int] | None:
    """(epoch, wanted) as this transaction sees it: what a rendering in it will show."""
    row = await tx.first(select(post.c.epoch, post.c.wanted).where(post.c.id == post_id))
    return (row.epoch, row.wanted) if row else None


def _to_a_new_message(_new: Any) -> dict[str, Any]:
    """A new epoch, so that a delivery to the old message changes nothing."""
    fresh = {"owner": None, "leased_until": None, "unsure_since": None, "not_before": None}
    return {"message_id": None, "epoch": post.c.epoch + 1, **fresh}


def _to_this_message(new: Any) -> dict[str, Any]:
    """The same, unless it stands there already."""
    stays = post.c.message_id == new.message_id
    return {
        "message_id": new.message_id,
        "epoch": case((stays, post.c.epoch), else_=post.c.epoch + 1),
        "owner": case((stays, post.c.owner), else_=None),
        "leased_until": case((stays, post.c.leased_until), else_=None),
        "unsure_since": None,
    }


def _post(row: AnyRow) -> Post:
    return Post(
        id=row.id,
        chat_id=row.chat_id,
        key=row.key,
        screen=row.screen,
        subject=row.subject,
        facts=row.facts or {},
        message_id=row.message_id,
        epoch=row.epoch,
        wanted=row.wanted,
    )


def _keeping(
    moved: Callable[[Any], dict[str, Any]],
) -> dict[bool, ReturningInsert[*tuple[Any, ...]]]:
    """A new post, or the one that is there rendered anew, and `moved` where it is to go."""

    def build(insert: Callable[[Any], AnyInsert]) -> ReturningInsert[*tuple[Any, ...]]:
        first = insert(post)
        new = first.excluded
        names = ("screen", "subject", "facts", "pin", "changed_at")
        again: dict[str, Any] = {name: new[name] for name in names}
        again |= {"wanted": post.c.wanted + 1, "tries": 0, "error": None, **moved(new)}
        keys = [post.c.chat_id, post.c.key]
        return first.on_conflict_do_update(index_elements=keys, set_=again).returning(post.c.id)

    return for_both(build)


# Building a statement costs more than running it.
_KEEP_WHERE_IT_IS = _keeping(lambda _: {})
_SEND_ANEW = _keeping(_to_a_new_message)
_MOVE = _keeping(_to_this_message)
