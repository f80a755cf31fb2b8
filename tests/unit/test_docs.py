"""The documents point at what is there, and say each thing once."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PAGES = [HOUSE / "README.md", HOUSE / "CHANGELOG.md", *sorted(HOUSE.glob("docs/**/*.md"))]
DECISIONS = HOUSE / "docs" / "decisions"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_what_a_page_links_to_is_there(page: Path) -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))

    assert [each for each in linked if not (page.parent / each).exists()] == []


def test_every_decision_has_its_own_number_and_is_listed_once() -> None:
    files = sorted(each.name for each in DECISIONS.glob("0*.md"))
    headings = [(DECISIONS / each).read_text("utf-8").splitlines()[0] for each in files]
    rows = [
        f"{number}. [{heading.removeprefix(f'# {number}. ')}]({name})"
        for number, (name, heading) in enumerate(zip(files, headings, strict=True), start=1)
    ]

    assert [int(each[:4]) for each in files] == list(range(1, len(files) + 1))
    listed = (DECISIONS / "README.md").read_text("utf-8").splitlines()
    assert [each for each in listed if each[:1].isdigit()] == rows


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_no_two_points_of_a_section_are_about_the_same(name: str) -> None:
    for section in (HOUSE / name).read_text("utf-8").split("\n## "):
        points = [each for each in section.splitlines() if each.startswith("- ")]
        alike = [first[:60] for first, other in combinations(points, 2) if _alike(first, other)]

        assert alike == []


def _alike(first: str, other: str) -> bool:
    """Whether they begin alike, as two versions of one point do."""
    bold = re.match(r"- \*\*[^*]+\*\*", first)
    return other.startswith(bold.group() if bold else first[:30])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HOUSE)))
def test_no_key_is_described_twice_in_one_table(page: Path) -> None:
    tables = re.split(r"\n(?!\|)", page.read_text("utf-8"))
    keys = [re.findall(r"^\| (`[^|]+`) \|", each, re.MULTILINE) for each in tables]

    assert [each for each in keys if len(set(each)) < len(each)] == []
