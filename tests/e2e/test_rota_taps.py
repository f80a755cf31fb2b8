"""In and out: one tap each, and every toast says exactly what happened."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from operation.people import Role
from tests.e2e.troupe import post_of, troupe

WEEK = "Mon 10 Mar"
FRIDAY = date(2031, 3, 14)


async def test_the_first_six_are_in_and_the_next_wait_in_order(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(8)
        group = await players.group(lead, *crew)

        toasts = [(await officer.presses("Fri 14 Mar: in", chat=group)).text for officer in crew]
        await players.settles()

        assert toasts == [
            "Fri 14 Mar: You are in as 1st of 6.",
            "Fri 14 Mar: You are in as 2nd of 6.",
            "Fri 14 Mar: You are in as 3rd of 6.",
            "Fri 14 Mar: You are in as 4th of 6.",
            "Fri 14 Mar: You are in as 5th of 6.",
            "Fri 14 Mar: You are in as 6th of 6.",
            "Fri 14 Mar: You are 1st on the waiting list.",
            "Fri 14 Mar: You are 2nd on the waiting list.",
        ]
        post = post_of(await lead.sees(group), WEEK)
        names = ", ".join(f"{n}. PC Sample {n}" for n in range(1, 7))
        assert f"In: {names}\nWaiting: 1. PC Sample 7, 2. PC Sample 8" in post
        assert "Fri 14 Mar · 20:00–02:00\nward to be agreed · 6 of 6 places" in post
        assert "Sat 15 Mar · 20:00–02:00\nward to be agreed · 0 of 6 places\n4 more" in post


async def test_the_post_says_how_many_are_still_needed_until_the_minimum_is_reached(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(4)
        group = await players.group(lead, *crew)
        needs = ["3 more officers needed", "2 more officers needed", "1 more officer needed", ""]

        for officer, needed in zip(crew, needs, strict=True):
            await officer.presses("Fri 14 Mar: in", chat=group)
            await players.settles()
            friday = post_of(await lead.sees(group), WEEK).split("\n\n")[1]
            assert (needed in friday) if needed else ("needed" not in friday)


async def test_a_second_tap_is_harmless_and_says_so(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(7)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)

        again = await crew[2].presses("Fri 14 Mar: in", chat=group)
        waits = await crew[6].presses("Fri 14 Mar: in", chat=group)

        assert again.text == "Fri 14 Mar: You were already in as 3rd of 6."
        assert waits.text == "Fri 14 Mar: You were already 1st on the waiting list."
        assert not again.alert
        assert len(await players.volunteers(FRIDAY)) == 7


async def test_out_takes_the_name_off_and_the_first_waiting_moves_in_and_is_told(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(8)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)

        answer = await crew[1].presses("Fri 14 Mar: out", chat=group)

        assert answer.text == "Fri 14 Mar: you are off the list."
        told = await crew[6].waits_for("A place came free: you are in.")
        assert told.shows("Fri 14 Mar · 20:00–02:00")
        await players.settles()
        post = post_of(await lead.sees(group), WEEK)
        assert "5. PC Sample 6, 6. PC Sample 7\nWaiting: 1. PC Sample 8" in post
        assert not (await crew[7].sees()).messages, "the one who still waits is told nothing"


async def test_out_of_the_waiting_list_moves_nobody(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(8)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)

        await crew[6].presses("Fri 14 Mar: out", chat=group)
        await players.settles()

        assert "Waiting: 1. PC Sample 8" in post_of(await lead.sees(group), WEEK)
        assert not any([(await officer.sees()).messages for officer in crew])


async def test_back_in_after_out_is_last_again(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(3)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)

        await crew[0].presses("Fri 14 Mar: out", chat=group)
        answer = await crew[0].presses("Fri 14 Mar: in", chat=group)

        assert answer.text == "Fri 14 Mar: You are in as 3rd of 6."


async def test_out_for_someone_who_was_never_in_says_so(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)

        answer = await officer.presses("Fri 14 Mar: out", chat=group)

        assert answer.alert
        assert answer.text is not None
        assert "ot on this list" in answer.text


async def test_both_nights_are_signed_up_for_apart(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)

        await officer.presses("Fri 14 Mar: in", chat=group)
        await officer.presses("Sat 15 Mar: in", chat=group)
        await officer.presses("Fri 14 Mar: out", chat=group)
        await players.settles()

        friday, saturday = post_of(await lead.sees(group), WEEK).split("\n\n")[1:]
        assert "Sample" not in friday
        assert "In: 1. PC Sample 1" in saturday


async def test_after_the_deadline_in_and_out_say_when_it_closed(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)
        await crew[0].presses("Fri 14 Mar: in", chat=group)
        await players.settles()
        post = (await lead.sees(group)).find("week of Mon 10 Mar")
        assert post is not None
        into, out = post.data["✅ Fri 14 Mar: in"], post.data["Fri 14 Mar: out"]
        assert into is not None
        assert out is not None

        await players.world.clock_to(datetime(2031, 3, 5, 18, 0, tzinfo=UTC))

        late = await players.forged(crew[1], into, chat=group)
        stuck = await players.forged(crew[0], out, chat=group)
        assert late.startswith("Sign-up closed on Wednesday 5 March 18:00.")
        assert stuck.startswith("Sign-up closed on Wednesday 5 March 18:00")
        assert "tell your lead" in stuck
        assert await players.volunteers(FRIDAY) == ["PC Sample 1"]


async def test_a_tap_shortly_before_the_deadline_still_counts(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)

        await players.world.clock_to(datetime(2031, 3, 5, 17, 59, 30, tzinfo=UTC))
        answer = await officer.presses("Fri 14 Mar: in", chat=group)
        assert answer.text == "Fri 14 Mar: You are in as 1st of 6."


async def test_who_is_not_trained_yet_is_told_what_has_to_happen(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        officer = await players.officer("Sample", trained=False)
        group = await players.group(lead, officer)

        answer = await officer.presses("Fri 14 Mar: in", chat=group)

        assert answer.alert
        assert answer.text is not None
        assert answer.text.startswith("Not trained yet")
        assert not await players.volunteers(FRIDAY)


async def test_who_has_shut_the_chat_with_the_bot_is_given_the_link_that_opens_it(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        await officer.blocks()
        await players.settles()

        answer = await officer.presses("Fri 14 Mar: in", chat=group)
        assert answer.alert
        assert answer.text is not None
        link = f"t.me/{players.running.application.bot.username}?start=hello"
        assert link in answer.text
        assert not await players.volunteers(FRIDAY)

        await officer.blocks(False)
        await officer.opens(f"https://{link}")
        await officer.waits_for("Support, any time")
        answer = await officer.presses("Fri 14 Mar: in", chat=group)
        assert answer.text == "Fri 14 Mar: You are in as 1st of 6."


async def test_a_stranger_learns_nothing_and_a_lead_alone_does_not_patrol(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        stranger = await players.world.person("Nobody")
        group = await players.group(lead, stranger)

        unknown = await stranger.presses("Fri 14 Mar: in", chat=group)
        leads = await lead.presses("Fri 14 Mar: in", chat=group)

        assert unknown.text is not None
        assert unknown.text.startswith("This bot is for members of a team.")
        assert leads.alert
        assert leads.text is not None
        assert "officer" in leads.text
        assert not await players.volunteers(FRIDAY)


async def test_a_paused_officer_is_told_and_not_listed(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        officer = await players.officer("Sample")
        group = await players.group(lead, officer)
        await officer.presses("Fri 14 Mar: in", chat=group)
        await lead.sends("/people")
        for label in ("PC Sample", "Pause access"):
            await lead.waits_for(label)
            await lead.presses(label)
        await players.settles()

        assert "Sample" not in post_of(await lead.sees(group), WEEK)
        answer = await officer.presses("Fri 14 Mar: in", chat=group)
        assert answer.alert
        assert answer.text is not None
        assert "paused" in answer.text
        assert not await players.volunteers(FRIDAY)


async def test_a_lead_who_is_an_officer_too_signs_up_like_anybody(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        [lead] = await players.crew(1, roles=(Role.LEAD, Role.OFFICER))
        group = await players.group(lead)

        answer = await lead.presses("Fri 14 Mar: in", chat=group)

        assert answer.text == "Fri 14 Mar: You are in as 1st of 6."


async def test_what_was_signed_up_for_is_audited(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)

        await officer.presses("Fri 14 Mar: in", chat=group)
        await officer.presses("Fri 14 Mar: out", chat=group)

        verbs = [event.verb for event in await players.audited()]
        assert verbs[:2] == ["stepped back", "signed up"]


async def test_names_with_markup_are_shown_as_they_are(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        officer = await players.officer("O'Sample-Smith")
        group = await players.group(lead, officer)

        await officer.presses("Fri 14 Mar: in", chat=group)

        await lead.waits_for("In: 1. PC O'Sample-Smith", chat=group)
