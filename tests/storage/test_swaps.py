"""Shifts that change hands while others act on them: one end, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bot.actions import crew, membership, nights, swap_boards, swaps, turnout
from bot.actions.crew_boards import duties
from bot.views import swaps as swap_views
from operation.crew import Cancelled, Move, Reason, State
from operation.errors import Refusal
from operation.rest import NotRested
from operation.selection import CrewChanged
from operation.swap_rules import Approval, SwapTimes
from operation.swaps import (
    AlreadyOffered,
    AlreadyOnCrew,
    CannotTakeIt,
    NotOnThisCrew,
    Stage,
    Swap,
    SwapGone,
    SwapTaken,
)
from operation.turnout import AlreadyWithdrawn
from storage import people
from storage import swaps as kept
from storage.chats import chat
from storage.database import Database
from storage.outbox_tables import post
from tests.storage.conftest import Open
from tests.storage.crew_scene import (
    AREAS,
    LATER,
    LEADS,
    STARTS,
    Clock,
    Scene,
    only,
    planned,
    published,
    ticking,
    worked,
)

SECOND = timedelta(seconds=1)
AGREED = {
    key: replace(area, swaps=SwapTimes(approval=Approval.LEAD)) for key, area in AREAS.items()
}


async def stage(db: Database, *, both: bool = False) -> Scene:
    """Four on Friday's crew, two standing by, three more; with `both` Saturday's crew as well."""
    on = await published(db, officers=9, signed_up=6)
    if both:
        # The first three are on both crews, the last three on Saturday's alone.
        crew_of_saturday = (*on.officers[:1], *on.officers[4:6])
        for who in on.officers[:6]:
            await on.picks(who, on.saturday, wanted=False)
        for who in crew_of_saturday:
            await on.picks(who, on.saturday, wanted=True)
        await on.publishes(on.saturday)
        await on.are_delivered()
    return on


async def does(
    on: Scene, who: int, act: Callable[..., Awaitable[Any]], *, agreed: bool = False,
    at: datetime = LATER, **facts: object,
) -> Any:  # fmt: skip
    """What somebody does, where a lead has to agree to swaps or not."""
    if not agreed:
        return await on.does(who, act, at=at, **facts)
    async with on.db.transaction() as tx:
        actor = await people.actor_by_telegram(tx, who)
        return await act(tx, actor=actor, now=at, areas=AGREED, **facts)


async def offered(on: Scene, giver: int, to: int | None = None, **more: Any) -> int:
    """A shift of Friday's is on offer; which swap that is."""
    member = on.ids[to] if to is not None else None
    facts = {"patrol_id": on.friday, "to": member, **more}
    found = await does(on, giver, swaps.offer, **facts)
    return int(found.swap.id)


async def taken(on: Scene, giver: int, taker: int, **more: Any) -> int:
    """The same, and somebody would have it: a lead decides."""
    swap = await offered(on, giver, taker, agreed=True, **more)
    await does(on, taker, swaps.take, agreed=True, swap_id=swap)
    return swap


async def swap_of(on: Scene, swap_id: int) -> Swap:
    async with on.db.reading() as tx:
        return await kept.get(tx, swap_id)


async def cards(on: Scene, screen: str) -> list[int]:
    """Who has a card of a swap, by their Telegram ids, once for each."""
    query = select(chat.c.telegram_id).join_from(post, chat, chat.c.id == post.c.chat_id)
    async with on.db.reading() as tx:
        rows = await tx.all(query.where(post.c.screen == screen).order_by(post.c.id))
    return [int(row.telegram_id) for row in rows]


async def together(*acts: Awaitable[Any]) -> list[Any]:
    """All at once; who was refused has the refusal for an answer."""
    found = await asyncio.gather(*acts, return_exceptions=True)
    assert all(not isinstance(each, BaseException) or isinstance(each, Refusal) for each in found)
    return found


async def is_whole(on: Scene, night: int | None = None, size: int = 4) -> set[int]:
    """The crew is as large as it was, everybody on it once; who it is, by Telegram id."""
    found = await on.crew(night or on.friday)
    assert len(found.crew) == size == found.target
    assert not found.offered
    assert not found.asked
    return set(await on.those(night or on.friday, State.SELECTED, State.CONFIRMED))


# Two people at once


