"""Shifts change hands: offered, taken, taken back, agreed to, and swapped by the lead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from operation.swap_rules import Approval, SwapTimes
from sandbox.client import Person
from tests.e2e.crew_scene import Scene, card, published
from tests.e2e.troupe import taps


async def last_of(person: Person) -> str:
    """What somebody's phone shows at the bottom."""
    return (await person.sees()).last.text


def approved_by_a_lead(scene: Scene) -> None:
    """The area wants a lead's yes to every swap."""
    areas = scene.players.running.areas
    settled = replace(areas["lambeth"], swaps=SwapTimes(approval=Approval.LEAD))
    assert isinstance(areas, dict)
    areas["lambeth"] = settled


async def test_a_shift_is_offered_to_all_with_two_taps_and_taken_with_one(tmp_path: Path) -> None:
    async with published(tmp_path, 8, spare=1, leads=2) as scene:
        giver, taker, other, outside = scene.crew[1], scene.crew[6], scene.crew[7], scene.others[1]
        await giver.presses("✅ Confirm")

        async with scene.tells(taker, other, outside, apart=[giver]):
            await giver.presses("Give away")
            await giver.waits_for("Who is to have your shift?")
            answer = await taps(giver, "Ask all 3")
        assert answer.text == "Asking 3 people. You are on the crew until somebody takes it."
        mine = await card(giver)
        assert "Your shift is on offer (3 people asked) until" in mine.text
        assert mine.buttons[:2] == ["Can't make it", "Keep my shift"]
        asked = (await taker.sees()).last
        assert asked.buttons[:2] == ["✅ Take it", "No, thanks"]
        assert "6 on the crew" in await scene.post(), "nobody has left"

        async with scene.tells(giver, scene.lead, scene.others[0]):
            assert (await other.presses("No, thanks")).text is not None
            answer = await taker.presses("✅ Take it")
        assert answer.text == "Fri 14 Mar: the shift is yours. Thank you."
        assert "Your shift has been taken over." in (await card(giver)).text
        assert "somebody else has your shift" in (await card(giver)).text
        assert (await last_of(scene.lead)).startswith("PC Sample 7 has taken PC Sample 2's shift.")
        post = await scene.post()
        assert "6 on the crew, 1 confirmed" in post
        assert "PC Sample 7 ✓" in post
        assert "PC Sample 2" not in post
