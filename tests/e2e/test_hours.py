"""The hours of a night: who was there, what each says, what the lead confirms and corrects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.callbacks.hours import AsPlanned, ConfirmTimes, SayTimes
from config.areas import SHIPPED_AREAS, read_areas
from operation.budget import BudgetRules
from operation.leading import Leading
from operation.overtime import Arithmetic
from sandbox.client import Message, Person
from storage import hours as sheets
from storage import leading, outbox
from tests.e2e.crew_scene import HOUR, STARTS, Scene, published
from tests.e2e.troupe import taps

ENDS = STARTS + 6 * HOUR


async def last(scene: Scene, person: Person, words: str) -> Message:
    """Somebody's newest message that says so."""
    await person.waits_for(words)
    await scene.players.settles()
    return [each for each in (await person.sees()).messages if words in each.text][-1]


@asynccontextmanager
async def confirmed(tmp_path: Path, people: int) -> AsyncIterator[Scene]:
    """Everybody on Friday's crew has confirmed."""
    async with published(tmp_path, people) as scene:
        for officer in scene.crew:
            await officer.presses("✅ Confirm")
        yield scene


async def opens_muster(scene: Scene, who: Person) -> Message:
    await scene.opens_night(who)
    await taps(who, "Hours")
    # An older message may have the next button too: the newest is the one of this screen.
    await scene.players.settles()
    await taps(who, "Who is there")
    return await last(scene, who, "Who is there · Fri 14 Mar")


