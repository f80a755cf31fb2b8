"""Money: rates and pots through their forms, a crew that would overspend, files for finance."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import httpx
import openpyxl

from bot.actions import budget
from config.areas import SHIPPED_AREAS, read_areas
from operation.budget import Basis
from sandbox.client import Message, Person
from storage import budget as money
from storage import people
from storage.audit import AuditKind
from tests.e2e.crew_scene import HOUR, MINUTE, STARTS, Scene, closed, published
from tests.e2e.troupe import taps

AREA = read_areas([SHIPPED_AREAS])["lambeth"]
ENDS = STARTS + 6 * HOUR


async def last(scene: Scene, person: Person, words: str) -> Message:
    """Somebody's newest message that says so."""
    await person.waits_for(words)
    await scene.players.settles()
    return [each for each in (await person.sees()).messages if words in each.text][-1]


async def answers(person: Person, *typed: str) -> None:
    """Type one answer after the other, each as soon as it is asked for."""
    for text in typed:
        await person.waits_for("Type your answer below.")
        await person.sends(text)


async def opens_money(lead: Person) -> None:
    await lead.sends("/start")
    await taps(lead, "Money")
    await lead.waits_for("Money · Lambeth")


async def enters_rate(lead: Person, amount: str, starts: str, *, ends: str = "") -> None:
    await taps(lead, "New rate")
    await lead.waits_for("For which rank?")
    await lead.presses("PC")
    await lead.waits_for("What does an hour cost?")
    await lead.sends(amount)
    await lead.waits_for("From which day?")
    if starts == "1 Mar 2031":
        # The first of the month is one of the days that are offered.
        await lead.presses(starts)
    else:
        await lead.presses("Another day")
        await lead.waits_for("Type it like")
        await lead.sends(starts)
    await lead.waits_for("Until which day?")
    if ends:
        await lead.sends(ends)
    else:
        await taps(lead, "Skip")
    await lead.waits_for("check and send")


async def changes(lead: Person, part: str) -> None:
    await taps(lead, "Change this pot")
    await lead.waits_for("What is to be changed?")
    await lead.presses(part)


async def enters_pot(lead: Person, name: str, code: str, amount: str, *days: str) -> None:
    await taps(lead, "New pot")
    for asked, typed in (
        ("What is the pot called?", name),
        ("Its cost code?", code),
        ("How much is in it?", amount),
        ("Its first day?", days[0]),
        ("Its last day?", days[1]),
    ):
        await lead.waits_for(asked)
        await lead.sends(typed)
    await lead.waits_for("check and send")
    await taps(lead, "Enter it")


async def file_of(scene: Scene, message: Message) -> bytes:
    async with httpx.AsyncClient(base_url=scene.players.stage.url, trust_env=False) as http:
        answer = await http.get(message.json["document"]["url"])
    return answer.content


async def prices(scene: Scene, pence: int) -> None:
    """The lead puts the rate of PC right, on another phone."""
    players = scene.players
    async with players.db.transaction() as tx:
        [rate] = await money.rates_of(tx, "lambeth")
        await budget.add_rate(
            tx, actor=await people.actor_by_telegram(tx, scene.lead.id), area=AREA,
            rank="PC", basis=Basis.HOURLY, pence=pence, starts=rate.starts, ends=None,
            now=players.now(),
        )  # fmt: skip