async def test_of_two_who_take_a_shift_at_once_one_has_it(
    database: Database, replica: Database
) -> None:
    on = await stage(database)
    beside = replace(on, db=replica)
    giver, first, second = on.officers[0], *on.officers[4:6]
    swap = await offered(on, giver)

    found = await together(
        does(on, first, swaps.take, swap_id=swap), does(beside, second, swaps.take, swap_id=swap)
    )

    [won] = [n for n, each in enumerate(found) if not isinstance(each, SwapGone)]
    winner, loser = ((first, second), (second, first))[won]
    assert await is_whole(on) == {*on.officers[1:4], winner}
    stand = await on.stand(on.friday)
    assert (stand[winner], stand[giver]) == (State.CONFIRMED, State.WITHDRAWN)
    assert stand[loser] is State.STANDING_BY
    told = await on.told(on.friday)
    assert told[giver] == ["swapped_out"]
    assert told[winner] == ["swapped_in"], "the shift is theirs, and so is its card"
    assert await on.leads_told(on.friday) == {lead: ["swapped"] for lead in LEADS}
    events = await on.audited()
    moves = [*only(events, Move.SWAP_OUT), *only(events, Move.SWAP_IN)]
    assert [each.detail["member"] for each in moves] == [on.ids[giver], on.ids[winner]]
    assert await on.planned("swap_ends") == {}
    # A second tap of the winner's is harmless.
    await does(on, winner, swaps.take, swap_id=swap)
    assert len(only(await on.audited(), Move.SWAP_IN)) == 1


async def test_taking_and_taking_back_at_once_end_one_way_or_the_other(database: Database) -> None:
    on = await stage(database)
    giver, taker = on.officers[0], on.officers[6]
    swap = await offered(on, giver, taker)

    took, kept_it = await together(
        does(on, taker, swaps.take, swap_id=swap), does(on, giver, swaps.take_back, swap_id=swap)
    )

    going, found = await is_whole(on), await swap_of(on, swap)
    if isinstance(took, SwapGone):
        assert (giver in going, taker in going, found.stage) == (True, False, Stage.TAKEN_BACK)
    else:
        assert isinstance(kept_it, SwapTaken)
        assert (giver in going, taker in going, found.stage) == (False, True, Stage.DONE)


async def test_a_shift_is_on_offer_once_though_it_is_offered_twice_at_once(
    database: Database,
) -> None:
    on = await stage(database)
    giver = on.officers[0]
    found = await together(*(does(on, giver, swaps.offer, patrol_id=on.friday) for _ in range(2)))
    assert sorted(isinstance(each, AlreadyOffered) for each in found) == [False, True]
    asked = await cards(on, "swap_card")
    assert sorted(asked) == [*on.officers[4:9]], "each is asked once"
    # What the lock on the night prevents the database would refuse as well.
    [swap] = [each.swap for each in found if not isinstance(each, Refusal)]
    with pytest.raises(IntegrityError):
        async with database.transaction() as tx:
            await kept.add(tx, swap, at=LATER)


async def test_a_lead_who_publishes_a_change_meets_a_swap(database: Database) -> None:
    on = await stage(database)
    giver, taker, chosen = on.officers[0], on.officers[6], on.officers[4]
    swap = await offered(on, giver, taker)
    await on.picks(giver, on.friday, wanted=False)
    await on.picks(chosen, on.friday, wanted=True)
    version = (await on.crew(on.friday)).version

    took, out = await together(
        does(on, taker, swaps.take, swap_id=swap),
        on.does(LEADS[0], crew.publish, patrol_id=on.friday, version=version),
    )

    going, found = await is_whole(on), await swap_of(on, swap)
    if isinstance(took, Refusal):
        assert going == {*on.officers[1:4], chosen}
        assert found.stage is Stage.OVER
    else:
        assert isinstance(out, CrewChanged)
        assert going == {*on.officers[1:4], taker}
        assert not (await on.crew(on.friday)).has_changes, "the choice has given way"


async def test_a_lead_who_agrees_meets_one_who_refuses_and_a_giver_who_withdraws(
    database: Database,
) -> None:
    on = await stage(database)
    one, other = on.officers[:2]
    first, second = await taken(on, one, on.officers[6]), await taken(on, other, on.officers[7])
    yes, no = await together(
        does(on, LEADS[0], swaps.approve, agreed=True, swap_id=first),
        does(on, LEADS[1], swaps.refuse, swap_id=first),
    )
    assert sorted(isinstance(each, SwapGone) for each in (yes, no)) == [False, True]
    await is_whole(on)
    assert ((await swap_of(on, first)).stage is Stage.DONE) is (one not in await is_whole(on))

    yes, gone = await together(
        does(on, LEADS[0], swaps.approve, agreed=True, swap_id=second),
        on.withdraws(other, on.friday),
    )
    crew_now = await on.crew(on.friday)
    assert len(crew_now.crew) + len(crew_now.offered) == 4
    stand = await on.stand(on.friday)
    assert stand[other] is State.WITHDRAWN
    if isinstance(yes, SwapGone):
        assert on.officers[7] not in stand
        assert (await swap_of(on, second)).stage is Stage.OVER
    else:
        assert isinstance(gone, AlreadyWithdrawn)
        assert stand[on.officers[7]] is State.CONFIRMED


