"""Referrals, played on phones: recorded in a few taps, not sent until handed over, followed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.actions.referral_boards import counts_of_patrol
from operation.referrals import Consent, Referral, Stage, Urgency
from sandbox.client import Person
from storage import referrals
from tests.e2e.crew_scene import Scene
from tests.e2e.return_scene import WORKED, over, tapped

HOUR = timedelta(hours=1)


async def referrals_of(scene: Scene) -> list[Referral]:
    """Friday's, by the database."""
    patrol_id = (await scene.patrol()).book.patrol_id
    async with scene.players.db.reading() as tx:
        return await referrals.of_patrol(tx, patrol_id)


async def only(scene: Scene) -> Referral:
    [found] = await referrals_of(scene)
    return found


def big(found: Referral) -> str:
    return " ".join(found.reference or "-")


async def begun(scene: Scene, person: Person) -> None:
    """A return in hand, from which entries are begun."""
    await tapped(scene, person, "📝 Return", *WORKED)


async def test_a_referral_takes_five_taps_and_the_return_goes_on(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer, lead = scene.crew[0], scene.lead
        await begun(scene, officer)
        taps = ("➕ Referral", "Drugs, alcohol", "Yes, she agrees", "Routine", "Yes, new")
        await tapped(scene, officer, *taps)
        assert len(taps) == 5

        found = await only(scene)
        assert (found.consent, found.stage) == (Consent.GIVEN, Stage.NOT_SENT)
        assert found.services == ("drugs",)
        assert found.is_new
        assert found.follow_up is not None
        assert found.follow_up.isoformat() == "2031-03-22"
        texts = (await officer.sees()).texts
        # The return again, with the entry in it; and the reference for the pocketbook.
        assert any(f"Referral {found.reference}: recorded, NOT SENT" in each for each in texts)
        card = await officer.waits_for("for your pocketbook")
        assert big(found) in card.text
        assert "Drugs" not in card.text
        assert card.json["protected"]
        assert "✅ Handed over" in card.buttons
        # Nobody else hears anything of one that is routine.
        assert not any(big(found) in each for each in (await lead.sees()).texts)
        await tapped(scene, officer, "✅ Send the return")
        assert any("➕ Referral" in each for each in (await officer.sees()).texts)

        # Handed over: contacted by the agency's own way, to one of the area's list.
        asked = await tapped(scene, officer, "✅ Handed over")
        assert "First contact the agency by its own secure route" in asked.text
        shown = await tapped(scene, officer, "Another")
        assert "Handed over by PC Sample 1" in shown.text
        await scene.passes(50 * HOUR)
        await officer.waits_without("NOT SENT")
        verbs = [each for each in await scene.players.audited() if "referral" in each.verb]
        assert {"referral recorded", "referral handed over"} <= {each.verb for each in verbs}
        assert not any("drugs" in str(each.detail) for each in verbs)


async def test_who_declines_is_thanked_counted_and_asked_nothing_more(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await begun(scene, officer)
        answer = await _declines(scene, officer)

        found = await only(scene)
        assert answer == "Thank you for asking her. Nothing follows, and nothing more is kept."
        assert found.stage is Stage.DECLINED
        assert (found.reference, found.urgency, found.is_new, found.follow_up) == (None,) * 4
        async with scene.players.db.reading() as tx:
            counts = await counts_of_patrol(tx, found.patrol_id)
        assert (counts.people, counts.offered, counts.declined, counts.agreed) == (1, 1, 1, 0)
        await scene.passes(14 * 24 * HOUR)
        for person in (officer, scene.lead):
            assert not any("an entry" in each for each in (await person.sees()).texts)

        # Forged buttons lead nowhere.
        for data in (f"rfh:{found.id}", f"rfg:{found.id}", f"rfu:{found.id}:attended"):
            said = await scene.players.forged(officer, data)
            assert said.startswith("She has not agreed to this"), data


async def _declines(scene: Scene, officer: Person) -> str | None:
    await tapped(scene, officer, "➕ Referral", "Medical")
    return (await officer.presses("No, she declines")).text


async def test_one_that_is_immediate_alerts_the_leads_and_is_chased_until_it_is_sent(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        officer, lead = scene.crew[0], scene.lead
        await begun(scene, officer)
        await tapped(
            scene, officer, "➕ Referral", "More than one…", "☐ Housing", "☐ VAWG outreach",
            "✅ 2 ticked", "Yes, she agrees", "Immediate", "No, known",
        )  # fmt: skip
        found = await only(scene)
        assert found.services == ("housing", "vawg")
        assert found.urgency is Urgency.IMMEDIATE
        alert = await lead.waits_for("an entry is urgent")
        assert alert.text.startswith("Fri 14 Mar")
        assert f"{found.reference} · Housing, VAWG outreach" in alert.text
        assert "Sample" not in alert.text
        assert alert.json["protected"]

        # After an hour the officer and the leads, and daily from then on.
        await scene.passes(61 * timedelta(minutes=1))
        for person in (officer, lead):
            chased = await person.waits_for("an entry waits")
            assert "is NOT SENT (immediate; recorded by PC Sample 1" in chased.text
        await scene.passes(24 * HOUR)
        assert (await only(scene)).chased == 2
        # The lead does it.
        await tapped(scene, lead, "✅ Handed over", "Another")
        chased = await officer.waits_for("an entry waits")
        assert "Handed over" in chased.text
        await scene.passes(48 * HOUR)
        assert (await only(scene)).chased == 2


async def test_a_routine_one_is_chased_after_two_days_and_the_leads_hear_the_second_time(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        officer, lead = scene.crew[0], scene.lead
        await begun(scene, officer)
        await tapped(
            scene, officer, "➕ Referral", "Medical", "Yes, she agrees", "Routine", "Yes, new"
        )
        await scene.passes(47 * HOUR)
        assert not any("an entry waits" in each for each in (await officer.sees()).texts)
        await scene.passes(2 * HOUR)
        await officer.waits_for("an entry waits")
        assert not any("an entry waits" in each for each in (await lead.sees()).texts)
        await scene.passes(24 * HOUR)
        await lead.waits_for("an entry waits")

        # She withdraws: nothing more is passed on, and nobody is chased.
        await tapped(scene, officer, "Open it")
        await tapped(scene, officer, "Consent withdrawn", "Yes, withdrawn")
        assert (await only(scene)).stage is Stage.WITHDRAWN
        shown = (await officer.sees()).last
        assert "✅ Handed over" not in shown.buttons
        await scene.passes(14 * 24 * HOUR)
        assert (await only(scene)).chased == 2
        assert not any("to follow up" in each for each in (await officer.sees()).texts)


async def test_an_agency_answers_once_by_a_link_that_shows_reference_and_service_only(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await begun(scene, officer)
        await tapped(
            scene, officer, "➕ Referral", "Exit support", "Yes, she agrees", "Within 24 h",
            "Yes, new",
        )  # fmt: skip
        found = await only(scene)
        assert "Contact one by its secure route" in await scene.players.forged(
            officer, f"rfg:{found.id}"
        )
        await tapped(scene, officer, "✅ Handed over", "Another")
        shown = await tapped(scene, officer, "Link for the agency")
        url = next(word for word in shown.text.split() if "start=referral_" in word)
        assert len(url.partition("start=")[2]) <= 64

        agency = await scene.players.world.person("Agency")
        await agency.opens(url)
        seen = await agency.waits_for("What has become of it?")
        assert seen.text.splitlines()[:2] == [f"✍️  {big(found)}", "Exit support"]
        assert not {"Fri", "Sample", "Lambeth"} & set(seen.text.split())
        # In nobody else's chat.
        other = await scene.players.world.person("Other")
        await other.opens(url)
        await other.waits_for("This link is not valid or no longer.")
        said = await scene.players.forged(other, "rfz:1:attended")
        assert said.startswith("This bot is for members of a team.")
        said = await scene.players.forged(scene.crew[1], "rfz:1:attended")
        assert said.startswith("This link is not valid")

        answer = await agency.presses("Attended")
        assert answer.text == "Thank you. The team can see it."
        await agency.waits_for("can no longer be used")
        assert (await only(scene)).stage is Stage.ATTENDED
        told = await officer.waits_for("an answer came")
        assert "Attended" in told.text
        await agency.opens(url)
        await agency.waits_for("This link is not valid or no longer.")
        # A stranger stays one.
        await agency.sends("/start")
        await agency.waits_for("This bot is for members of a team.")
        shown = await tapped(scene, officer, "Open it")
        assert "handed over, the agency" in shown.text


async def test_somebody_not_met_is_met_later_and_somebody_seen_again_by_her_reference_alone(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        officer, other = scene.crew[0], scene.crew[1]
        await begun(scene, officer)
        await tapped(scene, officer, "➕ Referral", "Housing", "Not met yet", "Yes, new")
        first = await only(scene)
        assert (first.stage, first.urgency) == (Stage.NOT_MET, None)
        assert any("Met now" in each for each in (await officer.sees()).last.buttons)

        # Another officer sees her, and knows her by the reference in the pocketbook only.
        await tapped(scene, other, "📝 Return", "➕ Seen again")
        await other.sends("7777 77")
        await other.waits_for("No such reference here.")
        known = first.reference or ""
        await other.sends(f"{known[:3]} {known[3:]}".lower())
        seen = await other.waits_for("This reference is known here.")
        assert "Housing" not in seen.text
        await tapped(
            scene, other, "➕ New referral, same person", "Medical", "Yes, she agrees", "Routine"
        )
        before, after = await referrals_of(scene)
        assert before.stage is Stage.MET
        assert (after.reference, after.number) == (before.reference, 2)
        assert after.called == f"{before.reference}-2"
        async with scene.players.db.reading() as tx:
            counts = await counts_of_patrol(tx, after.patrol_id)
        assert (counts.people, counts.new, counts.referrals, counts.offered) == (1, 1, 2, 1)


async def test_what_was_wrong_is_struck_and_kept_and_a_mistake_is_not_counted(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        officer, idle = scene.crew[0], await scene.players.officer("Idle")
        await begun(scene, officer)
        await tapped(
            scene, officer, "➕ Referral", "Medical", "Yes, she agrees", "Routine", "Yes, new"
        )
        found = await only(scene)
        for data in (f"rfo:{found.id}", f"rfh:{found.id}", f"rfw:{found.id}:1"):
            assert "Only those who were on that patrol" in await scene.players.forged(idle, data)
        await tapped(scene, officer, "Open it", "Correct something", "A slip of the thumb")
        await tapped(scene, officer, "✏️ Help offered", "Mental health", "✅ Correct it")
        shown = await officer.waits_for("Before")
        assert "Help offered: Mental health" in shown.text
        assert "Help offered: Medical, PC Sample 1" in shown.text
        assert "a slip of the thumb" in shown.text

        await tapped(scene, officer, "Recorded by mistake", "Yes, strike it")
        assert (await only(scene)).stage is Stage.STRUCK
        async with scene.players.db.reading() as tx:
            assert (await counts_of_patrol(tx, found.patrol_id)).referrals == 0


async def test_it_is_practised_and_waits_on_a_list_for_lead_and_officer(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer, lead = scene.crew[0], scene.lead
        await officer.sends("/start")
        await tapped(scene, officer, "My shifts", "Practise entries", "Referral")
        await tapped(scene, officer, "Medical", "Yes, she agrees")
        await tapped(scene, officer, "Routine", "Yes, new")
        await officer.waits_for("Nothing was sent or counted.")
        assert not await referrals_of(scene)

        await tapped(scene, officer, "Home", "My shifts")
        await begun(scene, officer)
        await tapped(scene, officer, "➕ Referral", "Medical")
        await tapped(scene, officer, "Later")
        await begun_again(scene, officer)
        found = await only(scene)
        for person in (officer, lead):
            await person.sends("/start")
            shown = await tapped(scene, person, "Referrals")
            assert f"{found.called}, Fri 14 Mar: recorded, NOT SENT (routine)" in shown.text
        assert "Nights of four weeks: 1 person, 1 referral. Offered 1, agreed 1" in shown.text


async def begun_again(scene: Scene, officer: Person) -> None:
    """One waits, and another is recorded beside it."""
    await officer.sends("/start")
    await tapped(scene, officer, "▶ Go on where you stopped")
    await tapped(scene, officer, "Yes, she agrees", "Routine", "No, known")
