"""Agencies are invited to a night's engagement and answer; each sees only its own part."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.crew_scene import HOUR, NIGHT
from tests.e2e.partners_scene import invited, staged


async def test_a_lead_invites_agencies_and_sees_their_answers_on_one_screen(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        lead, ann, ben, cleo = stage.lead, stage.ann, stage.ben, stage.cleo
        board = await stage.opens_partners()
        assert "engagement and enforcement" in board.text
        assert "No engagement times yet: 20:00–23:00 unless you say otherwise." in board.text
        assert board.shows("Invite agencies")
        await stage.states_window()

        answer = await stage.invites("Streetlight", "Medical outreach", "Compass Group")
        assert answer.alert
        assert answer.text == (
            "Invited. 2 agencies told. Call Compass Group: the bot cannot write to them."
        )
        board = await lead.waits_for("Cannot be reached: call them")
        assert "Not answered\nStreetlight\nMedical outreach" in board.text
        mine = await stage.card(ann)
        assert mine.text == (
            "Fri 14 Mar · 21:00–23:00\nYou are invited.\n\n"
            "Streetlight is invited to join engagement work. Can you come?\n"
            "Meeting point: Example Hall, side door\nYour contact: PC Sample 5"
        )
        assert mine.buttons == [
            "✅ I come", "Sorry, no", "Somebody else comes", "My invitations", "Home",
        ]  # fmt: skip

        # Another patrol lead is another contact.
        patrol = (await stage.scene.patrol()).book.patrol_id
        first = await stage.players.member_id(stage.scene.crew[0])
        await stage.players.forged(lead, f"ldn:{patrol}:patrol_lead:{first}:1")
        assert (await stage.card(ann)).text.endswith("Your contact: PC Sample 1")

        # One says yes; the colleague's card shows it, and so does the lead's screen.
        answer = await ann.presses("✅ I come")
        assert answer.text == "Thank you: you come."
        assert "You come for Streetlight. Thank you." in (await stage.card(ann)).text
        assert "Fable Ann comes for Streetlight." in (await stage.card(ben)).text
        await lead.waits_for("Yes\nStreetlight: Fable Ann")
        # The other one says that they do, later: the last answer stands, and both see it.
        await ben.presses("✅ I come")
        mine = await stage.card(ann)
        assert "A colleague has changed the answer: you need not come." in mine.text
        assert "Fable Ben comes for Streetlight." in mine.text
        assert "You come for Streetlight." in (await stage.card(ben)).text

        # A no is news for who invited; a colleague without Telegram is counted, never named.
        await cleo.presses("Sorry, no")
        await stage.players.settles()
        news = await lead.waits_for("Medical outreach cannot come.")
        assert news.text.startswith("Fri 14 Mar · partners\nMedical outreach cannot come.")
        await stage.taps(cleo, "Somebody else comes", "A colleague without Telegram")
        assert "A colleague without Telegram comes for Medical" in (await stage.card(cleo)).text
        await stage.players.settles()
        news = await lead.waits_for("Medical outreach comes after all.")
        assert "Medical outreach: a colleague without Telegram" in news.text
        # Naming a colleague tells them.
        await stage.taps(ben, "Somebody else comes")
        await stage.taps(ben, "Fable Ann")
        mine = await stage.card(ann)
        assert "A colleague has said that you come. Is that right?" in mine.text

        # Who is called records the answer by hand.
        await stage.opens_partners()
        await stage.taps(lead, "Compass Group ›", "They come")
        board = await lead.waits_for("Streetlight: Fable Ann\nCompass Group\nMedical outreach")
        assert "Not answered" not in board.text

        events = await stage.players.audited()
        told = [each for each in events if each.verb == "partner invited"]
        assert {each.kind for each in told} == {"disclosure"}
        assert len({each.detail["agency"] for each in told}) == 3
        assert all(each.detail["meeting"] == "Example Hall, side door" for each in told)
        # The group hears nothing of any of it.
        group = "\n".join((await lead.sees(stage.scene.group)).texts)
        for word in ("Fable", "Streetlight", "Medical", "Example Hall", "partner"):
            assert word not in group


async def test_everything_that_changes_is_told_once_with_what_was_and_what_is(
    tmp_path: Path,
) -> None:
    async with invited(tmp_path, ("Streetlight", "Medical outreach", "Compass Group")) as stage:
        lead, ann, ben, cleo = stage.lead, stage.ann, stage.ben, stage.cleo
        await ann.presses("✅ I come")
        await cleo.presses("Sorry, no")
        await stage.players.settles()

        # Another place: whoever comes stays; whoever said no is left in peace.
        count = len((await cleo.sees()).messages)
        await stage.opens_partners()
        await stage.taps(lead, "Meeting point")
        await lead.waits_for("Where do you meet?")
        await lead.sends("Example Yard")
        await lead.waits_for("check and send")
        answer = await lead.presses("Change and tell them")
        assert str(answer.text).startswith("Changed. 1 agency told. Call Compass Group")
        mine = await stage.card(ann)
        assert "The meeting point has changed: it was Example Hall, side door." in mine.text
        assert "You come for Streetlight." in mine.text
        assert "Meeting point: Example Yard" in mine.text
        assert "Meeting point: Example Yard" in (await stage.card(cleo)).text
        assert len((await cleo.sees()).messages) == count

        # Other times: a yes is asked again; the button of before answers nothing.
        old = dict((await stage.card(ann)).data)
        await stage.opens_partners()
        await stage.taps(lead, "Their times", "From +15")
        await lead.waits_for("✅ Change to 21:15–23:00")
        await stage.taps(lead, "✅ Change to 21:15–23:00")
        mine = await stage.card(ann)
        assert mine.text.startswith(
            "Fri 14 Mar · 21:15–23:00\n"
            "The time has changed: it was 21:00–23:00. Can you still come?"
        )
        assert "The time has changed" in (await stage.card(ben)).text
        said = await stage.players.forged(ann, str(old["Can't come after all"]))
        assert said.startswith("This invitation has changed since.")
        await ann.presses("✅ I come")

        # The whole night moves: what does not fit any more is cut, and told; also by hand.
        await stage.opens_night()
        await stage.taps(lead, "Change this night ›", "Times", "From +1h")
        await lead.waits_for("✅ Change to 21:00–02:00")
        await stage.taps(lead, "From +1h")
        await lead.waits_for("✅ Change to 22:00–02:00")
        await stage.taps(lead, "✅ Change to 22:00–02:00")
        mine = await stage.card(ann)
        assert "22:00–23:00\nThe time has changed: it was 21:15–23:00." in mine.text
        tell = await lead.waits_for("Please tell Compass Group")
        assert "The time has changed: it was 21:15–23:00. Can they still come?" in tell.text
        await ann.presses("✅ I come")

        # Called off and put back on.
        await stage.opens_night()
        await stage.taps(lead, "Change this night ›", "Cancel this night", "Weather")
        mine = await stage.card(ann)
        assert mine.text == (
            "Fri 14 Mar · 22:00–23:00\nCancelled.\n\n"
            "It does not take place. There is nothing to do."
        )
        assert mine.buttons == ["My invitations", "Home"]
        said = await stage.players.forged(ann, str(old["Can't come after all"]))
        assert said.startswith("This night is cancelled (weather)")
        await stage.taps(lead, "Put it back on")
        mine = await stage.card(ann)
        assert "It is on again. Can you come?" in mine.text
        await ann.presses("✅ I come")
        await stage.players.settles()

        # Enforcement only turns everyone away, after that was asked, and says nothing of why.
        await stage.opens_partners()
        await stage.taps(lead, "What it is for", "Enforcement only")
        asked = await lead.waits_for("Partners take part in engagement only")
        assert "3 agencies invited" in asked.text
        answer = await stage.taps(lead, "Yes, withdraw them")
        assert str(answer.text).startswith("Changed. 1 agency told.")
        mine = await stage.card(ann)
        assert "This invitation has been withdrawn." in mine.text
        assert "nforcement" not in "\n".join((await ann.sees()).texts)
        board = await lead.waits_for("No partner takes part in enforcement.")
        assert not board.shows("Invite agencies")
        patrol = (await stage.scene.patrol()).book.patrol_id
        said = await stage.players.forged(lead, f"pni:{patrol}")
        assert said.startswith("This night is for enforcement only")
        verbs = [each.verb for each in await stage.players.audited()]
        for verb in ("invitation changed", "invitation cancelled", "invitation renewed",
                     "invitation withdrawn", "purpose changed"):  # fmt: skip
            assert verb in verbs


async def test_whoever_does_not_answer_is_asked_again_and_then_shown(tmp_path: Path) -> None:
    async with invited(tmp_path) as stage:
        lead, ann = stage.lead, stage.ann
        await ann.presses("✅ I come")
        await stage.players.settles()
        # Two days after the invitation the other agency is asked again; a day later, shown.
        await stage.scene.passes(48 * HOUR)
        assert "You have not answered yet." in (await stage.card(stage.cleo)).text
        assert "You are invited" not in (await stage.card(stage.ben)).text
        await stage.scene.passes(24 * HOUR)
        news = await lead.waits_for("Medical outreach has not answered. Call them?")
        assert "Not answered\nMedical outreach" in news.text
        # A day before, whoever comes is reminded, and nobody else of the agency.
        before = len((await stage.ben.sees()).messages)
        await stage.scene.before_start(23)
        assert "A reminder of your invitation." in (await stage.card(ann)).text
        assert len((await stage.ben.sees()).messages) == before
        # Somebody who loses access does not come: their agency is asked who does.
        member = await stage.players.member_id(ann)
        await stage.players.forged(lead, f"susp:{member}")
        mine = await stage.card(stage.ben)
        assert "Whoever was to come cannot. Who comes?" in mine.text
        await lead.waits_for("Streetlight: whoever was to come has no access any more.")
        await ann.waits_for("You do not have access to this any more.")


async def test_the_patrol_lead_invites_from_their_own_card_and_hears_the_answers(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        *_, leads_it = stage.scene.crew
        ann, players = stage.ann, stage.players
        await stage.taps(leads_it, "✅ Confirm", "Partners", "What it is for", "Engagement only")
        board = await leads_it.waits_for("engagement only")
        assert "Engagement: 20:00–02:00" in board.text
        assert "‹ Night" not in board.buttons, "the card with all of the night is a lead's"

        # Four taps and a place that is typed, and one tap more to send.
        await stage.taps(leads_it, "Invite agencies", "Streetlight", "Go on with 1: where? ›")
        await leads_it.sends("Example Hall")
        await leads_it.waits_for("check and send")
        await stage.taps(leads_it, "Send invitations")
        assert (await stage.card(ann)).text.endswith("Your contact: PC Sample 5")

        # A no is told to whoever invited, and to nobody else.
        heard = len((await stage.lead.sees()).messages)
        await stage.taps(ann, "Sorry, no")
        await leads_it.waits_for("Streetlight cannot come.")
        assert len((await stage.lead.sees()).messages) == heard
        await stage.taps(ann, "✅ I come")

        # Whoever leads it no longer has nothing of it; the agency has another contact.
        this = await stage.invitation("Streetlight")
        me = await players.member_id(leads_it)
        await players.forged(stage.lead, f"offm:{this.patrol_id}:{me}")
        await leads_it.waits_for("You do not have access to this any more.")
        said = await players.forged(leads_it, f"pnd:{this.id}")
        assert said.startswith("You need the role “project lead” for that.")
        assert (await stage.card(ann)).text.endswith("Your contact: PS Example")


async def test_bad_taps_on_invitations_are_refused_and_change_nothing(tmp_path: Path) -> None:
    async with invited(tmp_path, ("Streetlight",)) as stage:
        players, lead = stage.players, stage.lead
        this = await stage.invitation("Streetlight")
        yes = f"pia:{this.id}:1:1"
        elsewhere = await players.lead("Elsewhere", area="southwark")
        refused = {
            stage.cleo: "This invitation is not your agency's.",
            stage.scene.crew[0]: "You need the role “partner agency” for that.",
            lead: "You need the role “partner agency” for that.",
            elsewhere: "This bot is for members of a team.",
        }
        for person, words in refused.items():
            assert (await players.forged(person, yes)).startswith(words)
        patrol = this.patrol_id
        for data in (f"pnc:{patrol}", f"pnk:{this.id}:0", f"pna:{this.id}:1", f"pnd:{this.id}"):
            assert (await players.forged(stage.ann, data)).startswith("You need the role")
            assert (await players.forged(elsewhere, data)).startswith("This bot is for members")
        cleo = await players.member_id(stage.cleo)
        said = await players.forged(stage.ann, f"pis:{this.id}:1:{cleo}")
        assert said.startswith("They do not represent this agency")
        # Twice the same is harmless; a paused agency is not invited.
        await stage.ann.presses("✅ I come")
        assert await players.forged(stage.ann, yes) == "Thank you: you come."
        await lead.sends("/start")
        await stage.taps(lead, "Partners", "Medical outreach", "Pause")
        await stage.opens_partners()
        await stage.taps(lead, "Invite agencies")
        choice = await lead.waits_for("Whom? Tap each, then go on.")
        assert "Medical outreach" not in choice.buttons
        assert "Streetlight" not in choice.buttons
        assert (await stage.invitation("Streetlight")).comes == await players.member_id(stage.ann)
        # After the end nothing is answered any more.
        await stage.scene.before_start(-4)
        said = await players.forged(stage.ann, yes)
        assert said.startswith("It ended Friday 14 March 23:00")
        assert NIGHT in (await stage.card(stage.ann)).text


async def test_inviting_takes_the_first_hours_and_the_crews_meeting_area_by_two_taps(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        lead, ann = stage.lead, stage.ann
        await stage.opens_night()
        await stage.taps(lead, "Ward", "Brixton North")
        await stage.taps(lead, "Ward", "Meeting area…")
        await lead.waits_for("Type your answer below.")
        await lead.sends("At the painted door")
        await stage.taps(lead, "✅ Set it")

        await stage.opens_partners()
        await stage.taps(lead, "Invite agencies")
        assert "invite for 20:00–23:00" in (await lead.waits_for("Whom?")).text
        await stage.taps(lead, "Streetlight", "Go on with 1: where? ›")
        await lead.waits_for("At the painted door")
        await stage.taps(lead, "Send invitations")

        assert "Engagement: 20:00–23:00" in (await lead.waits_for("Engagement:")).text
        mine = (await stage.card(ann)).text
        assert "20:00–23:00" in mine
        assert "Meeting point: At the painted door" in mine
        # The next agency meets there too; another place can be typed still.
        await stage.taps(lead, "Invite agencies", "Medical outreach", "Go on with 1: where? ›")
        await stage.taps(lead, "✏️ Meeting point")
        await lead.waits_for("Type your answer below.")
        await lead.sends("Example Hall")
        await stage.taps(lead, "Send invitations")
        assert "Meeting point: Example Hall" in (await stage.card(stage.cleo)).text
        said = [each.verb for each in await stage.players.audited()]
        assert said.count("engagement window set") == 1
