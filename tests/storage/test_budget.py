"""Money as it is written down: leads who meet, sums that add up, what a crew would cost."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from datetime import date, timedelta

import pytest

from bot.actions import budget, crew
from operation.attendance import Attended
from operation.budget import (
    Accepted,
    Basis,
    CostKind,
    OutsidePot,
    PotHoldsCosts,
    PotNameTaken,
    RatesOverlap,
    WouldOverspend,
)
from operation.errors import Refusal
from operation.hours import Why
from storage import areas as area_plans
from storage import budget as money
from storage.database import Database
from tests.storage.crew_scene import LATER, LEADS, NOW, Scene, only, scene
from tests.storage.hours_scene import (
    AREA,
    MARCH,
    MORNING,
    confirms,
    corrects,
    marks,
    over,
    pot_stands,
    says,
    sheet,
    with_money,
)

STARTS, ENDS = MARCH


async def add_rate(on: Scene, lead: int, starts: date, ends: date | None = None) -> object:
    return await on.does(
        lead, budget.add_rate, at=NOW, area=AREA, rank="PC", basis=Basis.HOURLY, pence=21_00,
        starts=starts, ends=ends,
    )  # fmt: skip


async def add_pot(on: Scene, lead: int, name: str) -> int:
    return await on.does(
        lead, budget.add_pot, at=NOW, area=AREA, name=name, code="X2", pence=100, starts=STARTS,
        ends=ENDS,
    )  # fmt: skip


async def test_two_leads_who_enter_overlapping_rates_at_once_make_one(database: Database) -> None:
    on = await over(database, officers=2)

    done = await asyncio.gather(
        add_rate(on, LEADS[0], STARTS, ENDS),
        add_rate(on, LEADS[1], date(2031, 3, 10)),
        return_exceptions=True,
    )

    assert sum(isinstance(each, RatesOverlap) for each in done) == 1
    async with database.reading() as tx:
        assert len(await money.rates_of(tx, AREA.key)) == 1


async def test_a_new_rate_ends_the_one_before_it_and_both_are_audited(database: Database) -> None:
    on = await over(database, officers=2)
    await add_rate(on, LEADS[0], STARTS)
    await add_rate(on, LEADS[0], date(2031, 9, 1))

    async with database.reading() as tx:
        first, second = await money.rates_of(tx, AREA.key)
    assert (first.ends, second.ends) == (date(2031, 8, 31), None)
    [_, entry] = only(await on.audited(), "rate entered")
    assert entry.detail["follows"] == f"rate:{first.id}"
    assert entry.actor is not None


async def test_two_pots_of_one_name_at_once_make_one(database: Database) -> None:
    on = await over(database, officers=2)

    done = await asyncio.gather(
        add_pot(on, LEADS[0], "POCA"), add_pot(on, LEADS[1], "poca"), return_exceptions=True
    )

    assert sum(isinstance(each, PotNameTaken) for each in done) == 1


async def test_dates_that_leave_out_what_was_bought_are_refused(database: Database) -> None:
    on = await over(database, officers=2)
    pot = await with_money(on)
    buys = {"pot_id": pot, "kind": CostKind.FOOD, "pence": 100}
    await on.does(LEADS[0], budget.add_cost, at=NOW, day=date(2031, 3, 20), **buys)

    with pytest.raises(OutsidePot):
        await on.does(LEADS[0], budget.add_cost, at=NOW, day=date(2031, 4, 1), **buys)
    with pytest.raises(PotHoldsCosts):
        await on.does(LEADS[0], budget.change_pot, at=NOW, pot_id=pot, ends=date(2031, 3, 19))
    await on.does(LEADS[0], budget.change_pot, at=NOW, pot_id=pot, ends=date(2031, 3, 20))


async def test_a_cost_is_taken_back_once(database: Database) -> None:
    on = await over(database, officers=2)
    pot = await with_money(on)
    cost = await on.does(
        LEADS[0], budget.add_cost, at=NOW, pot_id=pot, kind=CostKind.FOOD, pence=34_50, day=STARTS
    )
    assert (await pot_stands(on, pot))[0].costs == 34_50

    done = await asyncio.gather(
        *(on.does(lead, budget.drop_cost, at=NOW, cost_id=cost) for lead in LEADS),
        return_exceptions=True,
    )

    assert sum(isinstance(each, Exception) for each in done) == 1
    assert len(only(await on.audited(), "cost taken back")) == 1
    assert (await pot_stands(on, pot))[0].costs == 0


async def test_a_published_crew_is_committed_and_what_is_confirmed_is_spent(
    database: Database,
) -> None:
    on = await over(database)
    pot = await with_money(on)
    # Saturday's list is still to be chosen from: its minimum of two is planned.
    before, _ = await pot_stands(on, pot)
    assert (before.actual, before.committed) == (0, 4 * 120_00)
    one, two, absent, _ = on.officers
    await confirms(on, one, 60, Why.ARREST, version=0)
    await confirms(on, two, version=0)
    await marks(on, absent, Attended.MISSED)

    stand, rows = await pot_stands(on, pot)

    assert (stand.hours, stand.committed) == (140_00 + 120_00, 120_00)
    assert stand.actual == rows
    assert stand.remaining == 5_000_00 - 260_00 - 120_00
    assert stand.planned > 0


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_happens_the_rows_for_finance_add_up_to_what_the_pot_has_spent(
    database: Database, seed: int
) -> None:
    """A walk at random over stating, confirming, correcting, costs and absences."""
    on = await over(database)
    pot = await with_money(on)
    chance = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    most = 0
    for _ in range(25):
        with suppress(Refusal):
            await _step(on, chance, pot)
        stand, rows = await pot_stands(on, pot)
        assert stand.actual == rows
        assert stand.actual + stand.committed + stand.remaining == stand.pot.pence
        most = max(most, stand.hours)
    assert most > 100_00


async def _step(on: Scene, chance: random.Random, pot: int) -> None:
    who = chance.choice(on.officers)
    ends = chance.choice([0, 0, 15, 45, -30])
    version = (await sheet(on, who)).version
    verbs = ["say", "confirm", "correct", "not there", "mark", "buy"]
    match chance.choices(verbs, weights=[4, 5, 2, 1, 1, 2])[0]:
        case "say":
            await says(on, who, ends, Why.OTHER)
        case "confirm":
            await confirms(on, who, ends, Why.OTHER, version=version)
        case "correct":
            await corrects(on, who, (0, ends), version=version, why=Why.OTHER)
        case "not there":
            await corrects(on, who, None, version=version)
        case "mark":
            await marks(on, who, chance.choice(list(Attended)))
        case _:
            pence = chance.randint(1, 50_00)
            await on.does(
                LEADS[0], budget.add_cost, at=MORNING, pot_id=pot, kind=CostKind.FOOD,
                pence=pence, day=STARTS,
            )  # fmt: skip


# Before a crew is published


async def ready(database: Database, *, amount: int) -> tuple[Scene, int]:
    on = await scene(database, officers=4, signed_up=4)
    async with database.transaction() as tx:
        await area_plans.seed(tx, AREA.key, AREA.plan, at=NOW)
    return on, await with_money(on, amount=amount)


async def test_a_crew_that_its_pot_cannot_pay_is_published_only_by_a_lead_who_accepts_it(
    database: Database,
) -> None:
    on, _ = await ready(database, amount=400_00)

    with pytest.raises(WouldOverspend) as refused:
        await on.publishes(on.friday)
    assert (refused.value.pot, refused.value.over) == ("March", 80_00)
    assert not (await on.crew(on.friday)).is_published

    await on.publishes(on.friday, accepts=Accepted(over=80_00))
    [entry] = only(await on.audited(), "crew published")
    assert entry.detail["overspend"] == "accepted"


async def test_what_is_promised_to_one_night_is_not_there_for_the_next(database: Database) -> None:
    on, pot = await ready(database, amount=800_00)

    await on.publishes(on.friday)
    with pytest.raises(WouldOverspend):
        await on.publishes(on.saturday)

    # Another pot that covers the night can pay for it, once a lead says so.
    other = await on.does(
        LEADS[0], budget.add_pot, at=NOW, area=AREA, name="Later", code="X2", pence=5_000_00,
        starts=STARTS, ends=ENDS + timedelta(days=30),
    )  # fmt: skip
    await on.does(LEADS[0], budget.choose_pot, at=NOW, patrol_id=on.saturday, pot_id=other)
    await on.publishes(on.saturday)
    assert (await pot_stands(on, pot))[0].committed == 4 * 120_00
    assert (await pot_stands(on, other))[0].committed == 4 * 120_00


async def test_a_night_that_no_pot_covers_is_published_without_a_question(
    database: Database,
) -> None:
    on, pot = await ready(database, amount=1)
    await on.does(LEADS[0], budget.change_pot, at=NOW, pot_id=pot, ends=date(2031, 3, 13))

    assert (await on.publishes(on.friday)).told == 4


async def test_a_smaller_crew_in_a_pot_that_is_overspent_is_asked_about_as_well(
    database: Database,
) -> None:
    on, _ = await ready(database, amount=400_00)
    await on.publishes(on.friday, accepts=Accepted(over=80_00))
    await on.picks(on.officers[0], on.friday, wanted=False)

    version = (await on.crew(on.friday)).version
    await on.does(LEADS[0], crew.publish, at=LATER, patrol_id=on.friday, version=version)

    assert len((await on.crew(on.friday)).crew) == 3


async def test_confirmed_hours_count_where_no_crew_was_ever_published(database: Database) -> None:
    on = await scene(database, officers=3, signed_up=3, places=3)
    async with database.transaction() as tx:
        await area_plans.seed(tx, AREA.key, AREA.plan, at=NOW)
    pot = await with_money(on)

    await confirms(on, on.officers[0], version=0)
    stand, exported = await pot_stands(on, pot)
    # The list went out all the same; of the others nobody has said anything.
    assert (stand.hours, exported, stand.committed) == (120_00, 120_00, 0)
