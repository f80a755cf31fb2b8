"""What the screens of swaps say, and which answers they offer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.views import swaps as views
from operation.swaps import Stage
from tests.unit.crew_screens import labels, shown
from tests.unit.swap_screens import (
    OTHER,
    SWAP_SCREENS,
    TAKER,
    giving,
    seen,
    stand_ins,
    with_offer,
)

FOOT = ["My shifts", "Home"]
ASKED = {
    Stage.OPEN: ["✅ Swap", "No, thanks", *FOOT],
    Stage.TAKEN: ["Step back", *FOOT],
    Stage.DONE: ["📅 Calendar file", "My shifts"],
}


@pytest.mark.parametrize("name", SWAP_SCREENS)
def test_a_screen_of_a_swap_speaks_no_jargon_of_ours(name: str) -> None:
    screen = SWAP_SCREENS[name]()
    assert screen is not None
    words = "\n".join([shown(screen), *labels(screen)])
    assert not re.search(r"_|\bNone\b|\bTrue\b|\{|\}|stage|stood down|declined|withdr", words)


@pytest.mark.parametrize("stage", Stage)
def test_whoever_was_asked_is_offered_what_the_stage_allows(stage: Stage) -> None:
    assert labels(views.swap_card(seen(stage, TAKER))) == ASKED.get(stage, FOOT)
    others = ASKED[stage] if stage is Stage.OPEN else FOOT
    assert labels(views.swap_card(seen(stage, OTHER))) == others


@pytest.mark.parametrize("stage", Stage)
def test_only_what_waits_for_a_lead_has_answers_for_one(stage: Stage) -> None:
    answers = ["✅ Yes", "No"] if stage is Stage.TAKEN else []
    foot = ["Open this night", "Home"]
    assert labels(views.swap_approval(seen(stage, TAKER))) == [*answers, *foot]


def test_a_plain_offer_asks_and_says_what_warns_and_that_a_lead_decides() -> None:
    board = seen(Stage.OPEN, TAKER, back=False)
    text = shown(views.swap_card(board))
    assert "Can you take" in text
    assert "The first to take it has it." in text
    assert "Your lead decides then." in text
    assert "⚠️ Only 9 h 15 min of rest before the shift instead of 11 h." in text
    assert labels(views.swap_card(board))[0] == "✅ Take it"
    assert "Your lead" not in shown(
        views.swap_card(replace(board, area=replace(board.area, swaps=type(board.area.swaps)())))
    )


def test_whom_to_ask_comes_in_pages_with_all_of_them_first() -> None:
    first, last = (labels(views.give_away(giving(20), page)) for page in (0, 2))
    assert first[0] == "Ask all 13"
    assert "More ›" in first
    assert "‹ Earlier" in last
    assert len(first) == 1 + 8 + 1 + 1
    assert [each.startswith("⇄ ") for each in first[1:9]] == [True] * 8


def test_who_cannot_give_it_away_is_led_to_saying_so() -> None:
    for board in (giving(0), giving(3, is_too_near=True)):
        screen = views.give_away(board, 0)
        assert "If you can't come" in shown(screen)
        assert labels(screen) == ["Can't make it", "‹ Back"]


def test_a_lead_sees_what_warns_beside_whom_they_could_put_in() -> None:
    assert all(each.startswith("⚠️ ") for each in labels(views.swap_for(stand_ins(3), 0))[:3])


def test_a_swap_that_waits_is_a_button_of_the_night() -> None:
    assert len(views.waiting_rows(with_offer(Stage.TAKEN))) == 1
    assert views.waiting_rows(with_offer(Stage.OPEN)) == []
