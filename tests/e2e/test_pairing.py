"""A patrol and its ward: a local officer is asked for, nominated and confirmed, and chased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from operation.people import Grant, Role
from sandbox.client import Person
from storage import grants
from tests.e2e.crew_scene import NIGHT, WEEK, Scene, card, cards, published
from tests.e2e.troupe import fills_in, post_of, taps
from tests.enrolled import enrol

STARTS = datetime(2031, 3, 14, 20, 0, tzinfo=UTC)


async def of_ward(scene: Scene, name: str, role: Role, ward: str, rank: str = "PC") -> Person:
    """Somebody who joined for a ward before the play."""
    players = scene.players
    person = await players.world.person(name)
    players.engine.world.users[person.id].started = True
    async with players.db.transaction() as tx:
        member_id = await enrol(
            tx, surname=name, telegram_id=person.id, at=players.now(), roles=(), rank=rank,
            trained_on=None, warrant="1234AB",
        )  # fmt: skip
        await grants.add_grant(tx, member_id, Grant(role, ward=ward), at=players.now())
    return person


async def settles_ward(scene: Scene, ward: str) -> str:
    """The lead settles the ward of Friday; the toast."""
    await scene.opens_night()
    answer = await taps(scene.lead, "Ward", ward)
    await scene.players.settles()
    return answer.text or ""


async def tapped(scene: Scene, person: Person, *labels: str) -> str:
    """Somebody taps one button after the other, and all that follows has happened; the toast."""
    answer = await taps(person, *labels)
    await scene.players.settles()
    return answer.text or ""


async def verbs(scene: Scene) -> list[str]:
    """What the audit has of Friday's local officer."""
    return [e.verb for e in await scene.moves() if "officer" in e.verb or "nominat" in e.verb]


async def test_one_nominates_another_declines_and_the_third_comes(tmp_path: Path) -> None:
    async with published(tmp_path, 4) as scene:
        [acre, north, *_] = scene.players.running.areas["lambeth"].wards
        sergeant = await of_ward(scene, "Tester", Role.WARD_SERGEANT, acre.code, "PS")
        away = await of_ward(scene, "Elsewhere", Role.WARD_SERGEANT, north.code, "PS")
        first = await of_ward(scene, "Fable", Role.LOCAL_OFFICER, acre.code)
        second = await of_ward(scene, "Mock", Role.LOCAL_OFFICER, acre.code)
        stray = await of_ward(scene, "Stray", Role.LOCAL_OFFICER, north.code)
        beside = [sergeant, away, first, second, stray]

        # The ward is settled: its sergeant is asked, in private, and nobody else.
        await settles_ward(scene, acre.name)
        asked = await card(sergeant)
        assert f"A patrol comes to your ward: {acre.name}." in asked.text
        assert "Patrol lead: PC Sample 4" in asked.text
        assert asked.buttons[:3] == ["PC Fable", "PC Mock", "Invite by a link"]
        assert [len(await cards(each)) for each in beside] == [1, 0, 0, 0, 0]

        # One tap nominates; one tap declines; the sergeant hears it and nominates another.
        assert "PC Fable is nominated." in await tapped(scene, sergeant, "PC Fable")
        assert "Can you come?" in (await card(first)).text
        assert acre.name in (await card(first)).text
        assert "noted" in await tapped(scene, first, "Can't make it")
        said_no = await card(sergeant)
        assert "PC Fable can't come along." in said_no.text
        assert "PC Fable" not in said_no.buttons
        await tapped(scene, sergeant, "PC Mock")
        assert "you come along" in await tapped(scene, second, "✅ I'll be there")

        # Everyone who should know does, and the group sees the ward alone.
        assert "PC Mock comes along." in (await card(sergeant)).text
        assert "Local officer: PC Mock ✓" in (await card(scene.crew[0])).text
        lead = await scene.opens_night()
        assert "Local officer: PC Mock ✓" in lead.text
        post = post_of(await scene.lead.sees(scene.group), WEEK)
        assert acre.name in post
        assert "Mock" not in post
        assert "Mock" not in (await card(first)).text, "who declined is shown no names"
        assert await verbs(scene) == [
            "local officer asked for", "local officer nominated", "local officer declined",
            "local officer nominated", "local officer confirmed",
        ]  # fmt: skip

        # Another ward's sergeant cannot nominate, nor anybody nominate a stranger to the ward.
        patrol = (await scene.patrol()).book.patrol_id
        ids = {each.name: await scene.players.member_id(each) for each in beside}
        for who, whom, said in (
            (away, stray, "another ward than yours"),
            (sergeant, first, "nominated for this night already"),
            (sergeant, second, "nominated for this night already"),
            (scene.crew[0], first, "You need the role"),
        ):
            answer = await scene.players.forged(who, f"prn:{patrol}:{ids[whom.name]}:1")
            assert said in answer
        await tapped(scene, sergeant, "Nominate another")
        assert "Somebody else is nominated." in (await card(second)).text
        answer = await scene.players.forged(sergeant, f"prn:{patrol}:{ids['Stray']}:1")
        assert "Only a local officer of the night's own ward" in answer

        # The lists: the lead's, unfilled first, and the ward's own.
        await scene.lead.sends("/start")
        await tapped(scene, scene.lead, "Pairing")
        listed = (await scene.lead.sees()).last.text.splitlines()
        assert listed[1] == f"{NIGHT} · {acre.name} · No local officer yet"
        assert listed[2] == "Sat 15 Mar · ward to be agreed"
        await tapped(scene, sergeant, "My ward")
        mine = await sergeant.waits_for(f"My ward: {acre.name}")
        assert f"{NIGHT} · No local officer yet" in mine.text
        assert "Propose Sat 15 Mar" in mine.buttons


