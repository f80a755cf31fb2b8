"""Shifts change hands: offered, taken, taken back, agreed to, and swapped by the lead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select, update

from bot.actions import crew as crews
from bot.actions import rota as lists
from operation.leading import Leading
from operation.people import Role
from operation.swap_rules import Approval, SwapTimes
from sandbox.client import Message, Person
from storage import leading, people, rota
from storage import swaps as kept
from storage.people import role_grant
from tests.e2e.crew_scene import Scene, cards, closed, duties, published
from tests.e2e.troupe import taps
from tests.enrolled import enrol


async def last_of(person: Person) -> str:
    """What somebody's phone shows at the bottom."""
    return (await person.sees()).last.text


async def newest(person: Person) -> Message:
    """Somebody's newest message about Friday: their card of the night."""
    return (await cards(person))[-1]


def approved_by_a_lead(scene: Scene) -> None:
    """The area wants a lead's yes to every swap."""
    areas = scene.players.running.areas
    settled = replace(areas["lambeth"], swaps=SwapTimes(approval=Approval.LEAD))
    assert isinstance(areas, dict)
    areas["lambeth"] = settled


async def test_a_shift_is_offered_to_all_with_two_taps_and_taken_with_one(tmp_path: Path) -> None:
    async with published(tmp_path, 8, spare=1, leads=2) as scene:
        giver, taker, other, outside = scene.crew[1], scene.crew[6], scene.crew[7], scene.others[1]
        await giver.presses("✅ Confirm")

        async with scene.tells(taker, other, outside, apart=[giver]):
            await giver.presses("Give away")
            await giver.waits_for("Who is to have your shift?")
            answer = await taps(giver, "Ask all 3")
        assert answer.text == "Asking 3 people. You are on the crew until somebody takes it."
        mine = await newest(giver)
        assert "Your shift is on offer (3 people asked) until" in mine.text
        assert mine.buttons[:2] == ["Can't make it", "Keep my shift"]
        asked = (await taker.sees()).last
        assert asked.buttons[:2] == ["✅ Take it", "No, thanks"]
        assert "6 on the crew" in await scene.post(), "nobody has left"

        async with scene.tells(giver, taker, scene.lead, scene.others[0]):
            assert (await other.presses("No, thanks")).text is not None
            answer = await taker.presses("✅ Take it")
        assert answer.text == "Fri 14 Mar: the shift is yours. Thank you."
        theirs = await newest(taker)
        for words in ("The shift is yours.", "you have confirmed", "Crew: "):
            assert words in theirs.text
        assert theirs.buttons[:2] == ["Can't make it", "Give away"]
        assert theirs.buttons[-2:] == ["📅 Calendar file", "My shifts"]
        assert "Your shift has been taken over." in (await newest(giver)).text
        assert "somebody else has your shift" in (await newest(giver)).text
        assert (await last_of(scene.lead)).startswith("PC Sample 7 has taken PC Sample 2's shift.")
        post = await scene.post()
        assert "6 on the crew, 1 confirmed" in post
        assert "PC Sample 7 ✓" in post
        assert "PC Sample 2" not in post


async def test_a_lead_agrees_to_one_swap_and_not_to_another_and_both_hear_it(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 8, leads=2) as scene:
        approved_by_a_lead(scene)
        giver, keeper, taker, eager = *scene.crew[:2], *scene.crew[6:]
        deputy = scene.others[0]

        # Named: three taps. Nothing has changed while it waits.
        await taps(giver, "Give away", "PC Sample 7")
        answer = await taps(giver, "Give it away")
        assert answer.text == "Asking 1 person. You are on the crew until somebody takes it."
        async with scene.tells(giver, scene.lead, deputy):
            answer = await taps(taker, "✅ Take it")
        assert answer.text == "Fri 14 Mar: your lead decides now. You will be told."
        assert (
            "PC Sample 7 would take your shift, and your lead decides."
            in (await newest(giver)).text
        )
        asked = (await scene.lead.sees()).last
        assert "PC Sample 7 would take PC Sample 1's shift." in asked.text
        assert asked.buttons[:2] == ["✅ Yes", "No"]
        night = await scene.opens_night()
        assert "⇄ PC Sample 1 → PC Sample 7" in night.buttons
        assert (await scene.states())["Sample 1"] == "selected"
        assert (await taps(taker, "Step back")).text is not None
        await scene.players.settles()
        assert "Nobody can take your shift: you keep it." in (await newest(giver)).text

        await taps(giver, "Give away", "PC Sample 7", "Give it away")
        await taps(taker, "✅ Take it")
        await scene.players.settles()
        async with scene.tells(giver, taker):
            answer = await taps(deputy, "✅ Yes")
        assert answer.text == "Fri 14 Mar: swapped. Both are told."
        assert "Agreed: they have swapped." in (await last_of(deputy))
        assert "The shift is yours." in (await newest(taker)).text
        assert "you have confirmed" in (await newest(taker)).text
        assert "PC Sample 7 ✓" in await scene.post()
        swapped = [e for e in await scene.moves() if e.verb in {"swap approved", "swapped in"}]
        assert [e.verb for e in swapped] == ["swap approved", "swapped in"]
        assert len({e.actor for e in swapped}) == 1

        await taps(keeper, "Give away", "PC Sample 8", "Give it away")
        await taps(eager, "✅ Take it")
        await scene.players.settles()
        async with scene.tells(keeper, eager, apart=[scene.lead, deputy]):
            answer = await taps(scene.lead, "No")
        assert answer.text == "Fri 14 Mar: not swapped. Both are told."
        assert "Your lead has said no to the swap" in (await newest(keeper)).text
        assert "you are not on this night" in await last_of(eager)
        assert (await scene.states())["Sample 8"] == "standing_by"
        # The other lead's question has its answer, and the old button does nothing.
        refused = await scene.players.forged(deputy, f"swy:{await newest_swap(scene)}")
        assert refused.startswith("This shift is no longer on offer")


