"""One week, from the rota call to the days after the patrol, with the clock moved all the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.views.plain import ordinal
from operation.crew import Crew, State
from sandbox.client import Person
from tests.e2e.crew_scene import (
    DEADLINE,
    MINUTE,
    WEEK,
    Scene,
    card,
    messages,
    night_of,
    opened,
)
from tests.e2e.troupe import post_of

CARD = {
    State.SELECTED: "You are on the crew. Please confirm that you are coming.",
    State.CONFIRMED: "You are on the crew, and you have confirmed.",
    State.STANDING_BY: "You are standing by, ",
    State.OFFERED: "A place is yours if you take it by ",
    State.DECLINED: "You are not down for this night",
    State.WITHDRAWN: "You are off this night: your lead knows.",
    State.STOOD_DOWN: "You are not needed for this night.",
}


async def agrees(scene: Scene) -> None:
    """The group's post, the lead's message and every private card say what is stored."""
    crew = (await scene.patrol()).crew
    called = {await scene.players.member_id(each): f"PC {each.name}" for each in scene.crew}
    ticked = [
        f"{n}. {called[each.member_id]}{' ✓' if each.state is State.CONFIRMED else ''}"
        for n, each in enumerate(crew.crew, 1)
    ]
    sure = sum(each.state is State.CONFIRMED for each in crew.crew)
    by = [
        f"{n}. {called[each.member_id]}"
        for n, each in enumerate((*crew.offered, *crew.standing_by), 1)
    ]
    lines = (await scene.post()).splitlines()
    assert lines[1].endswith(f"{len(crew.crew)} on the crew, {sure} confirmed")
    assert lines[2:] == [f"Crew: {', '.join(ticked)}"] + (
        [f"Standing by: {', '.join(by)}"] if by else []
    )
    proposals = [each for each in (await scene.lead.sees()).texts if "Here is a crew" in each]
    assert f"Crew published: {len(crew.crew)}, of whom {sure} confirmed" in night_of(proposals[0])
    for person in scene.crew:
        await _card_agrees(crew, await scene.players.member_id(person), person)


async def _card_agrees(crew: Crew, member_id: int, person: Person) -> None:
    mine = crew.of(member_id)
    state = mine.state if mine is not None else crew.past[member_id]
    shown = await card(person)
    assert CARD[state] in shown.text, shown
    for other in {State.SELECTED, State.CONFIRMED, State.STANDING_BY, State.OFFERED} - {state}:
        assert CARD[other] not in shown.text, shown
    turn = crew.turn_of(member_id)
    assert turn is None or f"standing by, {ordinal(turn)} in line" in shown.text
    assert ("✅ Confirm" in shown.buttons) == (state is State.SELECTED)
    assert ("✅ Take the place" in shown.buttons) == (state is State.OFFERED)


async def test_a_whole_week(tmp_path: Path) -> None:
    async with opened(tmp_path, 8, spare=1, leads=2) as scene:
        one, two, _, _, _, six, seven, eight = scene.crew
        deputy, idle = scene.others
        leads = [scene.lead, deputy]

        # Monday 3 March: the rota call is out, and they have signed up.
        assert "Waiting: 1. PC Sample 7, 2. PC Sample 8" in await scene.post()

        # Wednesday: sign-up closes, a crew is proposed, and one tap publishes it.
        async with scene.tells(*leads):
            await scene.comes_to(DEADLINE)
        async with scene.tells(*scene.crew):
            await scene.publishes()
        await agrees(scene)

        # Most confirm; who is silent is chased, and shown to the leads.
        for officer in scene.crew[:5]:
            await officer.presses("✅ Confirm")
        await agrees(scene)
        async with scene.tells(six):
            await scene.comes_to(DEADLINE + timedelta(hours=24) + MINUTE)
        async with scene.tells(*leads):
            await scene.comes_to(DEADLINE + timedelta(hours=48) + MINUTE)
        await six.presses("✅ Confirm")
        await agrees(scene)

        # Saturday: one has to withdraw; the first in line says no, the second takes the place.
        await scene.comes_to(datetime(2031, 3, 8, 10, 0, tzinfo=UTC))
        async with scene.tells(*leads, seven, apart=[two]):
            await scene.withdraws(two, "Duty or court")
        await agrees(scene)
        async with scene.tells(eight):
            await seven.presses("No, thanks")
        await agrees(scene)
        async with scene.tells(*leads):
            await eight.presses("✅ Take the place")
        await agrees(scene)

        # Wednesday: of those who sign up for the next week, the crew of this one comes last.
        for officer in (one, two, seven, eight):
            await officer.presses("Fri 21 Mar: in", chat=scene.group)
        async with scene.tells():
            await scene.comes_to(datetime(2031, 3, 12, 18, 0, tzinfo=UTC))
        next_week = night_of((await scene.lead.sees()).last.text, "Fri 21 Mar").splitlines()
        assert next_week[3:7] == [
            "1. PC Sample 2 · 0 h",
            "2. PC Sample 7 · 0 h",
            "3. PC Sample 1 · 6.8 h",
            "4. PC Sample 8 · 6.8 h",
        ]

        # The crew is reminded two days and four hours before; the leads need not be told anything.
        crew = [one, *scene.crew[2:6], eight]
        for hours in (48, 4):
            async with scene.tells(*crew):
                await scene.before_start(hours)
            assert "A reminder of your night." in (await card(one)).text
            await agrees(scene)

        # The patrol starts without a word.
        async with scene.tells():
            await scene.before_start(0)
            assert "Under way. You are on the crew." in (await card(one)).text
            assert not (await card(one)).shows("Can't make it")
        # Over, it has each of the crew say when they worked; who is silent is asked once more.
        async with scene.tells(*crew):
            await scene.comes_to(datetime(2031, 3, 15, 2, 5, tzinfo=UTC))
        async with scene.tells(*crew, scene.lead, *scene.others[:1]):
            await scene.comes_to(datetime(2031, 3, 18, 12, 0, tzinfo=UTC))
        whole = post_of(await scene.lead.sees(scene.group), WEEK)
        assert "This week is over." in whole
        assert "6 on the crew, 6 confirmed" in night_of(whole)
        assert "6. PC Sample 8 ✓" in night_of(whole)
        heard = {each.name: len(await messages(each)) for each in (one, six, eight, idle)}
        # Cards of the last two days have given way; Telegram lets nobody remove those before.
        assert heard == {"Sample 1": 3, "Sample 6": 3, "Sample 8": 4, "Sample 9": 0}