async def test_a_night_from_muster_to_the_last_correction(tmp_path: Path) -> None:
    async with confirmed(tmp_path, 4) as scene:
        lead = scene.lead
        one, two, three, four = scene.crew

        # Too early to say who is there; from an hour before, a tap for each exception.
        await scene.before_start(2)
        await scene.opens_night()
        answer = await taps(lead, "Hours", "Who is there")
        assert answer.text == (
            "Too early to say who is there. Open this again from Friday 14 March 19:00."
        )
        await scene.before_start(0.5)
        muster = await opens_muster(scene, lead)
        assert "PC Sample 1 · –" in muster.text
        assert len(muster.buttons) == 1 + 4 + 2
        async with scene.tells(four, apart=[lead]):
            await taps(lead, "PC Sample 4 ›", "Missed")
        await taps(lead, "✓ The other 3 turned up", "PC Sample 2 ›", "Late")
        muster = await last(scene, lead, "Who is there")
        assert muster.text.splitlines()[1:] == [
            "PC Sample 1 · turned up",
            "PC Sample 2 · late",
            "PC Sample 3 · turned up",
            "PC Sample 4 · missed",
        ]
        told = await last(scene, four, "your hours")
        assert "You are noted as missed: no hours. If that is wrong, tell your lead." in told.text

        # The night is over: each of the crew who was there is asked, and nobody else.
        async with scene.tells(one, two, three):
            await scene.comes_to(ENDS)
        mine = await last(scene, two, "your hours")
        assert mine.text == (
            "Fri 14 Mar · your hours\nThe night is over. Thank you.\n"
            "Your times: 20:00–02:00 (6 h). Right?\nNoted at muster: late."
        )
        # As planned: one tap.
        assert (await one.presses("✅ Right")).text == "Fri 14 Mar: noted. Thank you."
        said = await last(scene, one, "your hours")
        assert "You have said 20:00–02:00 (6 h). Your lead will confirm it." in said.text
        # Later: the steps, and the reason sends it. Nothing in the future can be stated.
        await taps(two, "Other times…", "To +15", "To +15", "To +15")
        stepping = await last(scene, two, "planned 20:00–02:00")
        assert "Your times: 20:00–02:45 (6 h 45 min)" in stepping.text
        assert (await two.presses("Arrest")).text == (
            "Saturday 15 March 02:45 is still ahead. Choose an earlier end, or answer later: "
            "then you can."
        )
        await scene.comes_to(ENDS + HOUR)
        await two.presses("Arrest")

        # The day after: who is silent is asked again, and the lead has one card of the night.
        async with scene.tells(three, lead):
            await scene.comes_to(ENDS + 12 * HOUR)
        report = await last(scene, lead, "Hours · Fri 14 Mar")
        assert report.text == (
            "Hours · Fri 14 Mar · 20:00–02:00\nPlease look through these hours.\n"
            "0 of 4 confirmed, 1 not answered yet.\n"
            "1. PC Sample 1 · as planned\n"
            "2. PC Sample 2 · 20:00–02:45 (6 h 45 min): arrest · was late\n"
            "3. PC Sample 3 · not answered\n"
            "4. PC Sample 4 · missed"
        )
        # One tap for all as planned; one look and one tap for the exception.
        async with scene.tells(apart=[lead]):
            answer = await lead.presses("✅ Confirm 1 person as planned")
            assert answer.text == "1 person confirmed."
            await taps(lead, "2. PC Sample 2 ›", "✅ Confirm: arrest")
        assert "✅ Confirmed by PS Example" in (await last(scene, one, "your hours")).text
        # For somebody who is silent the lead does it, with a reason, and they hear of it.
        async with scene.tells(three, apart=[lead]):
            await taps(lead, "3. PC Sample 3 ›", "To −15", "Finished early")
        assert "Your lead has entered your times." in (await last(scene, three, "hours")).text
        assert "✅ All settled." in (await last(scene, lead, "Hours · Fri")).text
        # Who was there is settled with it.
        await taps(lead, "Who was there")
        settled = await last(scene, lead, "Who is there")
        assert "All hours are settled" in settled.text
        assert settled.shows("PC Sample 4 ›")
        assert not settled.shows("PC Sample 1 ›")

        # A correction takes a reason, keeps what was, and is told once.
        await taps(lead, "Hours", "1. PC Sample 1 ›", "To +15", "Handover")
        await lead.waits_for("Why are these hours changed?")
        await lead.sends("The custody log says quarter past")
        async with scene.tells(one, apart=[lead]):
            await taps(lead, "Correct them")
        corrected = await last(scene, one, "your hours")
        assert "Your confirmed times are corrected. They were 20:00–02:00." in corrected.text
        assert "20:00–02:15 (6 h 15 min): handover" in corrected.text
        await taps(lead, "1. PC Sample 1 ›")
        whole = await last(scene, lead, "Hours · Fri 14 Mar · PC Sample 1")
        assert (
            "Corrected by PS Example, from 20:00–02:00: The custody log says quarter past"
            in whole.text
        )

        # Each sees their own; nothing of it is in the group.
        await one.sends("/start")
        await taps(one, "My hours")
        assert "Fri 14 Mar · 20:00–02:15 ✓" in (await last(scene, one, "My hours ·")).text
        await four.sends("/start")
        await taps(four, "My hours")
        assert "Fri 14 Mar · missed" in (await last(scene, four, "My hours ·")).text
        group = "\n".join((await lead.sees(scene.group)).texts)
        assert not any(said in group for said in ("was late", "missed", "your hours", "custody"))
        verbs = [each.verb for each in await scene.moves()]
        assert verbs.count("attendance noted") == 5
        assert verbs.count("hours confirmed") == 3
        assert verbs.count("hours corrected") == 1


async def test_the_patrol_lead_notes_who_is_there_and_an_officer_cannot(tmp_path: Path) -> None:
    async with confirmed(tmp_path, 4) as scene:
        one, two, *_ = scene.crew
        patrol = (await scene.patrol()).book.patrol_id
        named = Leading(patrol_lead=await scene.players.member_id(one))
        async with scene.players.db.transaction() as tx:
            await leading.save(tx, patrol, named, at=scene.players.now())
        await scene.before_start(0.5)

        said = await scene.players.forged(two, f"hmk:{patrol}:1:late:0")
        assert said.startswith("You need the role")
        await one.sends("/shifts")
        await scene.before_start(-0.5)
        async with scene.players.db.transaction() as tx:
            await outbox.raise_posts(tx, screen="my_night", subject=str(patrol))
        await taps(one, "Who is there")
        await last(scene, one, "Who is there · Fri 14 Mar")
        assert (await taps(one, "✓ Everyone turned up")).text == "4 people noted."
        shown = await last(scene, one, "Who is there")
        assert "PC Sample 4 · turned up" in shown.text
        assert not shown.shows("Hours")


