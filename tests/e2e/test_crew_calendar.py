"""The calendar file: a duty and no place, brought up to date and never doubled."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from icalendar import Event

from sandbox.client import Person
from tests.e2e.crew_scene import MINUTE, NIGHT, Scene, card, duties, published
from tests.e2e.test_crew_changes import cancels, moves_the_night
from tests.e2e.troupe import taps


async def fetched(scene: Scene, person: Person) -> list[Event]:
    """What the file holds that someone gets by the button they see last."""
    before = [each.id for each in (await person.sees()).messages if each.file_name]
    await person.presses("📅 Calendar file")
    await scene.players.settles()
    [file] = [e for e in (await person.sees()).messages if e.file_name and e.id not in before]
    assert file.file_name == "duty.ics"
    return await duties(scene, file)


def said(event: Event, name: str) -> str:
    """One property of an event."""
    return str(event[name])


def version(event: Event) -> int:
    """Which of two files a calendar believes."""
    return int(said(event, "SEQUENCE"))


async def test_the_file_says_duty_and_no_place_and_a_change_updates_it(tmp_path: Path) -> None:
    async with published(tmp_path, 7) as scene:
        officer = scene.crew[0]
        ward = scene.players.running.areas["lambeth"].wards[0].name
        await scene.opens_night()
        await taps(scene.lead, "Ward", ward)
        await scene.players.settles()

        [first] = await fetched(scene, officer)
        assert said(first, "SUMMARY") == "Duty"
        assert said(first, "STATUS") == "TENTATIVE"
        assert first.start == datetime(2031, 3, 14, 20, tzinfo=UTC)
        assert first.end == datetime(2031, 3, 15, 2, tzinfo=UTC)
        content = first.to_ical().decode()
        for secret in ("LOCATION", "GEO", "DESCRIPTION", "Lambeth", ward, "Sample"):
            assert secret not in content

        # From “My shifts”, after a confirmation.
        await scene.passes(MINUTE)
        await officer.presses("✅ Confirm")
        await officer.sends("/shifts")
        await officer.waits_for("My shifts")
        [sure] = await fetched(scene, officer)
        assert said(sure, "STATUS") == "CONFIRMED"
        assert said(sure, "UID") == said(first, "UID")
        assert version(sure) > version(first)

        await scene.passes(MINUTE)
        await moves_the_night(scene)
        [moved] = await fetched(scene, officer)
        assert said(moved, "UID") == said(first, "UID")
        assert version(moved) > version(sure)
        assert moved.start == datetime(2031, 3, 14, 21, tzinfo=UTC)
        assert said(moved, "STATUS") == "TENTATIVE"

        await scene.passes(MINUTE)
        await cancels(scene, "Weather")
        assert "This night is cancelled" in (await card(officer)).text
        [off] = await fetched(scene, officer)
        assert said(off, "UID") == said(first, "UID")
        assert version(off) > version(moved)
        assert said(off, "STATUS") == "CANCELLED"


async def test_whoever_withdraws_can_take_the_duty_out_of_their_calendar(tmp_path: Path) -> None:
    async with published(tmp_path, 7) as scene:
        officer, standby = scene.crew[0], scene.crew[6]
        assert "📅 Calendar file" not in (await card(standby)).buttons
        [mine] = await fetched(scene, officer)
        await scene.passes(MINUTE)
        await scene.withdraws(officer)

        assert "📅 Calendar file" in (await card(officer)).buttons
        [off] = await fetched(scene, officer)
        assert said(off, "STATUS") == "CANCELLED"
        assert said(off, "UID") == said(mine, "UID")

        # Another person's duty on the same night is another event.
        await taps(standby, "✅ Take the place")
        await standby.waits_for("📅 Calendar file")
        [theirs] = await fetched(scene, standby)
        assert said(theirs, "UID") != said(mine, "UID")
        assert said(theirs, "STATUS") == "CONFIRMED"
        assert NIGHT not in theirs.to_ical().decode()
