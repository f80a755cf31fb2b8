"""A patrol and its ward: a local officer is asked for, nominated and confirmed, and chased."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from operation.people import Grant, Role
from sandbox.client import Message, Person
from storage import grants
from tests.e2e.crew_scene import NIGHT, Scene, card, published
from tests.e2e.troupe import taps
from tests.enrolled import enrol

TEN = datetime(2031, 3, 6, 10, 0, tzinfo=UTC)


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


async def settles_ward(scene: Scene, name: str) -> str:
    """The lead settles the ward of Friday; the toast."""
    await scene.opens_night()
    answer = await taps(scene.lead, "Ward", name)
    await scene.players.settles()
    return answer.text or ""


async def newest(person: Person, night: str = NIGHT) -> Message:
    """Somebody's newest card of Friday."""
    return await card(person) if night == NIGHT else (await person.sees()).last


async def test_a_sergeant_nominates_by_one_tap_and_the_local_officer_confirms_by_another(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 4) as scene:
        [acre, _, other, *_] = scene.players.running.areas["lambeth"].wards
        sergeant = await of_ward(scene, "Tester", Role.WARD_SERGEANT, acre.code, "PS")
        away = await of_ward(scene, "Elsewhere", Role.WARD_SERGEANT, other.code, "PS")
        local = await of_ward(scene, "Fable", Role.LOCAL_OFFICER, acre.code)

        await settles_ward(scene, acre.name)
        asked = await card(sergeant)
        print(asked.text, asked.buttons)
        assert asked.buttons[0] == "PC Fable"
        await taps(sergeant, "PC Fable")
        await scene.players.settles()
        mine = await card(local)
        print(mine.text, mine.buttons)
        answer = await taps(local, "✅ I'll be there")
        await scene.players.settles()
        print(answer.text)
        for each in (local, sergeant, scene.crew[0]):
            found = await card(each)
            print("-----", each.name, found.text, found.buttons)
        await scene.lead.sends("/start")
        await taps(scene.lead, "Pairing")
        print((await scene.lead.sees()).last.text)
        await taps(scene.lead, "Fri 14 Mar")
        await scene.players.settles()
        print((await scene.lead.sees()).last.text, (await scene.lead.sees()).last.buttons)
        await sergeant.sends("/start")
        await taps(sergeant, "My ward")
        await scene.players.settles()
        print((await sergeant.sees()).last.text, (await sergeant.sees()).last.buttons)
        assert away
