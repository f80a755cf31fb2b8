"""The group that the rota stands in: it moves, it is changed for another, a send is in doubt."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sandbox.client import Group, Message, Person
from storage.outbox_tables import ADOPTION_SECONDS
from tests.e2e.troupe import Troupe, post_of, troupe
from tests.storage.machine_time import pass_time

WEEK = "Mon 10 Mar"
FRIDAY = date(2031, 3, 14)
OPENS = datetime(2031, 3, 3, 10, 0, tzinfo=UTC)


async def rotas(person: Person, group: Group, week: str) -> list[Message]:
    """The rota posts of a week that stand in a group, oldest first."""
    messages = (await person.sees(group)).messages
    return [each for each in messages if each.text.startswith(f"Rota · week of {week}")]


# The group becomes a supergroup


async def test_a_group_that_becomes_a_supergroup_keeps_its_area_and_lists(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)
        await crew[0].presses("Fri 14 Mar: in", chat=group)
        await players.settles()

        new = await group.becomes_supergroup()
        await players.settles()
        await players.world.clock_to(OPENS)

        await lead.waits_for("week of Mon 24 Mar", chat=new)
        toast = await crew[1].presses("Fri 28 Mar: in", chat=new)
        assert toast.text == "Fri 28 Mar: You are in as 1st of 6."
        await lead.waits_for("In: 1. PC Sample 2", chat=new)
        assert await players.volunteers(FRIDAY) == ["PC Sample 1"]


async def test_the_weeks_are_posted_and_pinned_in_the_supergroup_at_once(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)
        await crew[0].presses("Fri 14 Mar: in", chat=group)
        await players.settles()

        new = await group.becomes_supergroup()

        post = await lead.waits_for(f"Rota · week of {WEEK}", chat=new)
        assert "In: 1. PC Sample 1" in post.text
        await players.settles()
        weeks = [text.splitlines()[0] for text in (await lead.sees(new)).texts if "Rota" in text]
        assert weeks == ["Rota · week of Mon 17 Mar", f"Rota · week of {WEEK}"]
        assert post.id in [pin.id for pin in (await lead.sees(new)).pinned]


async def test_the_numbers_of_messages_left_behind_mean_nothing_in_the_supergroup(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        [old] = await rotas(lead, group, WEEK)
        new = await group.becomes_supergroup()
        await players.settles()
        for minute in range(old.id):
            await lead.sends(f"Chatter {minute}", chat=new)

        await players.world.clock_to(OPENS)
        await officer.presses("Fri 14 Mar: in", chat=new)
        await officer.presses("Fri 28 Mar: in", chat=new)
        await players.settles()

        for week in ("Mon 24 Mar", "Mon 17 Mar", WEEK):
            assert len(await rotas(lead, new, week)) == 1


async def test_a_migration_that_only_a_refusal_tells_of_is_followed_too(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        await players.stops()
        new = await group.becomes_supergroup()
        players.engine.updates.queue.clear()
        await players.world.clock_to(OPENS)

        await players.returns()

        await lead.waits_for("week of Mon 24 Mar", chat=new)
        await officer.presses("Fri 28 Mar: in", chat=new)
        await players.settles()
        [post] = await rotas(lead, new, "Mon 24 Mar")
        assert "In: 1. PC Sample 1" in post.text


# Another group


async def test_linking_another_group_moves_the_rota_there_with_all_its_names(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        old = await players.group(lead, *crew, title="Old team")
        await crew[0].presses("Fri 14 Mar: in", chat=old)
        await players.settles()

        new = await players.group(lead, *crew, title="New team")

        here = await lead.sees(new)
        assert "In: 1. PC Sample 1" in post_of(here, WEEK)
        assert [text.splitlines()[0] for text in here.texts if text.startswith("Rota")] == [
            "Rota · week of Mon 17 Mar",
            "Rota · week of Mon 10 Mar",
        ]
        await crew[1].presses("Fri 14 Mar: in", chat=new)
        await players.settles()
        assert "2. PC Sample 2" in post_of(await lead.sees(new), WEEK)


async def test_a_post_left_behind_in_the_old_group_is_taken_away_when_it_is_tapped(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        old = await players.group(lead, officer, title="Old team")
        new = await players.group(lead, officer, title="New team")

        toast = await officer.presses("Fri 14 Mar: in", chat=old)
        await players.settles()

        assert toast.text == "Fri 14 Mar: You are in as 1st of 6."
        assert not await rotas(lead, old, WEEK)
        assert "In: 1. PC Sample 1" in post_of(await lead.sees(new), WEEK)


async def test_linking_the_same_group_again_posts_nothing_twice(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.group(lead)

        await lead.sends("/link", chat=group)
        await lead.waits_for("This is the group of Lambeth already.", chat=group)
        await players.settles()

        assert len(await rotas(lead, group, WEEK)) == 1


async def test_an_officer_cannot_link_a_group(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.world.group("Elsewhere", [officer, lead])

        await officer.sends("/link", chat=group)
        await players.settles()

        assert not [t for t in (await lead.sees(group)).texts if t.startswith("Rota")]


async def test_where_the_bot_may_not_pin_the_lead_is_told_and_the_post_stands(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        group = await players.world.group("Team", [lead], bot="member")

        await lead.sends("/link", chat=group)

        await lead.waits_for("Rota · week of", chat=group)
        await lead.waits_for("pin")


async def test_a_post_that_was_deleted_comes_anew_with_the_next_change(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        [post] = await rotas(lead, group, WEEK)
        await players.stage.bot.call("deleteMessage", chat_id=group.id, message_id=post.id)

        await officer.presses("Fri 21 Mar: in", chat=group)
        await players.settles()
        assert not await rotas(lead, group, WEEK)
        await players.world.clock_to(datetime(2031, 3, 5, 18, 0, tzinfo=UTC))

        [fresh] = await rotas(lead, group, WEEK)
        assert "Sign-up closed on" in fresh.text


# A send whose reply was lost


async def opens_in_doubt(players: Troupe, lead: Person, group: Group) -> Message:
    """A new week's post arrives, and the bot does not learn that it did."""
    await players.world.fault("lost_reply", "sendMessage", chat_id=group.id)
    await players.world.clock_to(OPENS)
    await players.settles()
    [post] = await rotas(lead, group, "Mon 24 Mar")
    return post


