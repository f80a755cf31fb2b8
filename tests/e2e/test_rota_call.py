"""The call for volunteers: a week opens and closes by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.actions import rota as actions
from sandbox.client import Group, Person
from storage import rota
from tests.e2e.troupe import Troupe, post_of, troupe

WEEK = "Mon 10 Mar"
FRIDAY = date(2031, 3, 14)
DEADLINE = datetime(2031, 3, 5, 18, 0, tzinfo=UTC)
OPENS = datetime(2031, 3, 3, 10, 0, tzinfo=UTC)


async def posts_in(players: Troupe, group: Group, person: Person) -> list[str]:
    """The week of each rota post that was ever sent to the group, in order."""
    texts = (await person.sees(group)).texts
    return [text.splitlines()[0].split("week of ")[1] for text in texts if "Rota ·" in text]


# The opening day


async def test_on_the_opening_day_the_week_is_created_and_its_post_is_pinned(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)
        await players.world.clock_to(OPENS - timedelta(minutes=1))
        assert "Mon 24 Mar" not in await posts_in(players, group, lead)

        await players.world.clock_to(OPENS)

        post = await lead.waits_for("Rota · week of Mon 24 Mar", chat=group)
        assert post.text == (
            "Rota · week of Mon 24 Mar\n"
            "Sign-up closes Wednesday 19 March 18:00\n"
            "\n"
            "Fri 28 Mar · 20:00–02:00\n"
            "ward to be agreed · 0 of 6 places\n"
            "4 more officers needed\n"
            "\n"
            "Sat 29 Mar · 20:00–02:00 (5 hours: the clocks go forward)\n"
            "ward to be agreed · 0 of 6 places\n"
            "4 more officers needed"
        )
        assert post.buttons == [
            "✅ Fri 28 Mar: in",
            "Fri 28 Mar: out",
            "✅ Sat 29 Mar: in",
            "Sat 29 Mar: out",
            "Fri 28 Mar: maybe",
            "Sat 29 Mar: maybe",
        ]
        assert post.id in [pinned.id for pinned in (await lead.sees(group)).pinned]
        verbs = [event.verb for event in await players.audited()]
        assert verbs.count("week opened") == 3


async def test_a_ward_that_is_set_stands_in_the_nights_line(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)
        [ward, *_] = players.running.areas["lambeth"].wards
        async with players.db.transaction() as tx:
            [week, *_] = await rota.weeks_from(tx, "lambeth", date(2031, 3, 10))
            [friday, _] = await rota.patrols_of_week(tx, week.id)
            await rota.change_patrol(tx, friday.book.patrol_id, ward=ward.code)
            await actions.refresh(tx, friday, None, now=players.now())
        await players.settles()

        post = post_of(await lead.sees(group), WEEK)
        assert f"Fri 14 Mar · 20:00–02:00\n{ward.name} · 0 of 6 places" in post
        assert "Sat 15 Mar · 20:00–02:00\nward to be agreed · 0 of 6 places" in post


async def test_one_week_opens_every_monday_and_none_twice(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)

        await players.world.clock_to(datetime(2031, 3, 25, 12, 0, tzinfo=UTC))
        await players.settles()

        assert await posts_in(players, group, lead) == [
            "Mon 17 Mar",
            "Mon 10 Mar",
            "Mon 24 Mar",
            "Mon 31 Mar",
            "Mon 7 Apr",
            "Mon 14 Apr",
        ]


async def test_a_bot_that_was_down_on_the_opening_day_opens_the_week_when_it_starts(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)
        await players.stops()
        await players.world.clock_to(datetime(2031, 3, 6, 8, 0, tzinfo=UTC))
        assert await posts_in(players, group, lead) == ["Mon 17 Mar", "Mon 10 Mar"]

        await players.returns()

        await lead.waits_for("Rota · week of Mon 24 Mar", chat=group)
        await players.settles()
        assert (await posts_in(players, group, lead)).count("Mon 24 Mar") == 1
        assert (await lead.sees(group)).pinned[-1].shows("week of Mon 24 Mar")


async def test_a_week_that_is_over_says_so_and_is_no_longer_pinned(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)

        await players.world.clock_to(datetime(2031, 3, 18, 12, 0, tzinfo=UTC))
        await players.settles()

        view = await lead.sees(group)
        assert "This week is over." in post_of(view, WEEK)
        assert not [pin for pin in view.pinned if pin.shows(f"week of {WEEK}")]
        assert [pin for pin in view.pinned if pin.shows("week of Mon 17 Mar")]


# The deadline


async def test_at_the_deadline_the_post_says_so_and_the_lead_gets_a_crew_for_each_night(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(8)
        group = await players.group(lead, *crew)
        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)
        await crew[0].presses("Sat 15 Mar: in", chat=group)

        await players.world.clock_to(DEADLINE)

        post = await lead.waits_for("Sign-up closed on Wednesday 5 March 18:00", chat=group)
        assert not post.buttons
        told = await lead.waits_for("Sign-up has closed.")
        assert told.text.startswith("Sign-up has closed. Here is a crew for")
        friday, saturday = told.text.split("Sat 15 Mar · 20:00–02:00\n")
        names = [line for line in friday.splitlines() if "PC Sample" in line]
        inside = [f"{n}. PC Sample {n} · 0 h · earliest sign-up" for n in range(2, 8)]
        unsaid = " · ⚠️ duties not stated"
        inside = [f"{n}. {each.partition('. ')[2]}{unsaid}" for n, each in enumerate(inside, 1)]
        # Nobody but the first can go on Saturday, and does not have both nights.
        outside = [
            f"1. PC Sample 8 · 0 h{unsaid}",
            f"2. PC Sample 1 · 0 h{unsaid} · also Sat 15 Mar",
        ]
        assert names == [*inside, *outside]
        assert friday.index("Proposed crew (") < friday.index("Would stand by:\n1. PC Sample 8")
        assert saturday.startswith("ward to be agreed · 1 of 6 places\nProposed crew, a place for")
        assert "3 more officers needed" in saturday
        assert "✅ Publish Fri 14 Mar: crew of 6" in told.buttons
        assert "Publish Sat 15 Mar with 1 of 4…" in told.buttons
        # Officers hear nothing of it; who has not said what they work is asked that, once.
        await players.settles()
        for officer in crew:
            [asked] = (await officer.sees()).texts
            assert asked.startswith("So that everyone who goes is rested")


async def test_nothing_closes_a_minute_early_and_the_other_weeks_stay_open(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)

        await players.world.clock_to(DEADLINE - timedelta(minutes=1))
        assert "Sign-up closes Wednesday" in post_of(await lead.sees(group), WEEK)
        await players.world.clock_to(DEADLINE)
        await players.settles()

        assert "Sign-up closed on" in post_of(await lead.sees(group), WEEK)
        assert "Sign-up closes Wednesday 12" in post_of(await lead.sees(group), "Mon 17 Mar")


async def test_a_bot_that_was_down_at_the_deadline_closes_when_it_starts_and_tells_once(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)
        await crew[0].presses("Fri 14 Mar: in", chat=group)
        await players.settles()
        late = (await lead.sees(group)).find("Fri 14 Mar: in")
        assert late is not None
        await players.stops()
        await players.world.clock_to(datetime(2031, 3, 6, 9, 0, tzinfo=UTC))

        # The post still has its buttons, and a tap carries no time: this one may have come in time.
        await crew[1].presses("Fri 14 Mar: in", chat=group, wait=0)
        await players.returns()

        await lead.waits_for("Sign-up closed on Wednesday 5 March 18:00", chat=group)
        await lead.waits_for("Sign-up has closed.")
        # Whoever was in time is proposed, though their tap arrived after the proposal was made.
        told = await lead.waits_for("2. PC Sample 2 · 0 h")
        assert "1. PC Sample 1 · 0 h" in told.text
        await players.settles()
        assert await players.volunteers(FRIDAY) == ["PC Sample 1", "PC Sample 2"]
        await players.restarts()
        await players.settles()
        texts = (await lead.sees()).texts
        assert len([text for text in texts if "Sign-up has closed." in text]) == 1


async def test_every_lead_of_the_area_gets_the_lists_and_nobody_elses(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead("Example")
        other = await players.lead("Exemplar")
        south = await players.lead("Specimen", area="southwark")
        await players.group(lead, other)

        await players.world.clock_to(DEADLINE)

        await lead.waits_for("Sign-up has closed.")
        await other.waits_for("Sign-up has closed.")
        await players.settles()
        assert not (await south.sees()).find("Sign-up has closed.")