async def test_two_exchange_their_nights_and_calendars_follow(tmp_path: Path) -> None:
    async with closed(tmp_path, 6, spare=2) as scene:
        one, two = scene.crew[0], scene.others[0]
        await scene.publishes()
        await publish_saturday_with(scene, two)

        await taps(one, "Give away", "⇄ PC Sample 7")
        await one.waits_for("⇄ means that you take theirs for it.")
        await taps(one, "⇄ For Sat 15 Mar")
        asked = await two.waits_for("would swap: you take this night")
        assert "they take yours of Sat 15 Mar · 20:00–02:00" in asked.text
        await taps(two, "✅ Swap")
        await scene.players.settles()

        assert "PC Sample 7 ✓" in await scene.post()
        saturday = await cards(one, "Sat 15 Mar")
        assert "The shift is yours." in saturday[-1].text
        assert "somebody else has your shift" in (await newest(one)).text
        await taps(one, "📅 Calendar file")
        file = await one.waits_for("Open this with your calendar.")
        events = {event.start.day: event for event in await duties(scene, file)}
        assert events[14]["STATUS"] == "CANCELLED"
        assert events[15]["STATUS"] == "CONFIRMED"


async def test_a_lead_swaps_in_somebody_without_telegram_and_tells_them(tmp_path: Path) -> None:
    async with published(tmp_path, 6, leads=2) as scene:
        async with scene.players.db.transaction() as tx:
            await enrol(tx, surname="Paper", telegram_id=None, at=scene.players.now())
        giver, deputy = scene.crew[2], scene.others[0]
        # An officer asks whom the bot can reach; the lead sees everyone who is able.
        await giver.presses("Give away")
        await giver.waits_for("Nobody could take it just now")
        await scene.opens_night()
        await taps(scene.lead, "PC Sample 3 ›", "Swap for…")
        choice = await scene.lead.waits_for("Who takes over?")
        assert "PC Paper" in choice.buttons

        async with scene.tells(giver, deputy, apart=[scene.lead]):
            answer = await taps(scene.lead, "PC Paper")
        assert answer.text == "Fri 14 Mar: swapped. The bot cannot write to PC Paper: tell them."
        assert "Your shift has been taken over." in (await newest(giver)).text
        assert (await deputy.sees()).find("PC Paper has taken PC Sample 3's shift.") is not None
        assert "PC Paper ✓" in await scene.post()