async def test_a_post_whose_reply_was_lost_is_adopted_by_its_first_tap(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        post = await opens_in_doubt(players, lead, group)

        toast = await officer.presses("Fri 28 Mar: in", chat=group)
        await players.settles()

        assert toast.text == "Fri 28 Mar: You are in as 1st of 6."
        [adopted] = await rotas(lead, group, "Mon 24 Mar")
        assert adopted.id == post.id
        assert "In: 1. PC Sample 1" in adopted.text
        assert post.id in [pin.id for pin in (await lead.sees(group)).pinned]


async def test_without_a_tap_it_is_posted_anew_after_a_minute_and_the_orphan_goes_when_tapped(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(2)
        group = await players.group(lead, *crew)
        orphan = await opens_in_doubt(players, lead, group)
        # Beside it, something else is said: nothing is sent twice in haste.
        await crew[0].presses("Fri 14 Mar: in", chat=group)
        await players.settles()
        assert len(await rotas(lead, group, "Mon 24 Mar")) == 1

        await pass_time(players.db, ADOPTION_SECONDS + 1)
        await players.restarts()
        await players.settles()

        before, after = await rotas(lead, group, "Mon 24 Mar")
        assert before.id == orphan.id
        toast = await crew[0].presses("Fri 28 Mar: in", chat=group, message=orphan)
        assert toast.text == "Fri 28 Mar: You are in as 1st of 6."
        await players.settles()
        [left] = await rotas(lead, group, "Mon 24 Mar")
        assert left.id == after.id
        assert "In: 1. PC Sample 1" in left.text
        assert after.id in [pin.id for pin in (await lead.sees(group)).pinned]


async def test_an_edit_whose_reply_was_lost_is_simply_repeated(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        [officer] = await players.crew(1)
        group = await players.group(lead, officer)
        await players.world.fault("lost_reply", "editMessageText", chat_id=group.id)

        await officer.presses("Fri 14 Mar: in", chat=group)
        await players.settles()

        [post] = await rotas(lead, group, WEEK)
        assert "In: 1. PC Sample 1" in post.text


async def test_when_telegram_fails_for_a_while_the_last_state_still_arrives(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await players.lead()
        crew = await players.crew(3)
        group = await players.group(lead, *crew)
        await players.world.fault("500", "editMessageText", chat_id=group.id)
        await players.world.fault("429", "editMessageText", chat_id=group.id, retry_after=1)

        for officer in crew:
            await officer.presses("Fri 14 Mar: in", chat=group)

        await lead.waits_for("In: 1. PC Sample 1, 2. PC Sample 2, 3. PC Sample 3", chat=group)