async def test_a_sergeant_brings_a_local_officer_in_by_a_link(tmp_path: Path) -> None:
    async with published(tmp_path, 4) as scene:
        [acre, *_] = scene.players.running.areas["lambeth"].wards
        sergeant = await of_ward(scene, "Tester", Role.WARD_SERGEANT, acre.code, "PS")
        await settles_ward(scene, acre.name)
        assert "Please invite one" in (await card(sergeant)).text

        await tapped(scene, sergeant, "Invite by a link")
        shown = (await sergeant.sees()).last
        assert "It works once" in shown.text
        url = next(word for word in shown.text.split() if word.startswith("https://t.me/"))
        newcomer = await scene.players.world.person("Newcomer")
        await newcomer.opens(url)
        # The ward is the night's own: it is not asked.
        await fills_in(newcomer, rank="PC", surname="Newcomer", warrant="9876ZY")
        await scene.players.settles()

        # Nominated at once; the lead lets them in with one tap as everyone; then they are asked.
        assert "Local officer: PC Newcomer · asked" in (await card(sergeant)).text
        assert not await cards(newcomer)
        assert f"Local officer, {acre.name}" in (await scene.lead.waits_for("asks to join")).text
        await tapped(scene, scene.lead, "Yes, let in")
        assert "Your sergeant has nominated you." in (await card(newcomer)).text
        await tapped(scene, newcomer, "✅ I'll be there")
        assert "PC Newcomer comes along." in (await card(sergeant)).text

        # The link has done its work.
        other = await scene.players.world.person("Another")
        await other.opens(url)
        await other.waits_for("used")


async def test_a_request_that_nobody_answers_is_chased_shown_and_filled_by_the_lead(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 4) as scene:
        [acre, north, *_] = scene.players.running.areas["lambeth"].wards
        sergeant = await of_ward(scene, "Tester", Role.WARD_SERGEANT, acre.code, "PS")
        await scene.comes_to(datetime(2031, 3, 10, 10, 0, tzinfo=UTC))
        await settles_ward(scene, acre.name)

        # After a day, and the day after; and the leads three days and one before the night.
        asked = await card(sergeant)
        await scene.passes(timedelta(hours=25))
        chased = await card(sergeant)
        assert "Nobody is nominated yet." in chased.text
        assert chased.id > asked.id
        assert len(await cards(sergeant)) == 1, "the one before is gone"
        await scene.before_start(71.9)
        told = await scene.lead.waits_for("No local officer of the ward comes along yet.")
        assert "Lead & pairing" in told.buttons

        # The ward changes: its sergeant is told, and the new one has nobody who could ask.
        await settles_ward(scene, north.name)
        assert "This patrol goes to another ward." in (await card(sergeant)).text
        assert "There is nothing for you to do" in (await card(sergeant)).text
        assert north.name not in (await card(sergeant)).text
        await tapped(scene, scene.lead, "Lead & pairing")
        assert "nominate somebody yourself" in (await scene.lead.sees()).last.text

        # The lead writes down somebody without Telegram, who comes.
        await tapped(scene, scene.lead, "Local officer", "Without Telegram", "SPC")
        await scene.lead.sends("Paper")
        await scene.lead.waits_for("Their warrant number?")
        await scene.lead.sends("4321BA")
        assert "Paper comes along." in await tapped(scene, scene.lead, "They come along")
        assert "Local officer: SPC Paper ✓" in (await card(scene.crew[0])).text

        # The morning after, the record has who was out with whom.
        await scene.comes_to(STARTS + timedelta(hours=12))
        await scene.lead.sends("/start")
        await tapped(scene, scene.lead, "Pairing", "Officers reached")
        reached = (await scene.lead.sees()).last.text
        assert f"{north.name}: 1 officer, 1 night, last Fri 14 Mar" in reached
        await tapped(scene, scene.lead, "Who with whom")
        together = (await scene.lead.sees()).last.text
        assert "PC Sample 1 with SPC Paper: 1 night, last Fri 14 Mar" in together
        assert "pairing record looked at" in {e.verb for e in await scene.players.audited()}


async def test_a_cancelled_night_needs_nobody_and_one_put_back_asks_again(tmp_path: Path) -> None:
    async with published(tmp_path, 4) as scene:
        [acre, *_] = scene.players.running.areas["lambeth"].wards
        sergeant = await of_ward(scene, "Tester", Role.WARD_SERGEANT, acre.code, "PS")
        local = await of_ward(scene, "Fable", Role.LOCAL_OFFICER, acre.code)
        await settles_ward(scene, acre.name)
        await tapped(scene, sergeant, "PC Fable")
        await tapped(scene, local, "✅ I'll be there")

        await scene.opens_night()
        await tapped(scene, scene.lead, "Change this night ›", "Times", "From +1h")
        await tapped(scene, scene.lead, "✅ Change to 21:00–02:00")
        assert "it was 20:00–02:00. Can you still come?" in (await card(local)).text
        await tapped(scene, local, "✅ I'll be there")

        await scene.opens_night()
        await tapped(scene, scene.lead, "Change this night ›", "Cancel this night", "Weather")
        for each in (local, sergeant):
            assert "Cancelled." in (await card(each)).text
            assert acre.name not in (await card(each)).text
        await tapped(scene, scene.lead, "Put it back on")
        back = await card(local)
        assert "This night is on again." in back.text
        assert "Can you come?" in back.text
        assert "✅ I'll be there" in back.buttons

        # Who loses access is nominated no longer, and the sergeant is asked for another.
        members = await scene.players.member_id(local)
        await scene.lead.sends("/people")
        await scene.players.forged(scene.lead, f"susp:{members}")
        await scene.players.settles()
        assert "PC Fable can't come along." in (await card(sergeant)).text
