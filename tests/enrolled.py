"""People who have joined already, written straight into the database: a play's backdrop."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from operation.people import Grant, MemberState, Role
from storage import chats, grants, people
from storage.chats import ChatKind
from storage.database import Transaction


async def enrol(
    tx: Transaction,
    *,
    surname: str,
    telegram_id: int | None,
    at: datetime,
    area: str = "lambeth",
    roles: Collection[Role] = (Role.OFFICER,),
    trained_on: date | None = date(2031, 1, 6),
    rank: str = "PC",
    warrant: str | None = None,
) -> int:
    """An active member; without a `telegram_id` one whom a lead has written down. The id."""
    chat_id = None
    if telegram_id is not None:
        chat_id = (await chats.ensure(tx, telegram_id, ChatKind.PRIVATE)).id
    person_id = await people.ensure_person(tx, chat_id, at=at)
    member_id = await people.save_member(
        tx,
        person_id=person_id,
        area=area,
        state=MemberState.ACTIVE,
        rank=rank,
        surname=surname,
        warrant=warrant,
        at=at,
    )
    for role in roles:
        await grants.add_grant(tx, member_id, Grant(role), at=at)
    await people.change_member(tx, member_id, trained_on=trained_on)
    return member_id