async def test_old_and_foreign_buttons_about_hours_change_nothing(tmp_path: Path) -> None:
    async with confirmed(tmp_path, 4) as scene:
        lead, one = scene.lead, scene.crew[0]
        patrol = (await scene.patrol()).book.patrol_id
        member = await scene.players.member_id(one)
        await scene.comes_to(ENDS)
        await taps(one, "✅ Right")
        await scene.comes_to(ENDS + 3 * HOUR)
        seen = ConfirmTimes(patrol, member, 1, "0.0", "planned").pack()
        await scene.players.forged(one, SayTimes(patrol, "0.2", "arrest").pack())

        # The lead's button is older than what the officer has said since.
        assert await scene.players.forged(lead, seen) == (
            "These hours have changed since you opened them. Open them again, look, and confirm "
            "then."
        )
        assert (await scene.players.forged(one, seen)).startswith("You need the role")
        newer = ConfirmTimes(patrol, member, 2, "0.2", "arrest").pack()
        assert await scene.players.forged(lead, newer) == "Confirmed."
        assert await scene.players.forged(lead, newer) == "Confirmed."
        assert await scene.players.forged(one, AsPlanned(patrol, "pay").pack()) == (
            "These hours are confirmed. Ask a lead to correct them, with a reason."
        )
        for times, refused in {
            "0.-24": "The end has to be after the start.",
            "-12.29": "A duty lasts at most 16 hours.",
            "-17.0": "The start is at most 4 hours before the planned one.",
        }.items():
            other = scene.crew[1]
            said = await scene.players.forged(other, SayTimes(patrol, times, "other").pack())
            assert said.startswith(refused), times
        said = await scene.players.forged(scene.crew[1], SayTimes(patrol, "0.2", "planned").pack())
        assert said == "These are not the planned times. Choose why, with one of the buttons."

        night = await scene.patrol()
        async with scene.players.db.reading() as tx:
            found = await sheets.sheets_of(tx, night)
        assert [each.version for each in found.values()] == [3, 0, 0, 0]


async def test_with_full_arithmetic_pay_or_time_off_is_asked_with_the_same_tap(
    tmp_path: Path,
) -> None:
    full = BudgetRules(Arithmetic.FULL)
    async with confirmed_with(tmp_path, full) as scene:
        lead, (one, two, *_) = scene.lead, scene.crew
        await scene.comes_to(ENDS)
        asked = await last(scene, one, "your hours")
        assert asked.buttons[:2] == ["✅ Right: pay", "✅ Right: time off"]
        await one.presses("✅ Right: time off")
        await scene.comes_to(ENDS + 2 * HOUR)
        await taps(two, "Other times…", "Time off", "To +15", "Arrest")

        await lead.sends("/rota")
        await taps(lead, "Week of Mon 10 Mar", "Hours Fri 14 Mar")
        text = (await last(scene, lead, "Hours · Fri")).text
        assert "1. PC Sample 1 · as planned · time off" in text
        assert "2. PC Sample 2 · 20:00–02:15 (6 h 15 min): arrest · time off" in text
        await taps(lead, "1. PC Sample 1 ›", "Casual")
        sheet = await last(scene, lead, "PC Sample 1")
        assert "Casual overtime, for time off." in sheet.text
        assert "Crew published Wed 5 Mar: 8 clear days before." in sheet.text
        assert "● Casual" in sheet.buttons
        await taps(lead, "✅ Confirm as planned")
        assert "Casual overtime, for time off." in (await last(scene, one, "your hours")).text


@asynccontextmanager
async def confirmed_with(tmp_path: Path, rules: BudgetRules) -> AsyncIterator[Scene]:
    areas = read_areas([SHIPPED_AREAS])
    areas = {**areas, "lambeth": replace(areas["lambeth"], budget=rules)}
    async with published(tmp_path, 4, areas=areas) as scene:
        for officer in scene.crew:
            await officer.presses("✅ Confirm")
        yield scene
