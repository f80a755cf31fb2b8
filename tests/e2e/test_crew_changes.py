"""What a lead changes about a night: everyone it concerns is told once, and nobody else."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.crew_scene import NIGHT, Scene, card, opened, published
from tests.e2e.troupe import taps


async def moves_the_night(scene: Scene) -> str:
    """The lead moves Friday an hour later, by the buttons."""
    await scene.opens_night()
    await taps(scene.lead, "Change this night ›", "Times")
    await taps(scene.lead, "From +1h")
    await scene.lead.waits_for("✅ Change to 21:00–02:00")
    await taps(scene.lead, "To +1h")
    answer = await taps(scene.lead, "✅ Change to 21:00–03:00")
    await scene.players.settles()
    return str(answer.text)


async def cancels(scene: Scene, why: str) -> str:
    """The lead calls Friday off with a tap on the reason."""
    await scene.opens_night()
    await taps(scene.lead, "Change this night ›", "Cancel this night")
    await scene.lead.waits_for(f"Cancel {NIGHT}?")
    answer = await taps(scene.lead, why)
    await scene.players.settles()
    return str(answer.text)


async def test_when_the_times_move_the_confirmed_are_asked_again(tmp_path: Path) -> None:
    async with published(tmp_path, 7, spare=1) as scene:
        await scene.crew[0].presses("✅ Confirm")

        async with scene.tells(*scene.crew, apart=[scene.lead]):
            answer = await moves_the_night(scene)

        assert answer == "Changed. 7 people told."
        mine = await card(scene.crew[0])
        assert mine.text.startswith(
            "Fri 14 Mar · 21:00–03:00\nThe times have moved: it was 20:00–02:00."
        )
        assert "Please confirm that you are coming." in mine.text
        assert "✅ Confirm" in mine.buttons
        assert "21:00–03:00" in (await card(scene.crew[6])).text
        post = await scene.post()
        assert post.startswith("Fri 14 Mar · 21:00–03:00\n")
        assert "6 on the crew, 0 confirmed" in post
        assert "✓" not in post
        changed, asked = (await scene.moves())[-2:]
        assert changed.verb == "times changed"
        assert changed.detail["was"] == "2031-03-14T20:00:00+00:00/2031-03-15T02:00:00+00:00"
        assert changed.detail["now"] == "2031-03-14T21:00:00+00:00/2031-03-15T03:00:00+00:00"
        assert (asked.verb, asked.detail["was"]) == ("asked to confirm again", "confirmed")

        await scene.crew[0].presses("✅ Confirm")
        assert "1. PC Sample 1 ✓" in await scene.post()


async def test_before_publication_volunteers_stay_on_the_list_and_say_that_they_are_still_in(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, 3, spare=1) as scene:
        async with scene.tells(*scene.crew, apart=[scene.lead]):
            await moves_the_night(scene)

        mine = await card(scene.crew[0])
        assert "You are on the list. The times have moved: can you still come?" in mine.text
        assert mine.buttons[:2] == ["✅ Still in", "Out"]
        assert "In: 1. PC Sample 1, 2. PC Sample 2, 3. PC Sample 3" in await scene.post()
        answer = await scene.crew[0].presses("✅ Still in")
        assert answer.text == "Fri 14 Mar: you are still in. Thank you."
        await scene.players.settles()
        assert "✅ Still in" not in (await card(scene.crew[0])).buttons
        await scene.crew[1].presses("Out")
        await scene.players.settles()
        assert "In: 1. PC Sample 1, 2. PC Sample 3" in await scene.post()

        await scene.before_start(100)
        proposal = (await scene.proposal()).text
        assert "1. PC Sample 1 · 0 h\n2. PC Sample 3 · 0 h · new time not answered" in proposal
        assert "stays in at the new time" in [each.verb for each in await scene.moves()]


async def test_a_new_ward_and_new_numbers_reach_those_they_concern(tmp_path: Path) -> None:
    async with published(tmp_path, 8, spare=1) as scene:
        [first, second, *_] = scene.players.running.areas["lambeth"].wards
        await scene.opens_night()
        async with scene.tells(*scene.crew):
            await taps(scene.lead, "Ward")
            answer = await taps(scene.lead, first.name)
        assert answer.text == "The ward is set. 8 people told."
        assert f"The ward is now {first.name}." in (await card(scene.crew[0])).text
        assert first.name in await scene.post()
        async with scene.tells(*scene.crew):
            await taps(scene.lead, "Ward", second.name)
        mine = await card(scene.crew[0])
        assert f"The ward is now {second.name}. It was {first.name}." in mine.text
        moved = [each for each in await scene.moves() if each.verb == "ward changed"]
        assert moved[-1].detail == {"was": first.code, "now": second.code}

        # One place more is offered to whoever stands by first.
        async with scene.tells(scene.crew[6]):
            answer = await taps(scene.lead, "Change this night ›", "Places +1")
        assert answer.text == "Minimum 4, places 7."
        await scene.crew[6].presses("✅ Take the place")
        assert "7. PC Sample 7 ✓" in await scene.post()

        # Fewer than are on the crew, there cannot be; a higher minimum concerns the lead alone.
        refused = await taps(scene.lead, "Places −1")
        assert refused.alert
        assert "Move somebody out first." in str(refused.text)
        async with scene.tells():
            await taps(scene.lead, "Minimum +1")
        assert (await scene.patrol()).book.minimum == 5


async def test_a_night_called_off_is_told_to_everyone_on_it_once(tmp_path: Path) -> None:
    async with published(tmp_path, 7, spare=1, leads=2) as scene:
        deputy, idle = scene.others
        await scene.crew[0].presses("✅ Confirm")

        async with scene.tells(*scene.crew, deputy, apart=[scene.lead]):
            answer = await cancels(scene, "Weather")

        assert answer == "Fri 14 Mar is cancelled. 7 people told."
        for each in scene.crew:
            mine = await card(each)
            assert "Cancelled.\n\nThis night is cancelled: weather." in mine.text
            assert not mine.shows("Confirm")
        assert await scene.post() == "Fri 14 Mar · 20:00–02:00\nCancelled: weather"
        assert (await deputy.sees()).last.text.startswith("PS Example has called this night off.")
        off = [each for each in await scene.moves() if each.verb == "stood down"]
        assert len(off) == 7
        assert {each.detail["reason"] for each in off} == {"weather"}

        # The other reasons are a tap as well.
        for why in ("Too few officers", "Other demand"):
            await taps(scene.lead, "Put it back on")
            async with scene.tells(*scene.crew, deputy, apart=[scene.lead]):
                await cancels(scene, why)
            assert (await scene.post()).endswith(f"\nCancelled: {why.lower()}")
        assert not (await idle.sees()).messages

        # Nothing is heard of it any more: no chase, no reminder, no warning.
        async with scene.tells():
            await scene.before_start(-1)


async def test_a_night_is_called_off_in_ones_own_words_and_put_back_on(tmp_path: Path) -> None:
    async with published(tmp_path, 7) as scene:
        await scene.withdraws(scene.crew[5])
        await scene.opens_night()
        await taps(scene.lead, "Change this night ›", "Cancel this night", "Another reason…")
        await scene.lead.waits_for("Those on the night will read it.")
        await scene.lead.sends("The Example Bridge is closed.")
        await scene.lead.waits_for("check and send")
        on_it = [*scene.crew[:5], scene.crew[6]]
        async with scene.tells(*on_it, apart=[scene.lead]):
            answer = await scene.lead.presses("Cancel the night")
        assert answer.text == "Fri 14 Mar is cancelled. 6 people told."
        assert (
            "called off by the lead. The Example Bridge is closed."
            in (await card(scene.crew[0])).text
        )
        assert "Bridge" not in await scene.post(), "the words are for those on the night"

        # The bridge is open again: whoever was on the night is on it again, and is asked.
        async with scene.tells(*on_it):
            answer = await taps(scene.lead, "Put it back on")
        assert answer.text == "Fri 14 Mar is on again. 6 people told."
        mine = await card(scene.crew[0])
        assert "This night is on again. Can you come?" in mine.text
        assert mine.buttons[:2] == ["✅ Confirm", "Can't make it"]
        assert "5 on the crew, 0 confirmed" in await scene.post()
        await scene.crew[0].presses("✅ Confirm")
        assert "1. PC Sample 1 ✓" in await scene.post()
        assert "cancellation taken back" in [each.verb for each in await scene.moves()]


async def test_who_withdraws_while_the_list_is_open_makes_room_for_the_next(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, 7) as scene:
        await moves_the_night(scene)
        async with scene.tells(scene.crew[6], apart=[scene.crew[0]]):
            await scene.crew[0].presses("Out")
        assert (await scene.crew[6].sees()).last.text.endswith("A place came free: you are in.")
        assert "6. PC Sample 7" in await scene.post()