# Exchanges


async def test_an_exchange_moves_both_on_both_nights_or_neither(database: Database) -> None:
    on = await stage(database, both=True)
    giver, taker = on.officers[1], on.officers[4]
    swap = await offered(on, giver, taker, in_return=on.saturday)

    await does(on, taker, swaps.take, swap_id=swap)

    assert await is_whole(on) == {on.officers[0], *on.officers[2:4], taker}
    assert await is_whole(on, on.saturday, 3) == {on.officers[0], giver, on.officers[5]}
    assert (await on.told(on.friday))[giver] == ["swapped_out"]
    assert (await on.told(on.saturday))[giver] == ["swapped_in"]
    assert (await on.told(on.saturday))[taker] == ["selected"], "answered under the button"
    moves = [(e.verb, e.subject, e.detail["member"]) for e in await on.audited()
             if e.verb in {Move.SWAP_IN, Move.SWAP_OUT}]  # fmt: skip
    friday, saturday = f"patrol:{on.friday}", f"patrol:{on.saturday}"
    one, two = on.ids[giver], on.ids[taker]
    assert moves == [
        (Move.SWAP_OUT, friday, one), (Move.SWAP_IN, friday, two),
        (Move.SWAP_OUT, saturday, two), (Move.SWAP_IN, saturday, one),
    ]  # fmt: skip
    async with database.reading() as tx:
        actor = await people.actor_by_telegram(tx, taker)
        mine = await duties(tx, actor=actor, areas=AREAS, now=LATER)
    assert [(each.is_cancelled, each.state) for each in mine] == [
        (False, State.CONFIRMED), (True, State.WITHDRAWN),
    ]  # fmt: skip


async def test_two_exchanges_of_the_same_nights_at_once_leave_both_whole(
    database: Database, replica: Database
) -> None:
    on = await stage(database, both=True)
    beside = replace(on, db=replica)
    one, two = on.officers[1:3]
    back, there = on.officers[4:6]
    first = await offered(on, one, back, in_return=on.saturday)
    second = await offered(on, there, two, patrol_id=on.saturday, in_return=on.friday)

    found = await together(
        does(on, back, swaps.take, swap_id=first), does(beside, two, swaps.take, swap_id=second)
    )

    assert not [each for each in found if isinstance(each, Refusal)]
    assert await is_whole(on) == {on.officers[0], on.officers[3], back, there}
    assert await is_whole(on, on.saturday, 3) == {on.officers[0], one, two}


async def test_an_exchange_meets_a_withdrawal_from_the_night_asked_for(database: Database) -> None:
    on = await stage(database, both=True)
    giver, taker = on.officers[1], on.officers[4]
    swap = await offered(on, giver, taker, in_return=on.saturday)
    await on.are_delivered()

    took, _ = await together(
        does(on, taker, swaps.take, swap_id=swap), on.withdraws(taker, on.saturday)
    )

    going, found = await is_whole(on), await swap_of(on, swap)
    if isinstance(took, Refusal):
        assert (giver in going, found.stage) == (True, Stage.OVER)
        assert (await on.told(on.friday))[giver] == ["swap_ended"]
    else:
        assert (giver in going, found.stage) == (False, Stage.DONE)
    saturday = await on.crew(on.saturday)
    assert len(saturday.crew) + len(saturday.offered) == 3


async def test_a_shift_is_not_exchanged_for_one_that_is_not_theirs(database: Database) -> None:
    on = await stage(database, both=True)
    giver = on.officers[1]
    # Standing by on Saturday, on both crews, on neither crew.
    for who in (on.officers[6], on.officers[0], on.officers[7]):
        with pytest.raises(CannotTakeIt):
            await offered(on, giver, who, in_return=on.saturday)
    with pytest.raises(CannotTakeIt):
        await offered(on, on.officers[0], on.officers[4], in_return=on.saturday)


