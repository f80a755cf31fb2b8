"""What a lead reads when the bot keeps failing at something that was due."""

from __future__ import annotations

import pytest

from bot.scheduling.jobs import jobs
from bot.views.trouble import notice_failed
from tests.unit.bot_examples import WORST_AREA


@pytest.mark.parametrize("kind", sorted(jobs({})))
def test_a_lead_reads_what_failed_and_what_to_do(kind: str) -> None:
    text = notice_failed(WORST_AREA, kind).text
    assert "do what was due" not in text
    assert "every hour" in text
    assert len(text) < 1000


def test_a_kind_from_an_older_version_is_put_in_general_words() -> None:
    assert "do what was due" in notice_failed(WORST_AREA, "forgotten").text
