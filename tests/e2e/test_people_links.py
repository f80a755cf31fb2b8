"""Links used up, expired, forged, withdrawn or for another area; and joining broken off."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from operation.people import Role
from tests.e2e.casting import (
    WARRANT,
    actor,
    asks_to_join,
    contents,
    joined,
    link_from,
    newcomer,
)
from tests.e2e.troupe import taps, troupe

ONE_LINE = "This bot is for members of a team."


async def test_a_link_for_one_person_works_for_one(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        link = await link_from(lead, "Officer")
        await asks_to_join(await newcomer(players), link)
        late = await newcomer(players, "Late")

        await late.opens(link)

        await late.waits_for("This link has been used. Ask your lead for a new one.")
        assert await actor(players, late) == await actor(players, await newcomer(players, "Other"))


async def test_two_who_open_the_same_link_at_once_cannot_both_use_it(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        link = await link_from(lead, "Officer")
        slow = await newcomer(players, "Slow")
        await slow.opens(link)
        await taps(slow, "I have read this, go on", "PC")
        await slow.waits_for("Your surname?")
        await slow.sends("Slow")
        await slow.waits_for("Your warrant number?")
        await slow.sends(WARRANT)
        await slow.waits_for("check and send")
        await asks_to_join(await newcomer(players, "Quick"), link)

        answer = await slow.presses("Send to the project lead")

        assert answer.text == "This link has been used. Ask your lead for a new one."
        assert answer.alert
        assert not (await actor(players, slow)).members


@pytest.mark.parametrize(
    ("label", "hours", "ran_out"),
    [("Officer", 72, "Thursday 6 March 09:00"), ("Officer ×20", 24, "Tuesday 4 March 09:00")],
)
async def test_a_link_runs_out(tmp_path: Path, label: str, hours: int, ran_out: str) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        link = await link_from(lead, label)
        person = await newcomer(players)

        await players.world.clock_by(timedelta(hours=hours).total_seconds())
        await person.opens(link)

        await person.waits_for(f"This link ran out on {ran_out}. Ask your lead for a new one.")


@pytest.mark.parametrize("token", ["x", "hello-there", "A" * 24, "-" * 64, "0"])
async def test_a_forged_link_is_refused_and_tells_nothing(tmp_path: Path, token: str) -> None:
    async with troupe(tmp_path) as players:
        await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        before = await contents(players.db, but=["inbox"])

        await person.opens(f"https://t.me/{players.engine.bot.username}?start={token}")

        await person.waits_for("This link is not known. Check that you copied it whole")
        assert await contents(players.db, but=["inbox"]) == before


async def test_a_link_for_another_area_is_refused(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD, area="southwark")
        officer = await joined(players, "Sample")

        await officer.opens(await link_from(lead, "Officer"))

        shown = await officer.waits_for("This link is for another area than yours.")
        assert "Southwark" not in shown.text


async def test_a_link_for_an_area_that_is_no_longer_run_is_refused(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        link = await players.link(Role.LEAD, "southwark")
        players.running.areas = {"lambeth": players.running.areas["lambeth"]}
        await players.restarts()
        person = await newcomer(players)

        await person.opens(link)

        await person.waits_for("This link is for an area that is not run here.")


async def test_a_lead_withdraws_a_link(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        link = await link_from(lead, "Local officer ×20")
        await taps(lead, "‹ People", "✖ Withdraw link: local officer, 20 places left")
        await lead.waits_without("✖ Withdraw link")
        person = await newcomer(players)

        await person.opens(link)

        await person.waits_for("This link ran out on Monday 3 March 09:00.")


async def test_a_suspended_member_finds_no_way_around_by_a_link(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        await lead.sends("/people")
        await taps(lead, "PC Sample", "Pause access")

        await officer.opens(await link_from(lead, "Ward sergeant"))

        await officer.waits_for("Your access is paused. Speak to your project lead.")


async def test_somebody_who_holds_or_has_asked_for_the_role_is_told_so(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        person = await newcomer(players)
        link = await link_from(lead, "Officer ×20")
        await asks_to_join(person, link)

        await officer.opens(link)
        await person.opens(link)

        await officer.waits_for("The role officer is held already.")
        await person.waits_for("You have asked for the role officer already. A lead will decide.")


async def test_whoever_is_removed_may_come_back_and_is_asked_everything_anew(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        await lead.sends("/people")
        await taps(lead, "PC Sample", "Remove", "Yes, remove")
        await officer.waits_for("Your membership has ended.")

        await asks_to_join(officer, await link_from(lead, "Officer"), surname="Sample")
        await taps(lead, "Yes, not trained yet")

        await officer.waits_for("You are in as Officer")
        assert not (await actor(players, officer)).members[0].is_trained


# Broken off on the way in


async def test_somebody_who_is_joining_is_never_treated_as_a_stranger(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Officer"))
        await taps(person, "I have read this, go on")
        await person.waits_for("Your rank?")

        await person.sends("Constable")
        await person.waits_for("Nothing on the list has that in it.")
        await person.sends("/start")
        await person.sends("/help")
        await person.sends("/nonsense")
        await person.waits_for("That command is not known.")
        await person.shares(sticker=True)
        await person.waits_for("Stickers may show somebody, so this bot takes none.")
        await person.sends("/privacy")
        await person.waits_for("What is kept about you")
        await taps(person, "▶ Go on")
        await person.waits_without("What is kept about you")
        await taps(person, "PC")

        await person.waits_for("Your surname?")
        assert not any(ONE_LINE in words for words in (await person.sees()).texts)


async def test_cancel_ends_joining_and_the_link_may_be_opened_again(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        link = await link_from(lead, "Officer")
        await person.opens(link)
        await taps(person, "I have read this, go on")
        await person.waits_for("Your rank?")

        await person.sends("/cancel")
        await person.waits_without("Your rank?")
        await person.waits_for("Cancelled. Your answers were not kept.")
        await person.sends("/cancel")
        await person.waits_for(ONE_LINE)

        await asks_to_join(person, link)


async def test_a_form_left_for_two_days_is_gone_and_says_so(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        link = await link_from(lead, "Officer")
        await person.opens(link)
        await taps(person, "I have read this, go on")
        asked = await person.waits_for("Your rank?")

        await players.world.clock_by(timedelta(days=2, minutes=1).total_seconds())
        answer = await person.presses("PC", message=asked)

        assert answer.text == "This form was sent, cancelled or has run out. Send /start."
        await asks_to_join(person, link)


async def test_the_cancel_button_does_the_same(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Officer"))

        answer = await taps(person, "Cancel")

        assert answer.text == "Cancelled."
        shown = await person.waits_for("To begin again, open your link again.")
        assert shown.buttons == []


async def test_an_answer_is_changed_from_the_review_before_it_is_sent(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Officer"))
        await taps(person, "I have read this, go on", "PC")
        await person.waits_for("Your surname?")
        await person.sends("Smaple")
        await person.waits_for("Your warrant number?")
        await person.sends("no number")
        await person.waits_for("A warrant number has 2 to 12 letters and digits")
        await person.sends(WARRANT)

        await taps(person, "✏️ Surname")
        await person.waits_for("Your surname?")
        await person.sends("Sample")
        review = await person.waits_for("Surname: Sample")
        assert f"Warrant number: {WARRANT}" in review.text
        await taps(person, "Send to the project lead")

        await lead.waits_for("PC Sample asks to join as Officer.")
        said = [message for message in (await person.sees()).messages if not message.is_from_bot]
        assert [message.text for message in said if not message.text.startswith("/start")] == []


async def test_the_form_is_sent_once_however_often_the_button_is_tapped(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Officer ×20"))
        await taps(person, "I have read this, go on", "PC")
        await person.waits_for("Your surname?")
        await person.sends("Sample")
        await person.waits_for("Your warrant number?")
        await person.sends(WARRANT)
        review = await person.waits_for("check and send")
        send = review.data["✅ Send to the project lead"]
        await person.presses(data=send)
        await person.waits_for("Thank you.")
        copy = await players.stage.bot.call(
            "sendMessage",
            chat_id=person.id,
            text="copy",
            reply_markup={"inline_keyboard": [[{"text": "Again", "callback_data": send}]]},
        )

        answer = await person.presses("Again", message=copy["message_id"])

        assert answer.text == "This form was sent, cancelled or has run out. Send /start."
        await lead.sends("/people")
        await lead.waits_for("19 places left")
        assert (await lead.sees()).find("asks to join as Officer") is not None
