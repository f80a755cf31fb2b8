"""What waits for a lead: each is counted as long as it waits, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.actions import support_requests, swaps
from bot.actions.people_boards import home_board
from bot.actions.todo import ToDo, todo_of
from bot.views.home import home
from operation.area import Area
from operation.leading import Leading
from operation.support_requests import Topic
from operation.swap_rules import Approval, SwapTimes
from storage import chats, leading, pairing, people
from storage.database import Database
from tests.storage.crew_scene import AREAS, LATER, LEADS, Scene, published
from tests.storage.hours_scene import MORNING, confirms

HERE: Area = AREAS["lambeth"]


async def waits(on: Scene, *, at: datetime = LATER) -> ToDo:
    async with on.db.reading() as tx:
        return await todo_of(tx, area=HERE, now=at)


async def test_what_waits_for_a_lead_is_counted_until_it_is_done(database: Database) -> None:
    on = await published(database, officers=5, signed_up=4)
    assert await waits(on) == ToDo()

    # Nobody leads, no local officer comes, a swap and a request wait.
    async with database.transaction() as tx:
        await leading.save(tx, on.friday, Leading(), at=LATER)
        await pairing.ask(tx, on.friday, HERE.wards[0].code, at=LATER)
    await on.does(on.officers[0], support_requests.ask, area=HERE, topic=Topic.SETUP, note=None)
    giver, taker = on.officers[0], on.officers[4]
    offer = await on.does(giver, swaps.offer, patrol_id=on.friday, to=on.ids[taker])
    async with database.transaction() as tx:
        actor = await people.actor_by_telegram(tx, taker)
        agreed = {HERE.key: replace(HERE, swaps=SwapTimes(approval=Approval.LEAD))}
        await swaps.take(tx, actor=actor, swap_id=offer.swap.id, areas=agreed, now=LATER)

    found = await waits(on)
    assert (found.unled, found.unpaired, found.requests) == ((on.friday,), (on.friday,), 1)
    assert found.swaps == (offer.swap.id,)
    assert not found.hours

    # After the night its hours are to settle, until a lead has confirmed them.
    after = await waits(on, at=MORNING)
    assert [(each.patrol_id, each.left) for each in after.hours] == [(on.friday, 4)]
    assert not after.unled
    for who in on.officers[:4]:
        await confirms(on, who, version=0)
    assert not (await waits(on, at=MORNING)).hours


async def test_home_has_what_waits_for_a_lead_and_an_officers_next_shift(
    database: Database,
) -> None:
    on = await published(database, officers=4, signed_up=4)
    async with database.transaction() as tx:
        await leading.save(tx, on.friday, Leading(), at=LATER)

    async def shown(who: int) -> tuple[str, list[str]]:
        async with database.reading() as tx:
            chat = await chats.find(tx, who)
            assert chat is not None
            board = await home_board(tx, chat_id=chat.id, areas=AREAS, now=LATER)
        assert board is not None
        screen = home(board)
        return screen.text, [each.label for row in screen.rows for each in row]

    text, buttons = await shown(LEADS[0])
    assert "<b>To do:</b> 1 night without a patrol lead." in text
    assert buttons[0] == "❗ Patrol lead (1)"
    assert "Next shift" not in text

    text, buttons = await shown(on.officers[0])
    assert "<b>Next shift:</b> Fri 14 Mar · 20:00–02:00" in text
    assert "To do" not in text
    assert buttons[0] == "My shifts"

    # Once it is done there is nothing at the top.
    await on.is_led(on.friday)
    assert (await shown(LEADS[0]))[1][0] == "Rota"
