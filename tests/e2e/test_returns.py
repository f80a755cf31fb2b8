"""The return of a patrol, played on phones: filled in, nil, together, decided about, corrected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from operation.people import MemberState
from operation.returns import Kind, ReturnState
from storage import people
from tests.e2e.return_scene import WORKED, over, return_of, tapped


async def test_a_return_takes_sixteen_taps_and_no_typing(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        taps = ("📝 Return", *WORKED)
        review = await tapped(scene, officer, *taps)
        assert review.json["protected"]
        assert "Women seen: 3" in review.text
        await tapped(scene, officer, "✅ Send the return")
        assert len(taps) + 1 == 16

        found, answers = await return_of(scene)
        assert found is not None
        assert (found.state, found.kind) == (ReturnState.SUBMITTED, Kind.WORKED)
        assert answers["seen"] == "3"
        assert answers["needs"] == "housing=1"
        group = await scene.lead.waits_for("return in", chat=scene.group)
        assert group.text == "Fri 14 Mar: return in."


async def test_a_nil_return_takes_three_taps_and_counts(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[1]

        shown = await tapped(scene, officer, "Nil return", "Nobody seen", "✅ Send nil return")

        assert "Nil return. In, waits for a lead. Sent by PC Sample 2" in shown.text
        found, answers = await return_of(scene)
        assert found is not None
        assert found.is_complete
        assert found.kind is Kind.NIL
        assert (answers["nil"], answers["new"]) == ("nobody", "0")
        # It may still carry women who are new to the area.
        await tapped(scene, officer, "Correct something", "Learnt since", "✏️ Women new")
        shown = await tapped(scene, officer, "2", "✅ Correct it")
        assert "Women new to the area: 2" in shown.text


async def test_the_crew_fills_it_in_together_and_one_of_them_sends_it(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        one, other, third, *_ = scene.crew
        await tapped(scene, one, "📝 Return", *WORKED[:4])
        # The other goes on where the first is, and sees what is in.
        shown = await tapped(scene, other, "📝 Return")
        assert "How many of those are new to the area?" in shown.text
        shown = await tapped(scene, other, "See all")
        assert "so far" in shown.text
        assert "Engaged: 2" in shown.text
        await tapped(scene, other, "▶ Go on", *WORKED[4:8])
        # The first's question has been answered meanwhile: they answer it again, and go on from
        # the first that is still open.
        shown = await tapped(scene, one, "2")
        assert "What did women say they need tonight?" in shown.text
        await tapped(scene, one, *WORKED[8:], "✅ Send the return")
        found, answers = await return_of(scene)
        assert found is not None
        assert found.submitted_by == await scene.players.member_id(one)
        assert (answers["new"], answers["buyers"]) == ("2", "2")

        # The other's next tap says that it is in; so does a third's, who had not opened it.
        shown = (await other.sees()).last
        answer = await other.presses("Housing", message=shown)
        assert answer.text == "This form was sent, cancelled or has run out. Send /start."
        answer = await third.presses("Nil return")
        assert answer.text is not None
        assert "The return is in already." in answer.text
        assert "Return, Fri 14 Mar" in (await tapped(scene, third, "📝 Return")).text


async def test_leads_accept_send_back_and_enter_and_nothing_is_overwritten(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await tapped(scene, officer, "📝 Return", *WORKED, "✅ Send the return")

        # The lead hears that it is in, no more; opens it, and sends it back.
        news = await scene.lead.waits_for("The return, sent by PC Sample 1")
        assert "3" not in news.text.replace("14", "")
        shown = await tapped(scene, scene.lead, "Open it", "Send back", "The numbers don't fit")
        assert "Sent back to be put right: the numbers don't fit together" in shown.text
        told = await scene.crew[1].waits_for("The return was sent back")
        assert "The return was sent back: the numbers don't fit together." in told.text
        review = await tapped(scene, scene.crew[1], "▶ Put it right")
        assert "check and send" in review.text
        await tapped(scene, scene.crew[1], "✏️ Change an answer", "✏️ Women seen", "4")
        await tapped(scene, scene.crew[1], "✅ Send the return")

        # Accepted, corrected, entered; what was struck is there with who, and why.
        shown = await tapped(scene, scene.lead, "Open it", "✅ Accept")
        assert "Women seen: 4" in shown.text
        await tapped(
            scene, officer, "Correct something", "A slip of the thumb", "✏️ Change an answer",
            "✏️ Needs heard", "Drugs", "✅ 2 in all", "✅ Correct it",
        )  # fmt: skip
        shown = await tapped(scene, officer, "What was struck")
        assert "Women seen: 3, PC Sample 2" in shown.text
        assert "Needs heard: Housing 1, PC Sample 1" in shown.text
        assert "a slip of the thumb" in shown.text
        await scene.lead.waits_for("Entered in the system")
        await tapped(scene, scene.lead, "Entered in the system")
        await scene.lead.sends("CR 0042/31")
        await tapped(scene, scene.lead, "✅ It is entered")
        shown = await scene.lead.waits_for("Reference CR 0042/31")
        assert "Entered in the force's system" in shown.text

        # Every look and every change is audited; what was answered is not in it.
        audited = [each for each in await scene.players.audited() if "return" in each.verb]
        verbs = {each.verb for each in audited}
        assert {
            "return looked at", "return begun", "return answered", "return sent",
            "return sent back", "return accepted", "return corrected", "return entered",
        } <= verbs  # fmt: skip
        # The group has heard once that it is in.
        await scene.lead.waits_for("return in", chat=scene.group)
        texts = (await scene.lead.sees(scene.group)).texts
        assert [text for text in texts if "return" in text] == ["Fri 14 Mar: return in."]


async def test_a_missing_return_is_asked_for_daily_and_the_leads_hear_of_it(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer, beside = scene.crew[0], scene.crew[1]
        await tapped(scene, officer, "📝 Return", *WORKED[:3])
        shown = await tapped(scene, officer, "Later")
        assert "Saved, 3 of 11 answered." in shown.text
        await scene.comes_to(datetime(2031, 3, 15, 14, 0, tzinfo=UTC))
        await beside.waits_for("The return of this patrol is missing. It is begun, not sent.")
        assert "still missing" not in (await scene.lead.sees()).last.text
        await scene.comes_to(datetime(2031, 3, 16, 14, 0, tzinfo=UTC))
        await scene.lead.waits_for("The return of this patrol is still missing (begun, not sent).")
        # One card each, the ones before removed.
        asked = [e for e in (await beside.sees()).texts if "is missing" in e]
        assert len(asked) == 1

        await tapped(scene, beside, "▶ Return")
        assert "How many of them did you speak with?" in (await beside.sees()).last.text
        await tapped(scene, beside, *WORKED[3:], "✅ Send the return")
        await scene.comes_to(datetime(2031, 3, 20, 14, 0, tzinfo=UTC))
        await officer.waits_without("is missing")
        await scene.lead.waits_without("still missing")


async def test_what_shows_a_return_is_gone_from_the_chat_after_half_a_day(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await tapped(scene, officer, "📝 Return", *WORKED, "✅ Send the return")
        # Left behind by a new panel, and looked at by a lead.
        await officer.sends("/start")
        await tapped(scene, scene.lead, "Open it")
        await scene.players.settles()
        assert any("Women seen" in text for text in (await officer.sees()).texts)

        await scene.passes(timedelta(hours=12, minutes=1))

        for person in (officer, scene.lead):
            await person.waits_without("Women seen")
        assert any("Support, any time" in text for text in (await officer.sees()).texts)


async def test_who_was_not_there_neither_fills_it_in_nor_sees_it(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        idle = await scene.players.officer("Idle")
        patrol_id = (await scene.patrol()).book.patrol_id
        for data in (f"rto:{patrol_id}", f"rtn:{patrol_id}", f"rtc:{patrol_id}"):
            said = await scene.players.forged(idle, data)
            assert said.startswith("Only the crew of this patrol"), data
        assert "role" in await scene.players.forged(scene.crew[0], f"rta:{patrol_id}")
        assert (await return_of(scene))[0] is None


async def test_a_return_is_practised_without_anything_coming_of_it(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await officer.sends("/start")
        await officer.waits_for("Support, any time")
        await tapped(scene, officer, "My shifts", "Practise a return")
        for label in WORKED:
            if label == "Dry":
                await tapped(scene, officer, "Brixton Acre Lane")
            await tapped(scene, officer, "Planned" if label.startswith("Planned") else label)
        review = await officer.waits_for("check and send")
        assert "Practice · Return" in review.text
        await tapped(scene, officer, "✅ Send the return")
        await officer.waits_for("Nothing was sent or counted.")
        assert (await return_of(scene))[0] is None


async def test_a_line_fills_in_the_return_and_opens_its_review(tmp_path: Path) -> None:
    async with over(tmp_path) as scene:
        officer = scene.crew[0]
        await officer.sends("/quick")
        await officer.waits_for("Say it like: /quick 5 seen")

        await officer.sends("/quick 5 seen, 4 engaged, several new, soup 14, quieter, 2 arrests")

        review = await officer.waits_for("so far")
        assert "Not understood: part 3 of your line. Nothing is guessed." in review.text
        assert "Add each with ➕ (2 arrest)." in review.text
        for words in ("Women seen: 5", "Engaged: 4", "Against last time: Quieter"):
            assert words in review.text
        assert "This night has no soup kitchen, so soup is left out." in review.text
        assert not any("several" in text for text in (await officer.sees()).texts)
        await tapped(
            scene, officer, "▶ Go on", "Planned", "Dry", "1", "2", "1", "None", "None",
            "Conversations", "Nothing", "The same again", "✅ Send the return",
        )  # fmt: skip
        _, answers = await return_of(scene)
        assert (answers["seen"], answers["engaged"], answers["new"]) == ("5", "4", "1")
        assert "soup" not in answers
        await officer.sends("/quick 3 seen")
        await officer.waits_for("No patrol of yours waits for its return.")


async def test_whoever_loses_access_sees_nothing_more_of_what_they_had_begun(
    tmp_path: Path,
) -> None:
    async with over(tmp_path) as scene:
        players, leaver, other = scene.players, scene.crew[0], scene.crew[1]
        await tapped(scene, leaver, "📝 Return", *WORKED[:2])
        draft = (await leaver.sees()).last.json["buttons"][-1][-1]["data"].partition(":")[2]
        member_id = await players.member_id(leaver)
        async with players.db.transaction() as tx:
            await people.change_member(tx, member_id, state=MemberState.SUSPENDED)
        await tapped(scene, other, "📝 Return", "7")

        for tap in (f"fo:{draft}", f"fb:{draft}", f"fc:{draft}", f"fa:{draft}:seen:3"):
            assert "paused" in await players.forged(leaver, tap)
        await players.settles()

        assert not any("Women seen" in text for text in (await leaver.sees()).texts)
        _, answers = await return_of(scene)
        assert answers["seen"] == "7"
