"""Areas: seeded by their files, changed in the bot, exported again, none seeing another."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

from config.areas import SHIPPED_AREAS, read_areas
from operation.area import Moment, NightPattern
from operation.people import Role
from storage import areas
from tests.e2e.troupe import Troupe, post_of, taps, troupe


async def plan_in(players: Troupe, area: str = "lambeth") -> areas.AreaPlan:
    """What is kept of an area's plan."""
    async with players.db.reading() as tx:
        return await areas.get(tx, area)


async def test_both_areas_are_seeded_with_friday_and_saturday_and_the_default_rhythm(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        for area in ("lambeth", "southwark"):
            plan = (await plan_in(players, area)).plan
            assert plan.nights == (
                NightPattern(4, time(20), time(2), minimum=4, places=6),
                NightPattern(5, time(20), time(2), minimum=4, places=6),
            )
            assert plan.rhythm.opens == Moment(3, 0, time(10))
            assert plan.rhythm.closes == Moment(1, 2, time(18))
            assert plan.rhythm.ward_agreed == Moment(0, 0, time(12))
            assert plan.rhythm.risk_assessment == Moment(0, 2, time(18))
            assert plan.rhythm.brief == Moment(0, 3, time(18))
        assert len(players.running.areas["lambeth"].wards) == 25


async def test_a_lead_reads_the_usual_nights_and_the_rhythm_in_plain_words(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        await lead.sends("/rota")
        await taps(lead, "Usual nights")

        card = (await lead.waits_for("Rhythm of a week")).text
        assert "Friday 20:00–02:00, minimum 4, places 6" in card
        assert "Saturday 20:00–02:00, minimum 4, places 6" in card
        assert "Sign-up opens: Monday 10:00, 3 weeks before" in card
        assert "Sign-up closes: Wednesday 18:00, the week before" in card
        assert "Ward agreed by: Monday 12:00 of the week" in card
        assert "Risk assessment by: Wednesday 18:00 of the week" in card
        assert "Brief by: Thursday 18:00 of the week" in card


async def test_a_new_area_starts_at_once_with_the_nights_that_can_still_be_crewed(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)

        texts = (await lead.sees(group)).texts
        assert "This is the group of Lambeth now. 2 rotas open for sign-up." in texts
        posts = [text for text in texts if text.startswith("Rota · week of")]
        assert [text.splitlines()[0] for text in posts] == [
            "Rota · week of Mon 17 Mar",
            "Rota · week of Mon 10 Mar",
        ], "the nearest week stands last, where people look first"
        assert "Sign-up closes Wednesday 5 March 18:00" in posts[1]


async def test_what_a_lead_changes_counts_from_the_next_opening_on_and_is_audited(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)
        await lead.sends("/rota")
        await taps(lead, "Usual nights", "Friday", "Start −30 min")
        await lead.waits_for("Friday 19:30–02:00")
        await taps(lead, "Places +1")
        await lead.waits_for("places 7")
        await taps(lead, "Minimum −1")
        await lead.waits_for("minimum 3, places 7")
        await taps(lead, "‹ Usual nights", "+ Thu")
        await lead.waits_for("Thursday 19:30–02:00, minimum 3, places 7")
        await taps(lead, "Sign-up closes", "+1 day")
        await lead.waits_for("Thursday 18:00, the week before")

        await players.world.clock_to(datetime(2031, 3, 3, 10, 0, tzinfo=UTC))

        new = (await lead.waits_for("Rota · week of Mon 24 Mar", chat=group)).text
        assert "Sign-up closes Thursday 20 March 18:00" in new
        assert "Thu 27 Mar · 19:30–02:00\nward to be agreed · 0 of 7 places" in new
        assert "Fri 28 Mar · 19:30–02:00\nward to be agreed · 0 of 7 places" in new
        assert "3 more officers needed" in new
        as_it_was = post_of(await lead.sees(group), "Mon 17 Mar")
        assert "Fri 21 Mar · 20:00–02:00\nward to be agreed · 0 of 6 places" in as_it_was
        assert "Thu" not in as_it_was.replace("Thursday", "")

        changes = [e for e in await players.audited() if e.verb == "plan changed"]
        assert [e.detail["change"] for e in reversed(changes)] == [
            "starts -30",
            "places +1",
            "minimum -1",
            "nights 3",
            "closes +1440",
        ]
        assert all(e.actor is not None and e.subject == "area:lambeth" for e in changes)


async def test_changes_outlive_a_restart_and_the_file_seeds_only_once(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        await lead.sends("/rota")
        await taps(lead, "Usual nights", "Saturday", "Places +1")
        await lead.waits_for("places 7")

        await players.restarts()

        assert (await plan_in(players)).plan.nights[1].places == 7


async def test_the_changed_plan_is_exported_as_an_area_file(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        await lead.sends("/rota")
        await taps(lead, "Usual nights", "Friday", "Places +1")
        await lead.waits_for("places 7")
        await taps(lead, "‹ Usual nights", "Brief by", "−1 hour")
        await lead.waits_for("Thursday 17:00")

        code, printed = await players.command("plan", "--area", "lambeth")

        assert code == 0
        exported = tmp_path / "areas"
        exported.mkdir()
        (exported / "lambeth.toml").write_text(printed)
        read = read_areas([SHIPPED_AREAS, exported])["lambeth"]
        assert read.plan == (await plan_in(players)).plan
        assert read.plan.nights[0].places == 7
        assert read.plan.rhythm.brief == Moment(0, 3, time(17))
        assert read.wards == players.running.areas["lambeth"].wards


async def test_a_plan_that_cannot_be_worked_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        await lead.sends("/rota")
        await taps(lead, "Usual nights", "Friday")
        for _ in range(2):
            assert not (await taps(lead, "Places −1")).alert
        refused = await taps(lead, "Places −1")

        assert refused.alert
        assert refused.text is not None
        assert refused.text.startswith("That cannot be: the minimum is at least 1")
        assert (await plan_in(players)).plan.nights[0].places == 4

        await taps(lead, "No more Fridays")
        await lead.waits_for("Rhythm of a week")
        await taps(lead, "Saturday")
        assert not (await lead.waits_for("Usual night")).shows("No more Saturdays")


async def test_a_changed_opening_day_moves_the_next_opening(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)
        await lead.sends("/rota")
        await taps(lead, "Usual nights", "Sign-up opens", "+1 day")
        await lead.waits_for("Tuesday 10:00, 3 weeks before")
        await players.settles()

        await players.world.clock_to(datetime(2031, 3, 4, 9, 59, tzinfo=UTC))
        assert not (await lead.sees(group)).find("week of Mon 24 Mar")
        await players.world.clock_to(datetime(2031, 3, 4, 10, 0, tzinfo=UTC))
        await lead.waits_for("week of Mon 24 Mar", chat=group)


async def test_an_officer_who_is_no_lead_cannot_reach_the_plan(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        officer = await players.officer("Sample")
        await lead.sends("/rota")
        await taps(lead, "Usual nights")
        stolen = (await lead.waits_for("Rhythm of a week")).data["+ Thu"]

        assert stolen is not None
        assert "project lead" in await players.forged(officer, stolen)
        assert len((await plan_in(players)).plan.nights) == 2
        assert (await players.audited())[0].verb == "refused RoleMissing"


async def test_southwark_runs_beside_lambeth_and_neither_sees_the_other(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        north = await players.lead("Example")
        south = await players.lead("Specimen", area="southwark")
        officer = await players.officer("Sample")
        visitor = await players.officer("Instance", area="southwark")
        lambeth = await players.group(north, officer, visitor, title="Lambeth team")
        southwark = await players.group(south, visitor, title="Southwark team")

        await officer.presses("Fri 14 Mar: in", chat=lambeth)
        refused = await visitor.presses("Fri 14 Mar: in", chat=lambeth)
        await visitor.presses("Fri 14 Mar: in", chat=southwark)
        await players.settles()

        assert refused.text is not None
        assert refused.text.startswith("This bot is for members of a team.")
        here, there = await north.sees(lambeth), await south.sees(southwark)
        assert "In: 1. PC Sample" in post_of(here, "Mon 10 Mar")
        assert "In: 1. PC Instance" in post_of(there, "Mon 10 Mar")
        assert not any("Instance" in text for text in here.texts if text.startswith("Rota"))
        assert not there.find("Sample")

        await south.sends("/rota")
        card = (await south.waits_for("Southwark: rota")).text
        assert "Fri 14 Mar: 1 of 6 in, 3 short" in card
        await south.sends("/people")
        listed = await south.waits_for("Instance")
        assert not listed.shows("Sample")

        await north.sends("/rota")
        await taps(north, "Week of Mon 10 Mar", "Open Fri 14 Mar", "Change this night ›")
        stolen = (await north.waits_for("Cancel this night")).data["Places +1"]
        assert stolen is not None
        assert await players.forged(south, stolen) == refused.text
        assert not [e for e in await players.audited("southwark") if e.verb == "numbers changed"]


async def test_a_group_of_one_area_is_not_linked_to_another(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        north = await players.lead("Example")
        south = await players.lead("Specimen", area="southwark")
        group = await players.group(north, south)

        await south.sends("/link", chat=group)

        await south.waits_for("This group belongs to another area already.", chat=group)
        assert (await plan_in(players, "southwark")).group_chat_id is None


async def test_who_serves_in_one_area_does_not_join_another(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        await players.lead("Example")
        officer = await players.officer("Sample")
        await players.lead("Specimen", area="southwark")

        await officer.opens(await players.link(Role.OFFICER, "southwark"))
        await officer.waits_for("This link is for another area than yours.")


async def test_a_lead_who_has_no_group_yet_is_told_how_to_link_one(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        await lead.sends("/rota")
        card = await lead.waits_for("No group is linked yet.")

        assert "send /link there" in card.text
