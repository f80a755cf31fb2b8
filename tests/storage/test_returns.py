"""Returns as they are written down: a crew that fills one in together, and what was struck."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.actions import returns
from bot.actions.crew_boards import lead_week
from bot.actions.todo import todo_of
from operation.errors import Refusal
from operation.returns import Fault, Kind, PatrolReturn, ReturnIn, ReturnState, Slip, Value
from storage import drafts, people
from storage import returns as stored
from storage.database import Database
from tests.storage.crew_scene import AREAS, LEADS, Scene
from tests.storage.hours_scene import MORNING, over

ANSWERS = {"seen": "3", "engaged": "2", "weather": "dry"}


async def begins(on: Scene, who: int) -> None:
    await on.does(who, returns.begin, at=MORNING, patrol_id=on.friday)


async def answers(on: Scene, who: int, step: str, value: str) -> None:
    await on.does(who, returns.answer, at=MORNING, patrol_id=on.friday, step=step, value=value)


async def sends(on: Scene, who: int, **given: str) -> PatrolReturn:
    return await on.does(
        who, returns.submit, at=MORNING, patrol_id=on.friday, kind=Kind.WORKED,
        answers=ANSWERS | given,
    )  # fmt: skip


async def at_once(*acts: Any) -> list[Any]:
    return list(await asyncio.gather(*acts, return_exceptions=True))


async def standing(on: Scene) -> dict[str, str]:
    async with on.db.reading() as tx:
        return await stored.answers_of(tx, on.friday)


async def values(on: Scene) -> list[Value]:
    async with on.db.reading() as tx:
        return await stored.values_of(tx, on.friday)


async def test_two_who_begin_it_at_once_have_begun_one_return(database: Database) -> None:
    on = await over(database)
    one, other = on.officers[:2]

    assert await at_once(begins(on, one), begins(on, other)) == [None, None]

    verbs = [event.verb for event in await on.audited()]
    assert verbs.count("return begun") == 1


@pytest.mark.parametrize("step", ["seen", "weather"])
async def test_of_two_answers_at_once_one_stands(database: Database, step: str) -> None:
    on = await over(database)
    one, other = on.officers[:2]
    await begins(on, one)

    told = await at_once(
        answers(on, one, step, "1"), answers(on, other, step, "2"),
        answers(on, one, "felt", "same"), answers(on, other, "issues", "none"),
    )  # fmt: skip

    assert told == [None] * 4
    found = await standing(on)
    assert found.pop(step) in {"1", "2"}
    assert found == {"felt": "same", "issues": "none"}
    assert len(await values(on)) == 3, "and nothing was struck before it was sent"


async def test_of_two_who_send_it_at_once_one_has_and_the_other_is_told(
    database: Database,
) -> None:
    on = await over(database)
    one, other = on.officers[:2]
    await begins(on, one)
    async with on.db.transaction() as tx:
        for who in (one, other):
            actor = await people.actor_by_telegram(tx, who)
            await drafts.start(
                tx, person_id=actor.person_id or 0, form="return", version=1, step="seen",
                chat_id=actor.chat_id or 0, at=MORNING, expires_at=MORNING.replace(year=2032),
                subject=str(on.friday),
            )  # fmt: skip

    told = await at_once(sends(on, one), sends(on, other, seen="4"))

    sent = [each for each in told if isinstance(each, PatrolReturn)]
    refused = [each for each in told if isinstance(each, Refusal)]
    assert [type(each) for each in refused] == [ReturnIn]
    assert sent[0].state is ReturnState.SUBMITTED
    winner = one if told[0] is sent[0] else other
    assert sent[0].submitted_by == on.ids[winner]
    assert (await standing(on))["seen"] == ("3" if winner == one else "4")
    assert [e.verb for e in await on.audited()].count("return sent") == 1
    # What the others had open is over with it.
    async with on.db.reading() as tx:
        actor = await people.actor_by_telegram(tx, other)
        assert await drafts.latest(tx, person_id=actor.person_id or 0) is None


async def test_an_answer_that_meets_the_sending_is_in_it_or_refused(database: Database) -> None:
    on = await over(database)
    one, other = on.officers[:2]
    await begins(on, one)
    await answers(on, one, "felt", "same")

    told = await at_once(answers(on, other, "felt", "busier"), sends(on, one, felt="same"))

    assert isinstance(told[1], PatrolReturn)
    assert told[0] is None or isinstance(told[0], ReturnIn)
    assert (await standing(on))["felt"] == "same", "what was handed in stands"


async def test_once_it_was_sent_every_value_there_was_is_kept(database: Database) -> None:
    on = await over(database)
    one, other = on.officers[:2]
    await sends(on, one)
    await on.does(LEADS[0], returns.send_back, at=MORNING, patrol_id=on.friday, fault=Fault.NUMBERS)
    await answers(on, other, "seen", "5")
    await on.does(
        other, returns.submit, at=MORNING, patrol_id=on.friday, kind=Kind.WORKED,
        answers={"seen": "5", "weather": "dry"},
    )  # fmt: skip
    await on.does(
        one, returns.correct, at=MORNING, patrol_id=on.friday,
        answers={"seen": "5", "weather": "rain"}, slip=Slip.MISTAP, areas=AREAS,
    )  # fmt: skip

    assert await standing(on) == {"seen": "5", "weather": "rain"}
    struck = {
        (each.step, each.value): (each.struck_by, each.slip)
        for each in await values(on)
        if each.struck_at is not None
    }
    assert struck == {
        ("seen", "3"): (on.ids[other], Slip.ASKED),
        ("engaged", "2"): (on.ids[other], Slip.ASKED),
        ("weather", "dry"): (on.ids[one], Slip.MISTAP),
    }


async def test_two_corrections_at_once_both_hold_and_neither_is_lost(database: Database) -> None:
    on = await over(database)
    one, other = on.officers[:2]
    await sends(on, one)

    told = await at_once(
        *(
            on.does(
                who, returns.correct, at=MORNING, patrol_id=on.friday,
                answers=ANSWERS | {"seen": seen}, slip=Slip.COUNTED, areas=AREAS,
            )
            for who, seen in ((one, "6"), (other, "7"))
        )
    )  # fmt: skip

    assert told == [1, 1]
    assert (await standing(on))["seen"] in {"6", "7"}
    seen = [each for each in await values(on) if each.step == "seen"]
    assert len(seen) == 3
    assert sum(each.struck_at is None for each in seen) == 1


async def test_what_waits_to_be_accepted_and_how_complete_a_week_is_are_counted(
    database: Database,
) -> None:
    on = await over(database)
    assert await waits(on) == ((), (0, 1))

    await sends(on, on.officers[0])
    assert await waits(on) == ((on.friday,), (1, 1))

    await on.does(LEADS[0], returns.accept, at=MORNING, patrol_id=on.friday)
    assert await waits(on) == ((), (1, 1))
    await on.does(LEADS[0], returns.send_back, at=MORNING, patrol_id=on.friday, fault=Fault.TIMES)
    assert await waits(on) == ((), (0, 1))


async def waits(on: Scene) -> tuple[tuple[int, ...], tuple[int, int]]:
    """What a lead still has to accept, and how many of the week's returns are in."""
    async with on.db.reading() as tx:
        todo = await todo_of(tx, area=AREAS["lambeth"], now=MORNING)
        week = await lead_week(tx, week_id=on.week, areas=AREAS, now=MORNING)
    return todo.returns, week.returns