# What overtakes an offer


async def test_an_offer_ends_with_its_night_its_times_and_its_giver(database: Database) -> None:
    on = await stage(database)
    first, second, third = on.officers[:3]
    waits = await taken(on, first, on.officers[6])
    open_one = await offered(on, second, on.officers[7])
    await on.are_delivered()

    await on.does(LEADS[0], nights.move_times, patrol_id=on.friday, starts=1260, ends=1560)

    for each in (waits, open_one):
        assert (await swap_of(on, each)).stage is Stage.OVER
    told = await on.told(on.friday)
    assert told[first] == told[second] == ["swap_ended", "times"], "in one message"
    assert told[third] == ["times"]
    assert (await cards(on, "swap_card")).count(on.officers[6]) == 1
    assert (await cards(on, "swap_moved_on")) == [on.officers[6]], "who had taken it hears it"
    assert await on.planned("swap_ends") == {}
    assert await on.planned("swap_waits") == {}

    again = await offered(on, first, on.officers[6])
    await on.does(LEADS[0], nights.cancel, patrol_id=on.friday, reason=Cancelled.WEATHER)
    assert (await swap_of(on, again)).stage is Stage.OVER
    assert (await on.told(on.friday))[first][-1] == "cancelled"
    for act in (swaps.take, swaps.decline):
        with pytest.raises(SwapGone):
            await does(on, on.officers[6], act, swap_id=again)


async def test_whoever_loses_access_neither_gives_nor_takes(database: Database) -> None:
    on = await stage(database)
    giver, other, taker = *on.officers[:2], on.officers[6]
    gone = await offered(on, giver, on.officers[7])
    alone = await offered(on, other, taker)
    waits = await taken(on, on.officers[2], taker)
    await on.are_delivered()
    for who in (giver, taker):
        await on.does(LEADS[0], membership.suspend, member_id=on.ids[who])
    assert (await swap_of(on, gone)).stage is Stage.OVER
    assert (await swap_of(on, alone)).stage is Stage.DECLINED
    assert (await swap_of(on, waits)).stage is Stage.DECLINED
    told = await on.told(on.friday)
    assert told[other] == told[on.officers[2]] == ["swap_ended"]
    with pytest.raises(SwapGone):
        await does(on, LEADS[0], swaps.approve, agreed=True, swap_id=waits)


async def test_offers_run_out_at_their_time_whatever_the_bot_does_meanwhile(
    database: Database, url: str, open_database: Open
) -> None:
    on = await stage(database)
    open_one = await offered(on, on.officers[0], on.officers[6])
    waits = await taken(on, on.officers[1], on.officers[7])
    await on.are_delivered()
    until = (await swap_of(on, open_one)).until
    clock = Clock(until - SECOND)
    await database.dispose()
    await ticking(open_database(url), clock).run()
    assert (await swap_of(on, open_one)).stage is Stage.OPEN
    clock.shows = until
    await ticking(open_database(url), clock).run()
    assert (await swap_of(on, open_one)).stage is Stage.LAPSED
    assert (await on.told(on.friday))[on.officers[0]][-1] == "swap_ended"

    # What waits for a lead: they are asked again, and then it lapses.
    [half] = (await on.planned("swap_waits")).values()
    assert LATER < half < STARTS
    assert (await cards(on, "swap_approval")) == [*LEADS]
    clock.shows = half
    await ticking(open_database(url), clock).run()
    assert len(await cards(on, "swap_moved_on")) == 2
    assert (await cards(on, "swap_approval")) == [*LEADS]
    clock.shows = STARTS - timedelta(hours=1)
    await ticking(open_database(url), clock).run()
    assert (await swap_of(on, waits)).stage is Stage.LAPSED
    assert on.officers[1] in await is_whole(on)
    assert (await on.told(on.friday))[on.officers[1]][-1] in {"swap_ended", "reminder"}


# Who may not


async def test_whoever_is_on_duty_elsewhere_is_neither_asked_nor_let_in(database: Database) -> None:
    on = await stage(database)
    giver, busy = on.officers[0], on.officers[6]
    elsewhere = planned(date(2031, 3, 14))
    swap = await offered(on, giver)
    await worked(database, elsewhere, {on.ids[busy]: State.CONFIRMED}, area="southwark")

    with pytest.raises(NotRested):
        await does(on, busy, swaps.take, swap_id=swap)
    with pytest.raises(CannotTakeIt):
        await offered(on, on.officers[1], busy)
    with pytest.raises(NotRested):
        await does(
            on, LEADS[0], swaps.swap_for, patrol_id=on.friday, member_id=on.ids[giver],
            taker_id=on.ids[busy],
        )  # fmt: skip
    assert giver in await is_whole(on)
    await offered(on, on.officers[1])
    asked = await cards(on, "swap_card")
    assert (asked.count(busy), asked.count(on.officers[7])) == (1, 2)


