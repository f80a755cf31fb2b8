"""Visits, played: a sergeant asks, somebody is invited, a lead decides, the night ends it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.errors import GONE
from sandbox.client import Message, Person
from storage import leading
from tests.e2e.crew_scene import HOUR, MINUTE, NIGHT, STARTS, Scene, card, published
from tests.e2e.test_crew_changes import cancels, moves_the_night
from tests.e2e.troupe import taps

CREW = [f"Sample {n}" for n in range(1, 6)]
"""The first of them leads the patrol: the contact of whoever comes along."""


async def visit_card(person: Person) -> Message:
    """The newest message about the visit; those before it are gone."""
    shown = [e for e in (await person.sees()).messages if e.text.startswith(f"{NIGHT} · a visit")]
    return shown[-1]


async def asks(scene: Scene, sergeant: Person) -> None:
    """Three taps from home."""
    await sergeant.sends("/start")
    await taps(sergeant, "Visit a patrol")
    night = await sergeant.waits_for("Which night?")
    assert [label for label in night.buttons if "Mar" in label] == [NIGHT], "published ones only"
    assert "20:00" not in night.text
    await taps(sergeant, NIGHT, "✅ Ask to visit")
    await scene.players.settles()


async def test_a_sergeant_visits_another_areas_night_and_sees_the_practicalities_only(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 5) as scene:
        sergeant = await scene.players.lead("Elsewhere", area="southwark")
        ward = scene.players.running.areas["lambeth"].wards[0].name
        await scene.opens_night()
        await taps(scene.lead, "Ward", ward)
        await asks(scene, sergeant)

        # The lead: one tap on what arrives.
        request = await scene.lead.waits_for("May they come along?")
        assert "PS Elsewhere · Southwark" in request.text
        await scene.lead.presses("✅ Accept")
        await scene.players.settles()
        assert "Accepted by PS Example" in (await scene.lead.waits_for("Accepted by")).text
        await scene.opens_night()
        await taps(scene.lead, "Visitors")
        listed = await scene.lead.waits_for("At most 2 visitors")
        assert "PS Elsewhere: comes" in listed.text

        # The visitor: when, whom to ask for, how to behave; not who, not where.
        shown = await visit_card(sergeant)
        contact = await patrol_lead(scene)
        for words in ("You may come.", "20:00–02:00", f"Contact: PC {contact}\n", "Plain clothes",
                      "radio emergency button or 999", "your contact will tell you"):  # fmt: skip
            assert words in shown.text
        for secret in {*CREW, ward, "Crew"} - {contact}:
            assert secret not in shown.text
        assert "My visits (1)" in (await home(scene, sergeant)).buttons

        # The crew knows that somebody comes, not who; the group knows nothing.
        mine = (await card(scene.crew[0])).text
        assert "1 visitor comes along." in mine
        assert "Elsewhere" not in mine
        assert "visitor" not in await scene.post()

        # Each change once.
        for change, says in (
            (lambda: moves_the_night(scene), "The times have moved: it was 20:00–02:00."),
            (lambda: sets_meeting(scene), "Meet: At the painted door"),
            (lambda: cancels(scene, "Weather"), "This night is cancelled: weather."),
            (lambda: puts_back(scene), "This night is on again."),
        ):
            await scene.passes(MINUTE)
            before = (await sergeant.sees()).last
            await change()
            await scene.players.settles()
            assert says in (await visit_card(sergeant)).text
            new = [e for e in (await sergeant.sees()).messages if e.id > before.id]
            assert len(new) == 1, "told once"

        again = await scene.players.forged(
            sergeant, f"vsa:{(await scene.patrol()).book.patrol_id}:1"
        )
        assert "You may come already" in again

        # The night ends it.
        await scene.comes_to(STARTS + 8 * HOUR)
        over = await visit_card(sergeant)
        assert "The night is over, and so is your access to it." in over.text
        assert "Contact" not in over.text
        verbs = [each.verb for each in await scene.players.audited()]
        for verb in ("visit asked", "visit accepted", "visit over"):
            assert verbs.count(verb) == 1


async def home(scene: Scene, person: Person) -> Message:
    """The home screen, sent anew."""
    await person.sends("/start")
    await scene.players.settles()
    return (await person.sees()).last


async def patrol_lead(scene: Scene) -> str:
    """Who leads the patrol by the database, by name."""
    patrol_id = (await scene.patrol()).book.patrol_id
    async with scene.players.db.reading() as tx:
        lead = (await leading.find(tx, patrol_id)).patrol_lead
    assert lead is not None
    [name] = [e.name for e in scene.crew if await scene.players.member_id(e) == lead]
    return name


async def sets_meeting(scene: Scene) -> None:
    """The lead says where the people of the night meet."""
    await scene.opens_night()
    await taps(scene.lead, "Ward", "Meeting area…")
    await scene.lead.waits_for("Type your answer below.")
    await scene.lead.sends("At the painted door")
    await taps(scene.lead, "✅ Set it")


async def puts_back(scene: Scene) -> None:
    """The lead takes the cancellation back."""
    await scene.opens_night()
    await taps(scene.lead, "Put it back on")


async def invites(scene: Scene, person: Person) -> str:
    """One tap on a card of the crew; the link."""
    await taps(person, "Invite a visitor")
    await scene.players.settles()
    links = [e for e in (await person.sees()).messages if "Link for one visitor" in e.text]
    [url] = [word for word in links[-1].text.split() if word.startswith("https://t.me/")]
    assert len(url.partition("start=")[2]) <= 64
    return url


async def fills_in(guest: Person, name: str = "Guest") -> None:
    """From the notice to the review."""
    await guest.waits_for("You are invited to come along for this one night.")
    await guest.presses("I have read this, go on")
    await guest.waits_for("Your rank?")
    await guest.presses("PS")
    await guest.waits_for("Your surname?")
    await guest.sends(name)
    await guest.waits_for("check and send")


async def test_the_crew_invites_one_person_from_outside_for_one_night(tmp_path: Path) -> None:
    async with published(tmp_path, 5) as scene:
        players, officer = scene.players, scene.crew[0]
        guest, late = await players.world.person("Guest"), await players.world.person("Late")
        colleague = await players.officer("Colleague", area="southwark")
        url = await invites(scene, officer)

        # A member of the area, the crew itself among them, is not a visitor.
        await officer.opens(url)
        await officer.waits_for("This is your own area")
        await guest.opens(url)
        await fills_in(guest)
        # Somebody else gets as far as the review with the same link.
        await late.opens(url)
        await fills_in(late, "Late")
        await guest.presses("Ask to come")
        await guest.waits_for("asked, no answer yet")
        assert "has been used" in ((await late.presses("Ask to come")).text or "")
        await colleague.opens(url)
        await colleague.waits_for("has been used")

        request = await scene.lead.waits_for("May they come along?")
        assert "PS Guest · from outside the areas run here, by a link of the crew" in request.text
        assert "Do you know who this is?" in request.text
        await scene.lead.presses("✅ Accept")
        await players.settles()
        assert "You may come." in (await visit_card(guest)).text

        # All that there is for a guest: their visits. Everything else is for members.
        assert "My visits" in (await home(scene, guest)).text
        assert "you may come" in (await home(scene, guest)).text
        await guest.sends("/privacy")
        await guest.waits_for("Kept about you: rank and surname, until 28 days after the night")
        await guest.sends("/shifts")
        await guest.waits_for("This bot is for members of a team.")
        patrol = (await scene.patrol()).book.patrol_id
        for data in (f"vis:{patrol}", f"vln:{patrol}", "vok:1", f"vsa:{patrol}:1", f"nt:{patrol}"):
            assert "members of a team" in await players.forged(guest, data), data
        assert "no such visit" in (await players.forged(colleague, "vwd:1:1"))
        assert "no such visit" in (await players.forged(colleague, "vmv:1"))
        assert await players.forged(scene.lead, "vok:999") == GONE
        assert "project lead" in await players.forged(officer, "vok:1")

        # A colleague of another area says nothing about themself that is known already.
        await colleague.opens(await invites(scene, scene.crew[1]))
        await taps(colleague, "I have read this, go on", "Ask to come")
        await scene.lead.waits_for("PC Colleague · Southwark, by a link of the crew")
        await scene.lead.presses("Decline")
        await players.settles()
        assert "It does not fit that night." in (await visit_card(colleague)).text

        # The guest cannot come after all: two taps, and the leads hear it.
        await guest.sends("/start")
        await taps(guest, f"{NIGHT} ›", "I can't come", "Yes, I can't come")
        await scene.lead.waits_for("Can't come.")
        assert "comes along" not in (await card(officer)).text

        # A link does not outlive the start, and a night without an answer is said.
        sergeant = await players.lead("Elsewhere", area="southwark")
        await asks(scene, sergeant)
        last = await invites(scene, officer)
        await scene.comes_to(STARTS + timedelta(seconds=1))
        assert "Nobody answered in time: please do not come." in (await visit_card(sergeant)).text
        await late.opens(last)
        await late.waits_for("has begun or is cancelled")
        await late.opens(last[:-1] + ("A" if last[-1] != "A" else "B"))
        await late.waits_for("This link is not known")


async def test_an_officer_asks_by_nobodys_button_and_a_lead_of_elsewhere_decides_nothing_here(
    tmp_path: Path,
) -> None:
    async with published(tmp_path, 5) as scene:
        players = scene.players
        sergeant = await players.lead("Elsewhere", area="southwark")
        officer = await players.officer("Colleague", area="southwark")
        patrol = (await scene.patrol()).book.patrol_id
        assert "ward sergeant or project lead" in await players.forged(officer, f"vsa:{patrol}:1")
        assert "your own area" in await players.forged(scene.lead, f"vsa:{patrol}:1")
        assert "your own area" in await players.forged(scene.lead, "vsn:lambeth")
        await asks(scene, sergeant)
        for data in ("vok:1", "vno:1", "vtb:1", "vcd:1", f"vis:{patrol}", f"vln:{patrol}"):
            assert "members of a team" in await players.forged(sergeant, data), data

        # Whoever the bot cannot write to is told by the lead.
        await scene.lead.waits_for("May they come along?")
        await scene.lead.presses("✅ Accept")
        await players.settles()
        await sergeant.blocks()
        await cancels(scene, "Weather")
        await scene.lead.waits_for("cannot be reached by the bot. Please tell them: Cancelled.")
