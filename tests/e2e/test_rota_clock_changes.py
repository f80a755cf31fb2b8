"""Saturday nights on which the clocks change: the right times, and the hours that really pass."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from storage import rota
from tests.e2e.troupe import Troupe, post_of, taps, troupe


async def span(players: Troupe, night: date) -> tuple[datetime, datetime]:
    """When a night's patrol starts and ends by the database."""
    async with players.db.reading() as tx:
        for week in await rota.weeks_from(tx, "lambeth", date(2031, 1, 6)):
            for patrol in await rota.patrols_of_week(tx, week.id):
                if patrol.book.night == night:
                    return patrol.book.starts, patrol.book.ends
    raise AssertionError(f"no patrol on {night}")


async def test_the_night_the_clocks_go_back_is_an_hour_longer(tmp_path: Path) -> None:
    before = datetime(2031, 10, 13, 9, 30, tzinfo=UTC)
    async with troupe(tmp_path, at=before) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)

        post = post_of(await lead.sees(group), "Mon 20 Oct")
        assert "Fri 24 Oct · 20:00–02:00\n" in post
        assert "Sat 25 Oct · 20:00–02:00 (7 hours: the clocks go back)\n" in post
        assert await span(players, date(2031, 10, 25)) == (
            datetime(2031, 10, 25, 19, 0, tzinfo=UTC),
            datetime(2031, 10, 26, 2, 0, tzinfo=UTC),
        )

        await officer.presses("Sat 25 Oct: in", chat=group)
        await officer.sends("/shifts")
        await officer.waits_for("Sat 25 Oct · 20:00–02:00 (7 hours: the clocks go back)")
        await players.world.clock_to(datetime(2031, 10, 15, 17, 0, tzinfo=UTC))
        await lead.waits_for("Sign-up closed on Wednesday 15 October 18:00", chat=group)


async def test_in_its_seventh_hour_the_patrol_is_still_under_way(tmp_path: Path) -> None:
    async with troupe(tmp_path, at=datetime(2031, 10, 13, 9, 30, tzinfo=UTC)) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        await officer.presses("Sat 25 Oct: in", chat=group)

        await players.world.clock_to(datetime(2031, 10, 26, 1, 59, tzinfo=UTC))
        await officer.sends("/shifts")
        await officer.waits_for("Under way.")

        await players.world.clock_to(datetime(2031, 10, 26, 2, 0, 1, tzinfo=UTC))
        await officer.sends("/shifts")
        await officer.waits_for("You are not on any list")


async def test_the_night_the_clocks_go_forward_is_an_hour_shorter(tmp_path: Path) -> None:
    async with troupe(tmp_path, at=datetime(2031, 3, 10, 9, 0, tzinfo=UTC)) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)

        post = post_of(await lead.sees(group), "Mon 24 Mar")
        assert "Fri 28 Mar · 20:00–02:00\n" in post
        assert "Sat 29 Mar · 20:00–02:00 (5 hours: the clocks go forward)\n" in post
        assert await span(players, date(2031, 3, 29)) == (
            datetime(2031, 3, 29, 20, 0, tzinfo=UTC),
            datetime(2031, 3, 30, 1, 0, tzinfo=UTC),
        )


async def test_a_deadline_after_the_change_keeps_its_hour_on_the_wall(tmp_path: Path) -> None:
    async with troupe(tmp_path, at=datetime(2031, 10, 13, 9, 30, tzinfo=UTC)) as players:
        lead = await players.lead()
        group = await players.group(lead)
        post = post_of(await lead.sees(group), "Mon 3 Nov")
        assert "Sign-up closes Wednesday 29 October 18:00" in post

        await players.world.clock_to(datetime(2031, 10, 29, 17, 59, tzinfo=UTC))
        assert "Sign-up closes" in post_of(await lead.sees(group), "Mon 3 Nov")
        await players.world.clock_to(datetime(2031, 10, 29, 18, 0, tzinfo=UTC))
        await lead.waits_for("Sign-up closed on Wednesday 29 October 18:00", chat=group)


async def test_the_weekly_opening_keeps_its_hour_on_the_wall(tmp_path: Path) -> None:
    async with troupe(tmp_path, at=datetime(2031, 10, 20, 8, 0, tzinfo=UTC)) as players:
        lead = await players.lead()
        group = await players.group(lead)

        await players.world.clock_to(datetime(2031, 10, 20, 9, 0, tzinfo=UTC))
        await lead.waits_for("week of Mon 10 Nov", chat=group)
        await players.world.clock_to(datetime(2031, 10, 27, 9, 59, tzinfo=UTC))
        assert not (await lead.sees(group)).find("week of Mon 17 Nov")
        await players.world.clock_to(datetime(2031, 10, 27, 10, 0, tzinfo=UTC))
        await lead.waits_for("week of Mon 17 Nov", chat=group)


async def test_an_end_that_the_clocks_skip_is_told_as_it_is_worked(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path, at=datetime(2031, 3, 3, 9, 0, tzinfo=UTC)) as players:
        lead = await players.lead()
        group = await players.group(lead)
        await lead.sends("/rota")
        await taps(lead, "Usual nights", "Saturday")
        for end in ("01:30", "01:00"):
            await taps(lead, "End −30 min")
            await lead.waits_for(f"Saturday 20:00–{end}")
        await taps(lead, "End +30 min")
        await lead.waits_for("Saturday 20:00–01:30")

        await players.world.clock_to(datetime(2031, 3, 3, 10, 0, tzinfo=UTC))

        # 01:30 is skipped on 30 March 2031: the patrol ends half an hour after the change.
        await lead.waits_for("week of Mon 24 Mar", chat=group)
        assert "Sat 29 Mar · 20:00–02:30" in post_of(await lead.sees(group), "Mon 24 Mar")
        assert await span(players, date(2031, 3, 29)) == (
            datetime(2031, 3, 29, 20, 0, tzinfo=UTC),
            datetime(2031, 3, 30, 1, 30, tzinfo=UTC),
        )
