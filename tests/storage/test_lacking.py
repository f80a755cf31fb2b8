"""What a night lacks: the leads hear of it in one message a day, however much falls due."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from bot.actions import membership, turnout
from operation.crew import CREW, Reason
from operation.lacks import Lack
from operation.leading import Leading
from operation.nights import local_date
from storage import chats, leading
from storage.database import Database
from storage.outbox_tables import post
from tests.storage.crew_scene import AREAS, LATER, LEADS, NOW, STARTS, Clock, Scene, ticking
from tests.storage.test_pairing import SERGEANTS, of_ward

ZONE = AREAS["lambeth"].zone


async def cards_of(on: Scene, who: int) -> int:
    """How many messages about Friday's crew a lead has had."""
    posts = select(chats.chat.c.telegram_id).join_from(
        post, chats.chat, chats.chat.c.id == post.c.chat_id
    )
    async with on.db.reading() as tx:
        rows = await tx.all(posts.where(post.c.key.startswith(f"crew:{on.friday}:")))
    return sum(int(row.telegram_id) == who for row in rows)


async def test_what_a_night_lacks_comes_once_a_day_with_the_gravest_first(
    database: Database,
) -> None:
    ward = await of_ward(database)
    on = ward.on
    for who in SERGEANTS:
        await on.does(LEADS[0], membership.suspend, member_id=ward.ids[who])
    for who in await on.those(on.friday, *CREW):
        await on.does(LEADS[0], turnout.withdraw, patrol_id=on.friday, reason=Reason.DUTY,
                      member_id=on.ids[who])  # fmt: skip
    async with database.transaction() as tx:
        await leading.save(tx, on.friday, Leading(), at=NOW)
    await on.are_delivered()

    clock = Clock(LATER)
    a_day: Counter[object] = Counter()
    said: list[list[str]] = []
    before = await cards_of(on, LEADS[1])
    tick = ticking(database, clock)
    while (due := await tick.next_due()) is not None and due < STARTS:
        clock.shows = max(clock.shows, due)
        await tick.run()
        await on.are_delivered()
        now = await cards_of(on, LEADS[1])
        news = (await on.leads_told(on.friday))[LEADS[1]]
        if now > before and {*news} & {*Lack}:
            a_day[local_date(clock.shows, ZONE)] += now - before
            said.append(news)
        before = now

    assert max(a_day.values()) == 1
    assert len(a_day) >= 3, "every day on which something is due"
    assert [each for each in said if each != ["short", "unled", "unpaired"]] == []
