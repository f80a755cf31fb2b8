"""Money that stays where it is: confirmed hours in their pot, rates without holes, word in time."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.actions import budget, nights, rota
from bot.scheduling.jobs import jobs
from operation.budget import (
    Accepted,
    Basis,
    PotPaysNight,
    PricesMissing,
    RatePaysNights,
    WouldOverspend,
)
from operation.hours import Why
from storage import areas as area_plans
from storage import budget as money
from storage import notices, people
from storage.database import Database
from storage.outbox_tables import message
from tests.storage.crew_scene import AREAS, LATER, LEADS, NOW, STARTS, Scene, only, scene
from tests.storage.hours_scene import (
    AREA,
    MARCH,
    MORNING,
    confirms,
    over,
    pot_stands,
    with_money,
)

FRIDAY = date(2031, 3, 14)
FIRST, LAST = MARCH


async def enters_pot(on: Scene, name: str, starts: date, ends: date, pence: int = 900_00) -> int:
    return await on.does(
        LEADS[0], budget.add_pot, at=NOW, area=AREA, name=name, code="X2", pence=pence,
        starts=starts, ends=ends,
    )  # fmt: skip


async def ends_pot(on: Scene, pot: int, ends: date) -> object:
    return await on.does(LEADS[1], budget.change_pot, at=NOW, pot_id=pot, ends=ends)


async def enters_rate(on: Scene, pence: int, starts: date, ends: date | None = None) -> object:
    return await on.does(
        LEADS[0], budget.add_rate, at=NOW, area=AREA, rank="PC", basis=Basis.HOURLY, pence=pence,
        starts=starts, ends=ends,
    )  # fmt: skip


async def drops_rate(on: Scene, index: int) -> budget.RateDropped:
    async with on.db.reading() as tx:
        rate = (await money.rates_of(tx, AREA.key))[index]
    return await on.does(LEADS[0], budget.drop_rate, at=MORNING, rate_id=rate.id)


async def rates(on: Scene) -> list[tuple[int, date, date | None]]:
    async with on.db.reading() as tx:
        return [(e.pence, e.starts, e.ends) for e in await money.rates_of(tx, AREA.key)]


# Pots


async def test_confirmed_hours_stay_in_their_pot_whatever_other_pots_come_and_go(
    database: Database,
) -> None:
    on = await over(database)
    pot = await with_money(on)
    await confirms(on, on.officers[0], version=0)

    # One that ends sooner would pay the nights to come; of this night it takes nothing.
    other = await enters_pot(on, "POCA", FIRST, FRIDAY)

    assert (await pot_stands(on, pot))[0].hours == 120_00
    assert (await pot_stands(on, pot))[0].committed == 3 * 120_00
    assert (await pot_stands(on, other))[0].hours == 0
    with pytest.raises(PotPaysNight) as refused:
        await ends_pot(on, pot, FRIDAY - timedelta(days=1))
    assert refused.value.day == FRIDAY

    # A lead may say that the other pays for it: only then it moves, and the first may end.
    await on.does(LEADS[0], budget.choose_pot, at=NOW, patrol_id=on.friday, pot_id=other)
    assert (await pot_stands(on, other))[0].hours == 120_00
    await ends_pot(on, pot, FRIDAY - timedelta(days=1))
    # What was chosen is held by its pot just so.
    with pytest.raises(PotPaysNight):
        await ends_pot(on, other, FRIDAY - timedelta(days=1))


async def test_hours_that_were_confirmed_before_there_was_a_pot_go_to_the_first_that_covers_them(
    database: Database,
) -> None:
    on = await over(database)
    await enters_rate(on, 20_00, FIRST)
    await confirms(on, on.officers[0], version=0)

    pot = await enters_pot(on, "Force", FIRST, LAST)
    await enters_pot(on, "POCA", FIRST, FRIDAY)

    assert (await pot_stands(on, pot))[0].hours == 120_00


async def test_a_pot_that_is_shortened_while_hours_are_confirmed_loses_none_of_them(
    database: Database,
) -> None:
    on = await over(database)
    pot = await with_money(on)

    ended, _ = await asyncio.gather(
        ends_pot(on, pot, FRIDAY - timedelta(days=1)),
        confirms(on, on.officers[0], version=0),
        return_exceptions=True,
    )

    stand, _ = await pot_stands(on, pot)
    if isinstance(ended, PotPaysNight):
        assert stand.hours == 120_00
    else:
        assert stand.pot.ends < FRIDAY
        async with on.db.reading() as tx:
            assert await money.nights_of_pot(tx, pot) == []


# Rates


async def test_a_rate_that_is_taken_back_leaves_no_hole(database: Database) -> None:
    on = await over(database)
    await enters_rate(on, 20_00, FIRST)
    await enters_rate(on, 21_00, date(2031, 3, 10))
    await enters_rate(on, 22_00, date(2031, 9, 1))
    await confirms(on, on.officers[0], version=0)

    done = await drops_rate(on, 1)

    assert done.reopened is not None
    assert await rates(on) == [
        (20_00, FIRST, date(2031, 8, 31)),
        (22_00, date(2031, 9, 1), None),
    ]
    await drops_rate(on, 1)
    assert await rates(on) == [(20_00, FIRST, None)]
    # No other would pay what is confirmed by this one; its amount can be put right.
    with pytest.raises(RatePaysNights) as refused:
        await drops_rate(on, 0)
    assert refused.value.day == FRIDAY
    await enters_rate(on, 25_00, FIRST)
    assert await rates(on) == [(25_00, FIRST, None)]
    [entry] = only(await on.audited(), "rate corrected")
    assert (entry.detail["was_pence"], entry.detail["pence"]) == (20_00, 25_00)


# Before a crew is published


async def ready(database: Database, *, amount: int) -> tuple[Scene, int]:
    on = await scene(database, officers=5, signed_up=4, places=5)
    async with database.transaction() as tx:
        await area_plans.seed(tx, AREA.key, AREA.plan, at=NOW)
    return on, await with_money(on, amount=amount)


async def ranked(on: Scene, who: int, rank: str) -> None:
    async with on.db.transaction() as tx:
        await people.change_member(tx, on.ids[who], rank=rank)


async def test_who_has_no_price_is_asked_about_and_what_was_accepted_holds_for_no_more(
    database: Database,
) -> None:
    on, _ = await ready(database, amount=400_00)
    await ranked(on, on.officers[0], "PS")

    with pytest.raises(PricesMissing) as refused:
        await on.publishes(on.friday)
    assert refused.value.ranks == ("PS",)

    # It is more by the time that the lead says yes: two are without a price, and it costs more.
    await ranked(on, on.officers[1], "PS")
    with pytest.raises(PricesMissing):
        await on.publishes(on.friday, accepts=Accepted(unpriced=1))
    await on.does(
        LEADS[0], budget.add_rate, at=NOW, area=AREA, rank="PS", basis=Basis.HOURLY,
        pence=30_00, starts=FIRST, ends=None,
    )  # fmt: skip
    with pytest.raises(WouldOverspend) as more:
        await on.publishes(on.friday, accepts=Accepted(over=80_00))
    assert more.value.over == 200_00
    await on.publishes(on.friday, accepts=Accepted(over=200_00))


# Word of a pot that is overspent


async def passes(on: Scene) -> None:
    """The next tick: pots are looked at."""
    async with on.db.transaction() as tx:
        due = await notices.claim_due(tx, now=MORNING, owner="me", limit=500)
    known = jobs(AREAS)
    for each in due:
        async with on.db.transaction() as tx:
            if each.kind in {"watch_night_money", "watch_pots"}:
                await known[each.kind](tx, each, MORNING)
            await notices.done(tx, each)


async def words(on: Scene) -> int:
    """How often a lead has been told."""
    query = select(message.c.id).where(message.c.screen == "pot_overspent")
    async with on.db.reading() as tx:
        return len(await tx.all(query))


async def test_the_leads_hear_once_of_each_time_that_a_pot_is_overspent(
    database: Database,
) -> None:
    on, pot = await ready(database, amount=490_00)
    await on.publishes(on.friday)
    await passes(on)
    assert await words(on) == 0

    # Somebody is added to the published crew, and later hours are moved: told once.
    new = on.ids[on.officers[4]]
    later, latest = LATER + timedelta(minutes=1), LATER + timedelta(minutes=2)
    await on.does(LEADS[0], rota.add_officer, at=later, patrol_id=on.friday, member_id=new)
    await passes(on)
    assert await words(on) == len(LEADS)
    await on.does(
        LEADS[0], nights.move_times, at=latest, patrol_id=on.friday, starts=20 * 60, ends=27 * 60
    )
    await passes(on)
    assert await words(on) == len(LEADS)

    # The pot can pay again; then confirming longer hours overspends it anew.
    await on.does(LEADS[0], budget.change_pot, at=later, pot_id=pot, pence=5 * 140_00)
    await passes(on)
    await confirms(on, on.officers[0], 60, Why.ARREST, version=0)
    await passes(on)
    assert await words(on) == 2 * len(LEADS)
    assert (await pot_stands(on, pot))[0].remaining == -20_00


async def test_a_lead_who_publishes_beyond_a_pot_is_not_told_what_they_know(
    database: Database,
) -> None:
    on, _ = await ready(database, amount=400_00)

    await on.publishes(on.friday, accepts=Accepted(over=80_00))
    await passes(on)

    assert await words(on) == len(LEADS) - 1


async def test_two_changes_at_once_that_overspend_a_pot_together_are_both_in_the_sum(
    database: Database,
) -> None:
    on, pot = await ready(database, amount=8 * 120_00 + 130_00)
    await on.publishes(on.friday)
    await on.publishes(on.saturday)
    await passes(on)
    at = STARTS - timedelta(days=1)

    new = on.ids[on.officers[4]]
    await asyncio.gather(
        *(
            on.does(lead, rota.add_officer, at=at, patrol_id=night, member_id=new)
            for lead, night in zip(LEADS, (on.friday, on.saturday), strict=True)
        )
    )
    await passes(on)

    assert (await pot_stands(on, pot))[0].remaining == -110_00
    assert await words(on) == len(LEADS)
