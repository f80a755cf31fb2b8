"""What a lead does by hand: closing, reopening, extra nights, asking who has not answered."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sandbox.client import Group, Person
from tests.e2e.troupe import Troupe, post_of, taps, troupe

WEEK = "Mon 10 Mar"
DEADLINE = datetime(2031, 3, 5, 18, 0, tzinfo=UTC)
OPENS = datetime(2031, 3, 3, 10, 0, tzinfo=UTC)


async def week_card(lead: Person, week: str = WEEK) -> None:
    """Have the lead look at a week."""
    await lead.sends("/rota")
    await taps(lead, f"Week of {week}")
    await lead.waits_for(f"Rota · week of {week}")


async def posts_in(players: Troupe, group: Group, person: Person) -> list[str]:
    """The week of each rota post that was ever sent to the group, in order."""
    texts = (await person.sees(group)).texts
    return [text.splitlines()[0].split("week of ")[1] for text in texts if "Rota ·" in text]


# Closing and reopening


async def test_a_lead_closes_by_hand_and_the_deadline_says_nothing_more(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead("Example")
        other = await players.lead("Exemplar")
        [officer] = await players.crew(1)
        group = await players.group(lead, other, officer)
        await officer.presses("Fri 14 Mar: in", chat=group)

        await week_card(lead)
        answer = await taps(lead, "Close sign-up now")

        assert answer.text == "Sign-up is closed. The post says so."
        post = await lead.waits_for("Sign-up closed on Monday 3 March 09:00", chat=group)
        assert not post.buttons
        await lead.waits_for("Reopen sign-up")
        assert (await other.waits_for("Sign-up has closed.")).shows("1. PC Sample 1")
        await players.world.clock_to(DEADLINE)
        await players.settles()
        told = [text for text in (await other.sees()).texts if "Sign-up has closed." in text]
        assert len(told) == 1
        assert not (await lead.sees()).find("Sign-up has closed.")
        verbs = [event.verb for event in await players.audited()]
        assert verbs.count("sign-up closed") == 1


async def test_a_lead_reopens_until_shortly_before_the_patrol_and_it_closes_again_by_itself(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)
        await players.world.clock_to(DEADLINE)
        await lead.waits_for("Sign-up has closed.")

        answer = await taps(lead, "Open the week", "Reopen sign-up")

        assert answer.text == "Sign-up is open until Friday 14 March 14:00."
        await lead.waits_for("Sign-up closes Friday 14 March 14:00", chat=group)
        await lead.waits_for("Sign-up is open again.")
        toast = await crew[0].presses("Fri 14 Mar: in", chat=group)
        assert toast.text == "Fri 14 Mar: You are in as 1st of 6."

        await players.world.clock_to(datetime(2031, 3, 14, 14, 0, tzinfo=UTC))
        await lead.waits_for("Sign-up closed on Friday 14 March 14:00", chat=group)
        told = await lead.waits_for("Sign-up has closed. Here is a crew for")
        assert "Proposed crew, a place for everyone" in told.text
        assert "\n1. PC Sample 1 · 0 h · ⚠️ duties not stated\n" in told.text
        await players.settles()
        texts = (await lead.sees()).texts
        assert "Sign-up has closed anew: see the newer message below." in texts
        assert texts.index("Sign-up has closed anew: see the newer message below.") < texts.index(
            told.text
        )
        assert not [text for text in texts if "Sign-up is open again." in text]


# Extra nights


async def test_an_extra_night_is_added_at_once_with_its_own_line_buttons_and_deadline(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)

        await lead.sends("/rota")
        await taps(lead, "Add a night", "Thu 13 Mar")

        post = await lead.waits_for("Thu 13 Mar · 20:00–02:00", chat=group)
        assert "ward to be agreed · 0 of 6 places · extra night" in post.text
        assert post.text.index("Thu 13 Mar") < post.text.index("Fri 14 Mar")
        toast = await officer.presses("Thu 13 Mar: in", chat=group)
        assert toast.text == "Thu 13 Mar: You are in as 1st of 6."
        assert (await posts_in(players, group, lead)).count(WEEK) == 1
        verbs = [event.verb for event in await players.audited()]
        assert "extra night added" in verbs


async def test_an_extra_night_of_a_closed_week_closes_six_hours_before_it_starts(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        await players.world.clock_to(datetime(2031, 3, 10, 9, 0, tzinfo=UTC))
        await lead.sends("/rota")
        await taps(lead, "Add a night", "Thu 13 Mar")

        post = await lead.waits_for("Thu 13 Mar · 20:00–02:00", chat=group)
        assert "Sign-up closed on Wednesday 5 March 18:00" in post.text
        assert "Sign-up closes Thursday 13 March 14:00" in post.text
        assert post.buttons == ["✅ Thu 13 Mar: in", "Thu 13 Mar: out", "Thu 13 Mar: maybe"]
        await officer.presses("Thu 13 Mar: in", chat=group)

        await players.world.clock_to(datetime(2031, 3, 13, 14, 0, tzinfo=UTC))
        told = await lead.waits_for("Sign-up has closed.")
        assert told.text.startswith("Sign-up has closed. Here is a proposed crew.\n\nThu 13 Mar")
        assert "Proposed crew, a place for everyone" in told.text
        assert "\n1. PC Sample 1 · 0 h · ⚠️ duties not stated\n" in told.text
        assert "Fri 14 Mar" not in told.text
        assert not (await lead.sees()).find("Sign-up has closed anew")
        await players.settles()
        late = (await lead.sees(group)).find("Thu 13 Mar ·")
        assert late is not None
        assert not late.buttons


async def test_an_extra_night_in_a_week_not_open_yet_is_posted_with_the_others_on_its_day(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)
        await lead.sends("/rota")
        answer = await taps(lead, "Add a night", "Thu 27 Mar")
        assert answer.text is not None
        assert answer.text.startswith("Thu 27 Mar is on the rota")
        await players.settles()
        assert "Mon 24 Mar" not in await posts_in(players, group, lead)

        await players.world.clock_to(OPENS)

        await lead.waits_for("Fri 28 Mar · 20:00–02:00", chat=group)
        whole = post_of(await lead.sees(group), "Mon 24 Mar")
        assert [line.split(" · ")[0] for line in whole.splitlines() if "–" in line] == [
            "Thu 27 Mar",
            "Fri 28 Mar",
            "Sat 29 Mar",
        ]
        assert (await posts_in(players, group, lead)).count("Mon 24 Mar") == 1


async def test_a_rhythm_changed_meanwhile_moves_the_extra_night_with_its_week(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)
        await lead.sends("/rota")
        await taps(lead, "Add a night", "Thu 27 Mar")
        await lead.sends("/rota")
        await taps(lead, "Usual nights", "Sign-up closes", "+1 day")
        await lead.waits_for("Thursday 18:00, the week before")
        await players.world.clock_to(OPENS)

        post = await lead.waits_for("Rota · week of Mon 24 Mar", chat=group)
        assert "Sign-up closes Thursday 20 March 18:00" in post.text
        assert "Wednesday" not in post.text
        await players.world.clock_to(datetime(2031, 3, 20, 18, 0, tzinfo=UTC))
        await players.settles()

        post_at_last = post_of(await lead.sees(group), "Mon 24 Mar")
        assert "Sign-up closed on Thursday 20 March 18:00" in post_at_last
        told = [text for text in (await lead.sees()).texts if "has closed." in text]
        assert len([text for text in told if "Thu 27 Mar" in text]) == 1


async def test_a_lead_closes_and_reopens_an_extra_night_that_outlived_its_week(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        await players.world.clock_to(datetime(2031, 3, 10, 9, 0, tzinfo=UTC))
        await lead.sends("/rota")
        await taps(lead, "Add a night", "Thu 13 Mar")
        await lead.waits_for("Close sign-up now")

        answer = await taps(lead, "Close sign-up now")
        assert answer.text == "Sign-up is closed. The post says so."
        await players.settles()
        assert not (await lead.sees(group)).find("Thu 13 Mar: in")

        answer = await taps(lead, "Reopen sign-up")
        assert answer.text == "Sign-up is open until Thursday 13 March 14:00."
        await officer.waits_for("Thu 13 Mar: in", chat=group)
        await officer.waits_for("Fri 14 Mar: in", chat=group)

        await players.world.clock_to(datetime(2031, 3, 13, 14, 0, tzinfo=UTC))
        await players.settles()
        texts = (await lead.sees()).texts
        anew = [text for text in texts if text.startswith("Sign-up has closed anew:")]
        told = [text for text in texts if text.startswith("Sign-up has closed. ")]
        assert len(anew) == 1, "the deadline of 5 March gave way to that of the reopened lists"
        assert len([text for text in told if "Thu 13 Mar" in text]) == 1


async def test_a_night_that_has_a_patrol_is_not_offered_as_an_extra_one(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        await players.group(lead)
        await lead.sends("/rota")
        await taps(lead, "Add a night")

        dates = (await lead.waits_for("Which date?")).buttons

        assert "Thu 13 Mar" in dates
        assert "Fri 14 Mar" not in dates
        assert "Sat 15 Mar" not in dates


# Asking


async def test_a_lead_asks_those_who_have_not_answered_and_nobody_else(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(4)
        untrained = await players.officer("Newcomer", trained=False)
        group = await players.group(lead, *crew)
        await crew[0].presses("Fri 14 Mar: in", chat=group)

        await week_card(lead)
        answer = await taps(lead, "Ask who has not answered")

        assert answer.text == "Asking 3 people."
        for officer in crew[1:]:
            asked = await officer.waits_for("Can you help?")
            assert "Fri 14 Mar · 20:00–02:00 · 1 of 6 places" in asked.text
        await players.settles()
        assert not (await crew[0].sees()).messages
        assert not (await untrained.sees()).find("Can you help?")

        toast = await crew[1].presses("Fri 14 Mar: in")
        assert toast.text == "Fri 14 Mar: You are in as 2nd of 6."
        await lead.waits_for("2. PC Sample 2", chat=group)

        again = await taps(lead, "Ask who has not answered")
        assert again.alert
        assert again.text is not None
        assert again.text.startswith("Everyone was asked on Monday 3 March 09:00.")


async def test_when_all_have_answered_nobody_is_asked(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        await officer.presses("Sat 15 Mar: in", chat=group)

        await week_card(lead)
        answer = await taps(lead, "Ask who has not answered")

        assert answer.text == "Everyone has answered."
        await players.settles()
        assert not (await officer.sees()).messages