async def test_rates_and_pots_are_entered_with_clear_refusals(tmp_path: Path) -> None:
    async with closed(tmp_path, 4) as scene:
        lead = scene.lead
        await opens_money(lead)
        empty = await last(scene, lead, "Money · Lambeth")
        assert "No pot yet." in empty.text
        assert "No rate for PC (from 5 Mar 2031): their hours are in no sum." in empty.text

        await taps(lead, "Rates")
        await enters_rate(lead, "£20", "1 Mar 2031")
        await taps(lead, "Enter it")
        assert (
            "PC: £20.00 an hour, 1 Mar 2031 until further notice"
            in (await last(scene, lead, "Rates · Lambeth")).text
        )
        # Within it, there is no room for another; after it, another takes over.
        await enters_rate(lead, "25.50", "1 Jun 2031", ends="30 Jun 2031")
        refused = await taps(lead, "Enter it")
        assert refused.text == (
            "PC has a rate from 1 Mar 2031 with no end. Choose days that do not overlap, or take "
            "that one back first."
        )
        await taps(lead, "Cancel")
        await opens_money(lead)
        await taps(lead, "Rates")
        await enters_rate(lead, "25.50", "1 Sep 2031")
        taken_over = await taps(lead, "Enter it")
        assert taken_over.text == "Entered. The one before ends on 31 Aug 2031."

        # A slip with ✖ deletes nothing: it is asked first.
        await taps(lead, "✖ PC 1 Sep 2031")
        sure = await last(scene, lead, "Delete this rate?")
        assert "PC: £25.50 an hour, 1 Sep 2031 until further notice" in sure.text
        assert (await taps(lead, "Delete it")).text == (
            "Deleted. The one before goes on until further notice."
        )
        assert "25.50" not in (await last(scene, lead, "Rates · Lambeth")).text

        # A pot: amounts are read as people type them, and there is none without an end.
        await opens_money(lead)
        await taps(lead, "New pot")
        for asked, typed, problem in (
            ("What is the pot called?", "POCA", ""),
            ("Its cost code?", "X123", ""),
            ("How much is in it?", "lots", "That is no amount of money."),
            ("How much is in it?", "-5", "An amount cannot be below zero."),
            ("How much is in it?", "£1,200.50", ""),
            ("Its first day?", "1 March 2031", ""),
            ("Its last day?", "none", "A pot needs a last day"),
            ("Its last day?", "28 Feb 2031", ""),
        ):
            await lead.waits_for(asked)
            await lead.sends(typed)
            if problem:
                await lead.waits_for(problem)
        await lead.waits_for("check and send")
        refused = await taps(lead, "Enter it")
        assert refused.text == (
            "The last day, 28 Feb 2031, is before the first, 1 Mar 2031. Choose other dates."
        )
        await taps(lead, "✏️ Last day")
        await lead.waits_for("Its last day?")
        await lead.sends("31/03/2031")
        await taps(lead, "Enter it")
        pot = await last(scene, lead, "cost code X123")
        assert pot.text.splitlines() == [
            "POCA · cost code X123",
            "1 Mar 2031 to 31 Mar 2031",
            "",
            "Amount: £1,200.50",
            "Actual: £0.00 (hours £0.00, other £0.00)",
            "Committed: £0.00 (crews published)",
            "Remaining: £1,200.50",
            # Six nights of four from 14 March on, that of the clock change an hour shorter.
            "Planned: £2,800.00 (nights without a crew yet)",
            "",
            "⚠ Runs out on 21 Mar 2031. On 31 Mar 2031: £1,599.50 too little.",
        ]

        # A cost, by button and amount; taken back by a tap.
        await taps(lead, "Add a cost")
        await lead.waits_for("What for?")
        await lead.presses("Food")
        await answers(lead, "34.5")
        await lead.waits_for("On which day?")
        await taps(lead, "Today", "Enter it")
        costs = await last(scene, lead, "other costs")
        assert "1. 5 Mar 2031: food, £34.50" in costs.text
        await taps(lead, "✖ 1")
        assert "Nothing has been bought" in (await last(scene, lead, "other costs")).text
        await taps(lead, "‹ Pot")
        await changes(lead, "Amount")
        await answers(lead, "5000")
        await taps(lead, "Change it")
        assert "Amount: £5,000.00" in (await last(scene, lead, "cost code X123")).text


async def test_a_crew_that_would_overspend_is_asked_about_and_published_all_the_same(
    tmp_path: Path,
) -> None:
    async with closed(tmp_path, 4) as scene:
        lead = scene.lead
        await opens_money(lead)
        await taps(lead, "Rates")
        await enters_rate(lead, "20", "1 Mar 2031")
        await taps(lead, "Enter it", "‹ Money")
        await enters_pot(lead, "Small", "X1", "400", "1 Mar 2031", "31 Mar 2031")
        await last(scene, lead, "cost code X1")

        async with scene.tells(apart=[lead]):
            await scene.publishes()
        question = await last(scene, lead, "more than")
        assert question.text == (
            "Fri 14 Mar · 20:00–02:00\n"
            "⚠ This crew costs £480.00: £80.00 more than “Small” has left."
        )
        assert question.buttons == ["Publish all the same", "‹ No, back to the night"]
        # By the time that the lead says yes it is more: they are asked again, with what it is now.
        await prices(scene, 25_00)
        again = await lead.presses("Publish all the same")
        assert again.text == "It is more by now. Look again."
        question = await last(scene, lead, "£200.00 more than")
        async with scene.tells(*scene.crew, apart=[lead]):
            answer = await lead.presses("Publish all the same")
        assert answer.text == "Fri 14 Mar: published. 4 people told."
        [entry] = [each for each in await scene.moves() if each.verb == "crew published"]
        assert entry.detail["overspend"] == "accepted"

        # It was overspent knowingly, of which the lead is not told; then it can pay, and cannot.
        await scene.passes(MINUTE)
        assert not any("is overspent" in each for each in (await lead.sees()).texts)
        await prices(scene, 15_00)
        await scene.passes(MINUTE)
        await prices(scene, 20_00)
        await scene.passes(MINUTE)
        word = await last(scene, lead, "is overspent")
        assert word.text == (
            "⚠ Small is overspent by £80.00: hours, costs and published crews come to more than "
            "is in it. Look what can give, or change its amount."
        )
        await taps(lead, "Look at it ›")

        # A night that the pot does not cover is not asked about; its lead's card says so.
        await opens_money(lead)
        await taps(lead, "Small ›")
        assert "Remaining: −£80.00" in (await last(scene, lead, "cost code X1")).text
        await changes(lead, "Last day")
        await answers(lead, "13 Mar 2031")
        await taps(lead, "Change it")
        await scene.opens_night()
        assert "No pot covers this night." in (await last(scene, lead, "Minimum 4")).text
        await taps(lead, "Hours", "Pot: none")
        assert "No pot covers this night." in (await last(scene, lead, "Enter one")).text


