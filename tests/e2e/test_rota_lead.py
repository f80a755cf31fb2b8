"""What a lead changes on a night: who is on it, and for how many there is room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sandbox.client import Person
from tests.e2e.troupe import post_of, taps, troupe

WEEK = "Mon 10 Mar"
FRIDAY = date(2031, 3, 14)


async def night_card(lead: Person, night: str = "Fri 14 Mar") -> None:
    """Have the lead look at a night of the nearest week."""
    await lead.sends("/rota")
    await taps(lead, f"Week of {WEEK}", f"Open {night}")
    await lead.waits_for("Add someone")


async def test_a_lead_adds_an_officer_who_is_told_and_shown_in_the_post(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)

        await night_card(lead)
        answer = await taps(lead, "Add someone", "PC Sample 2")

        assert answer.text is not None
        assert answer.text.startswith("Fri 14 Mar: ")
        assert "in as 1st of 6" in answer.text
        told = await crew[1].waits_for("Your lead has put you on the list.")
        assert "Fri 14 Mar · 20:00–02:00" in told.text
        await lead.waits_for("In: 1. PC Sample 2", chat=group)
        await taps(crew[1], "My shifts")
        await crew[1].waits_for("You are in as 1st of 6.")
        assert not (await crew[0].sees()).messages


async def test_somebody_added_to_a_full_night_waits_and_is_told_so(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(7)
        group = await players.group(lead, *crew)
        for officer in crew[:6]:
            await officer.presses("Fri 14 Mar: in", chat=group)

        await night_card(lead)
        await taps(lead, "Add someone", "PC Sample 7")

        await crew[6].waits_for("Your lead has put you on the waiting list.")
        await lead.waits_for("Waiting: 1. PC Sample 7", chat=group)


async def test_who_is_on_the_list_or_not_trained_is_not_offered(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        await players.officer("Newcomer", trained=False)
        group = await players.group(lead, *crew)
        await crew[0].presses("Fri 14 Mar: in", chat=group)

        await night_card(lead)
        await taps(lead, "Add someone")
        offered = (await lead.waits_for("Who is to be added?")).buttons

        assert "PC Sample 2" in offered
        assert "PC Sample 1" not in offered
        assert "PC Newcomer" not in offered


async def test_a_long_list_of_officers_is_turned_page_by_page(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(20)
        await players.group(lead, *crew)

        await night_card(lead)
        await taps(lead, "Add someone")
        first = [name for name in (await lead.waits_for("Who is to")).buttons if "Sample" in name]
        await taps(lead, "More ›")
        await lead.waits_for("‹ Earlier")
        second = [name for name in (await lead.waits_for("Who is to")).buttons if "Sample" in name]

        assert len(first) == len(second) == 8
        assert not set(first) & set(second)


async def test_a_lead_takes_an_officer_off_and_the_next_moves_in(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(7)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)

        await night_card(lead)
        answer = await taps(lead, "✖ PC Sample 3")

        assert answer.text == "Fri 14 Mar: taken off the list."
        await crew[2].waits_for("Your lead has taken you off the list.")
        await crew[6].waits_for("A place came free: you are in.")
        await players.settles()
        post = post_of(await lead.sees(group), WEEK)
        assert "2. PC Sample 2, 3. PC Sample 4" in post
        assert "6. PC Sample 7" in post
        verbs = [event.verb for event in await players.audited()]
        assert "taken off by the lead" in verbs


async def test_a_lead_still_adds_and_takes_off_when_sign_up_is_closed_until_the_patrol_starts(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)
        await crew[0].presses("Fri 14 Mar: in", chat=group)
        await players.world.clock_to(datetime(2031, 3, 14, 19, 0, tzinfo=UTC))

        await night_card(lead)
        await taps(lead, "✖ PC Sample 1")
        await crew[0].waits_for("Your lead has taken you off the list.")
        await taps(lead, "Add someone")
        choice = (await lead.waits_for("Who is to be added?")).data["PC Sample 1"]
        assert choice is not None
        await taps(lead, "PC Sample 2")
        await crew[1].waits_for("Your lead has put you on the list.")

        await players.world.clock_to(datetime(2031, 3, 14, 20, 0, tzinfo=UTC))
        refused = await players.forged(lead, choice)
        assert "started Friday 14 March 20:00" in refused
        assert await players.volunteers(FRIDAY) == ["PC Sample 2"]


async def test_someone_without_telegram_is_written_down_and_the_lead_answers_for_them(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)
        await lead.sends("/people")
        await taps(lead, "Add someone without Telegram")
        await lead.waits_for("rank?")
        await taps(lead, "SPC")
        await lead.waits_for("surname?")
        await lead.sends("Phoneless")
        await lead.waits_for("warrant number?")
        await lead.sends("5678CD")
        await taps(lead, "Trained", "Add to the list")
        await players.settles()

        await night_card(lead)
        await taps(lead, "Add someone", "SPC Phoneless")

        await lead.waits_for("In: 1. SPC Phoneless", chat=group)
        card = await lead.waits_for("Without Telegram, you answer for: 1. SPC Phoneless")
        assert "✖ SPC Phoneless" in card.buttons
        answer = await taps(lead, "✖ SPC Phoneless")
        assert answer.text == "Fri 14 Mar: taken off the list."
        await lead.waits_without("1. SPC Phoneless", chat=group)


async def test_more_places_move_the_waiting_in_and_they_are_told(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(8)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)

        await night_card(lead)
        answer = await taps(lead, "Change this night ›", "Places +1")

        assert answer.text == "Minimum 4, places 7."
        await crew[6].waits_for("A place came free: you are in.")
        await lead.waits_for("7 of 7 places", chat=group)
        await players.settles()
        assert "Waiting: 1. PC Sample 8" in post_of(await lead.sees(group), WEEK)
        assert not (await crew[7].sees()).messages
        assert "Sat 15 Mar · 20:00–02:00\nward to be agreed · 0 of 6 places" in post_of(
            await lead.sees(group), WEEK
        ), "the other night keeps its numbers"


async def test_fewer_places_put_the_last_in_on_the_waiting_list_and_they_are_told(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(7)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)

        await night_card(lead)
        await taps(lead, "Change this night ›", "Places −1")

        await crew[5].waits_for("There are fewer places now: you are on the waiting list.")
        await players.settles()
        post = post_of(await lead.sees(group), WEEK)
        assert "5. PC Sample 5\nWaiting: 1. PC Sample 6, 2. PC Sample 7" in post
        assert not (await crew[6].sees()).messages


async def test_fewer_places_and_more_again_leave_everybody_with_the_truth(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(6)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)
        await night_card(lead)
        await players.world.fault("delay", "sendMessage", chat_id=crew[5].id, seconds=0.3)

        await taps(lead, "Change this night ›", "Places −1")
        await lead.waits_for("places 5")
        await taps(lead, "Places +1")
        await players.settles()

        assert await players.volunteers(FRIDAY) == [f"PC Sample {n}" for n in range(1, 7)]
        assert "you are in" in (await crew[5].sees()).last.text


async def test_numbers_that_cannot_be_are_refused(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        await players.group(lead)
        await night_card(lead)
        await taps(lead, "Change this night ›")
        for _ in range(2):
            await taps(lead, "Minimum +1")

        refused = await taps(lead, "Minimum +1")

        assert refused.alert
        assert refused.text is not None
        assert refused.text.startswith("Minimum 7, places 6 cannot be")
        await lead.waits_for("Minimum 6, places 6.")


async def test_a_member_who_leaves_the_group_leaves_the_lists(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(7)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)

        await group.loses(crew[0])

        await crew[6].waits_for("A place came free: you are in.")
        await lead.waits_for("1. PC Sample 2", chat=group)
        await lead.waits_for("left the group")
