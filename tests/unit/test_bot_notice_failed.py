"""What a lead reads when the bot keeps failing at something that was due."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import bot.views
from bot.scheduling.jobs import jobs
from bot.views.trouble import notice_failed
from tests.unit.bot_examples import WORST_AREA


@pytest.mark.parametrize("kind", sorted(jobs({})))
def test_a_lead_reads_what_failed_and_what_to_do(kind: str) -> None:
    text = notice_failed(WORST_AREA, kind).text
    assert "do what was due" not in text
    assert "every hour" in text
    assert "ask whoever runs the server" in text
    assert len(text) < 1000


@pytest.mark.parametrize("kind", sorted(set(jobs({})) - {"week_over"}))
def test_a_lead_reads_what_can_be_done_by_hand_meanwhile(kind: str) -> None:
    text = notice_failed(WORST_AREA, kind).text

    assert "/rota" in text or "yourself" in text


@pytest.mark.parametrize("kind", sorted(jobs({})))
def test_every_button_that_a_lead_is_sent_to_is_on_a_screen(kind: str, labels: set[str]) -> None:
    named = re.findall("“([^”]+)”", notice_failed(WORST_AREA, kind).text)

    assert set(named) <= labels


def test_no_two_kinds_of_failure_read_the_same() -> None:
    assert len({notice_failed(WORST_AREA, kind).text for kind in jobs({})}) == len(jobs({}))


def test_a_kind_from_an_older_version_is_put_in_general_words() -> None:
    assert "do what was due" in notice_failed(WORST_AREA, "forgotten").text


@pytest.fixture(scope="module")
def labels() -> set[str]:
    """Every piece of text that the views put together, besides those of trouble itself.

    What a button counts, as in “Entries (2)”, is no part of its name.
    """
    (views,) = bot.views.__path__
    files = [each for each in Path(views).glob("*.py") if each.name != "trouble.py"]
    nodes = [node for each in files for node in ast.walk(ast.parse(each.read_text("utf-8")))]
    return {str(node.value).removesuffix(" (") for node in nodes if isinstance(node, ast.Constant)}