async def test_an_offer_is_taken_back_said_no_to_and_overtaken(tmp_path: Path) -> None:
    async with published(tmp_path, 7, spare=1) as scene:
        giver, standby, outside = scene.crew[0], scene.crew[6], scene.others[0]
        await giver.sends("/shifts")
        await taps(giver, "Fri 14 Mar ›", "Give away", "Ask all 2")
        await giver.waits_for("Your shift is on offer (2 people asked)")
        answer = await taps(giver, "Fri 14 Mar ›", "Keep my shift")
        assert answer.text == "Fri 14 Mar: you keep your shift."
        await scene.players.settles()
        assert "This shift is no longer on offer." in await last_of(outside)
        swap = await newest_swap(scene)
        for data in (f"swt:{swap}", f"swd:{swap}"):
            refused = await scene.players.forged(outside, data)
            assert refused.startswith("This shift is no longer on offer to you.")

        await taps(giver, "Fri 14 Mar ›", "Give away", "Ask all 2")
        await taps(standby, "No, thanks")
        async with scene.tells(giver):
            await taps(outside, "No, thanks")
        assert "Nobody can take your shift: you keep it." in (await newest(giver)).text
        assert (await scene.states())["Sample 1"] == "selected"

        # Somebody else's button, oneself, and somebody who is on the crew already.
        night = (await scene.patrol()).book.patrol_id
        mine, theirs = [await scene.players.member_id(each) for each in scene.crew[:2]]
        said = await scene.players.forged(giver, f"swo:{night}:{mine}:0")
        assert said.startswith("A swap needs two people.")
        said = await scene.players.forged(giver, f"swo:{night}:{theirs}:0")
        assert said.startswith("They cannot take it")
        said = await scene.players.forged(outside, f"swa:{night}")
        assert said.startswith("Not on this crew")

        # Two hours before the start it is too late.
        await scene.before_start(2)
        said = await scene.players.forged(giver, f"swa:{night}")
        assert said.startswith("Swaps end 2 hours before the start.")


async def test_take_me_off_now_tells_everyone_it_matters_to_and_calls_for_cover(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 6, spare=3, leads=2) as scene:
        supervisor = await scene.players.lead("Inspector")
        gone, ill, *crew = scene.crew
        for officer in scene.crew:
            await officer.presses("✅ Confirm")
        named = Leading(supervisor=await scene.players.member_id(supervisor))
        patrol = (await scene.patrol()).book.patrol_id
        async with scene.players.db.transaction() as tx:
            # Of the duty team, and no lead of this one.
            await leading.save(tx, patrol, named, at=scene.players.now())
            await tx.execute(
                update(role_grant)
                .where(role_grant.c.member_id == named.supervisor)
                .values(role=Role.WARD_SERGEANT.value, ward="E05014101")
            )
        await scene.before_start(3)
        await scene.players.settles()
        assert (await newest(gone)).buttons[:2] == ["Take me off now", "Give away"]

        before = len((await supervisor.sees()).messages)
        told = [scene.lead, scene.others[0], ill, *crew, *scene.others[1:]]
        async with scene.tells(*told, apart=[gone]):
            await gone.presses("Take me off now")
            sure = await gone.waits_for("It is short notice")
            assert "The crew is told no reason." in sure.text
            answer = await taps(gone, "Not fit for duty")
        assert answer.text is not None
        assert "off" in answer.text
        for officer in (ill, *crew):
            heard = (await newest(officer)).text
            assert "The crew has changed at short notice: 5 are going out." in heard
            assert "fit" not in heard
        lead = await last_of(scene.lead)
        assert "can't make it (not fit for duty), at short notice." in lead
        assert "3 people asked for cover." in lead
        assert "Can you help out?" in (await newest(scene.others[1])).text
        [message] = (await supervisor.sees()).messages[before:]
        assert "5 are going out. Others are asked." in message.text
        assert "fit" not in await scene.post()

        # Somebody falls ill on the way: nobody is asked, everybody is told.
        await scene.before_start(-1)
        async with scene.tells(scene.lead, scene.others[0], *crew, apart=[ill]):
            await ill.presses("Take me off now")
            await taps(ill, "Yes, I can't make it")
        assert "4 are going out." in (await newest(crew[0])).text
        assert "Others are asked" not in (await newest(crew[0])).text
        assert (await scene.states()).get("Sample 2") is None
        # The lead records it for somebody who has no phone at hand.
        await taps(scene.lead, "Open this night", "PC Sample 3 ›", "They can't make it")
        await scene.players.settles()
        assert "3 are going out." in (await newest(crew[1])).text


async def newest_swap(scene: Scene) -> int:
    """The swap that was begun last."""
    async with scene.players.db.reading() as tx:
        return int(await tx.scalar(select(func.max(kept.swap.c.id))))


async def publish_saturday_with(scene: Scene, person: Person) -> None:
    """A crew of one is published for Saturday."""
    member = await scene.players.member_id(person)
    week_id = (await scene.patrol()).week_id
    areas, now = scene.players.running.areas, scene.players.now()
    async with scene.players.db.transaction() as tx:
        actor = await people.actor_by_telegram(tx, scene.lead.id)
        week = await rota.patrols_of_week(tx, week_id)
        [night] = [each.book.patrol_id for each in week if each.book.night.day == 15]
        await lists.add_officer(
            tx, actor=actor, patrol_id=night, member_id=member, areas=areas, now=now
        )
        version = (await rota.get_patrol(tx, night)).crew.version
        await crews.publish(
            tx, actor=actor, patrol_id=night, version=version, areas=areas, now=now,
            reason="A quiet night",
        )  # fmt: skip