async def test_who_takes_an_exchange_never_reads_why_the_giver_cannot_and_the_giver_does(
    database: Database,
) -> None:
    on = await stage(database, both=True)
    giver, taker = on.officers[1], on.officers[4]
    swap = await offered(on, giver, taker, in_return=on.saturday)
    there = {on.ids[giver]: State.SELECTED}
    await worked(database, planned(date(2031, 3, 15)), there, area="southwark")

    for _ in range(2):
        found = await does(on, taker, swaps.take, swap_id=swap)
        assert found.giver_cannot
    assert (await swap_of(on, swap)).stage is Stage.OPEN
    await ticking(on.db, Clock(LATER)).run()
    async with on.db.reading() as tx:
        [said] = await tx.all(text("select chat_id from message where screen = 'swap_not_rested'"))
        giver_chat = await people.chats_of(tx, [on.ids[giver]])
        assert [said.chat_id] == list(giver_chat.values())
        board = await swap_boards.giver_board(
            tx, swap_id=swap, chat_id=said.chat_id, areas=AREAS, now=LATER
        )
        assert board is not None
        screen = swap_views.swap_not_rested(board)
        assert screen is not None
        assert "On another patrol" in screen.text
        takers = (await people.chats_of(tx, [on.ids[taker]]))[on.ids[taker]]
        assert (
            await swap_boards.giver_board(tx, swap_id=swap, chat_id=takers, areas=AREAS, now=LATER)
            is None
        )
    # Tapped again it is not told again.
    await does(on, taker, swaps.take, swap_id=swap)
    assert await on.planned("swap_not_rested") == {}


async def test_a_lead_swaps_two_and_an_offer_of_the_shift_ends_with_it(database: Database) -> None:
    on = await stage(database)
    giver, asked, other = on.officers[0], on.officers[6], on.officers[7]
    swap = await offered(on, giver, asked)
    facts: dict[str, Any] = {"patrol_id": on.friday, "member_id": on.ids[giver]}

    await does(on, LEADS[0], swaps.swap_for, taker_id=on.ids[other], **facts)

    assert await is_whole(on) == {*on.officers[1:4], other}
    assert (await swap_of(on, swap)).stage is Stage.OVER
    told = await on.told(on.friday)
    assert (told[giver][-1], told[other]) == ("swapped_out", ["swapped_in"])
    assert await on.leads_told(on.friday) == {LEADS[1]: ["swapped"]}
    for taker, refusal in ((other, NotOnThisCrew), (on.officers[1], NotOnThisCrew)):
        with pytest.raises(refusal):
            await does(on, LEADS[0], swaps.swap_for, taker_id=on.ids[taker], **facts)
    facts["member_id"] = on.ids[other]
    with pytest.raises(AlreadyOnCrew):
        await does(on, LEADS[0], swaps.swap_for, taker_id=on.ids[on.officers[1]], **facts)
    # The offer that the lead's choice was among is done by it.
    again = await offered(on, on.officers[1], asked)
    await does(
        on, LEADS[0], swaps.swap_for, patrol_id=on.friday, member_id=on.ids[on.officers[1]],
        taker_id=on.ids[asked],
    )  # fmt: skip
    assert (await swap_of(on, again)).stage is Stage.DONE


# Short notice


async def test_at_short_notice_the_place_is_offered_on_at_once_and_for_an_hour(
    database: Database,
) -> None:
    on = await stage(database)
    late = STARTS - timedelta(hours=10)
    await on.does(
        on.officers[0], turnout.withdraw, at=late, patrol_id=on.friday, reason=Reason.UNFIT
    )
    assert await on.until(on.officers[4], on.friday) == late + timedelta(hours=1)
    told = await on.told(on.friday)
    assert [told[who] for who in on.officers[1:4]] == [["dropped"]] * 3
    assert await on.leads_told(on.friday) == {lead: ["withdrew"] for lead in LEADS}
    drop = only(await on.audited(), Move.WITHDRAW)[-1]
    assert drop.detail["reason"] == "unfit"