async def test_what_finance_is_sent_is_what_the_pot_has_spent(tmp_path: Path) -> None:
    async with published(tmp_path, 4) as scene:
        lead, (one, two, *others) = scene.lead, scene.crew
        await opens_money(lead)
        await taps(lead, "Rates")
        await enters_rate(lead, "20", "1 Mar 2031")
        await taps(lead, "Enter it", "‹ Money")
        await enters_pot(lead, "=HYPERLINK(1)", "X1", "5000", "1 Mar 2031", "31 Mar 2031")
        await last(scene, lead, "cost code X1")
        await scene.comes_to(ENDS)
        for officer in (one, *others):
            await taps(officer, "✅ Right")
        await scene.comes_to(ENDS + HOUR)
        await taps(two, "Other times…", "To +15", "Arrest")
        await scene.comes_to(ENDS + 3 * HOUR)

        await opens_money(lead)
        board = await last(scene, lead, "Money · Lambeth")
        assert "Hours to settle:" in board.text
        await taps(lead, "Fri 14 Mar (4) ›", "✅ Confirm 3 people as planned")
        await taps(lead, "2. PC Sample 2 ›", "✅ Confirm: arrest")
        night = await last(scene, lead, "Hours · Fri 14 Mar")
        assert "2. PC Sample 2 ✓ 20:00–02:15 (6 h 15 min): arrest · £125.00" in night.text

        await opens_money(lead)
        await taps(lead, "=HYPERLINK(1) ›")
        pot = await last(scene, lead, "cost code X1")
        assert "Actual: £485.00 (hours £485.00, other £0.00)" in pot.text
        await taps(lead, "Excel file")
        sent = await last(scene, lead, "pass it to the finance unit only")
        assert "4 rows, £485.00 in all." in sent.text
        sheet = openpyxl.load_workbook(BytesIO(await file_of(scene, sent))).active
        assert sheet is not None
        rows = list(sheet.iter_rows(values_only=True))
        amount = rows[0].index("Amount")
        assert [row[amount] for row in rows[1:]] == [120, 125, 120, 120, 485]
        assert rows[1][rows[0].index("Pot")] == "'=HYPERLINK(1)"

        await opens_money(lead)
        await taps(lead, "For the finance unit", "Mar 2031: CSV")
        sent = await last(scene, lead, "March 2031:")
        lines = list(csv.DictReader(StringIO((await file_of(scene, sent)).decode("utf-8-sig"))))
        assert [each["Amount"] for each in lines] == [
            "120.00",
            "125.00",
            "120.00",
            "120.00",
            "485.00",
        ]
        assert lines[1]["Confirmed by"] == "PS Example"
        disclosed = [e for e in await scene.players.audited() if e.kind is AuditKind.DISCLOSURE]
        assert [each.detail["form"] for each in disclosed] == ["csv", "xlsx"]

        # An officer sees what they are paid, and nobody else's pay anywhere.
        await one.sends("/start")
        assert not (await one.sees()).last.shows("Money")
        await taps(one, "My hours")
        mine = await last(scene, one, "My hours ·")
        assert "Fri 14 Mar · 20:00–02:00 ✓ · £120.00" in mine.text
        seen = "\n".join(each for each in (await one.sees()).texts)
        assert "£125.00" not in seen
        group = "\n".join((await one.sees(scene.group)).texts)
        assert "£" not in group
