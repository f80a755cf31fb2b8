"""What typed text must not hold: found in every way people write it, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.areas import SHIPPED_AREAS, read_areas
from operation.naming import known_words, likely_name
from operation.screening import Identifier, identifiers_in

TODAY = date(2027, 3, 20)
LINES = Path(__file__).with_name("screening_lines.tsv")
NAME, NOTHING = "name", "-"
KNOWN = known_words(read_areas([SHIPPED_AREAS])["lambeth"])
MOST_FALSE = 0.02


@dataclass(frozen=True)
class Line:
    """A line of the test set, what is to be seen in it, and what was."""

    text: str
    holds: frozenset[str]
    seen: frozenset[str]


def _line(written: str) -> Line:
    holds, text = written.split("\t")
    seen = {kind.value for kind in identifiers_in(text, today=TODAY)}
    if likely_name(text, known=KNOWN):
        seen.add(NAME)
    return Line(text, frozenset(holds.split(",")) - {NOTHING}, frozenset(seen))


def lines() -> list[Line]:
    """The test set, screened."""
    written = LINES.read_text(encoding="utf-8").splitlines()
    return [_line(each) for each in written if not each.startswith("#")]


@dataclass(frozen=True)
class Rates:
    """Of one kind: what was missed, and what was seen where it is not."""

    kind: str
    held: int
    missed: tuple[str, ...]
    others: int
    false: tuple[str, ...]

    @property
    def false_rate(self) -> float:
        return len(self.false) / self.others

    def __str__(self) -> str:
        found = self.held - len(self.missed)
        return (
            f"{self.kind:<19} {found:>3} of {self.held:>3} found ({found / self.held:.1%}), "
            f"{len(self.false)} of {self.others} false alarms ({self.false_rate:.1%})"
        )


def rates(kind: str, screened: list[Line]) -> Rates:
    held = [line for line in screened if kind in line.holds]
    # A name typed beside an identifier is never asked about: the identifier is refused.
    others = [line for line in screened if not line.holds or (kind != NAME and line not in held)]
    return Rates(
        kind,
        held=len(held),
        missed=tuple(line.text for line in held if kind not in line.seen),
        others=len(others),
        false=tuple(line.text for line in others if kind in line.seen),
    )


def test_every_identifier_is_found_and_hardly_anything_else_is(
    record_property: Callable[[str, object], None],
) -> None:
    screened = lines()
    clean = [line for line in screened if not line.holds]
    table = [rates(kind, screened) for kind in (*Identifier, NAME)]
    alarms = [line.text for line in clean if line.seen]

    record_property(
        "printed",
        "\n".join([
            f"Screening of typed text: {len(screened)} lines, {len(clean)} of them clean",
            *map(str, table),
            f"{'clean lines':<19} {len(alarms)} of {len(clean)} raise any alarm "
            f"({len(alarms) / len(clean):.1%})",
        ]),
    )  # fmt: skip
    assert len(screened) >= 200
    assert {each.kind: each.missed for each in table if each.missed} == {}
    assert {each.kind: each.false for each in table if each.false_rate >= MOST_FALSE} == {}
    assert len(alarms) / len(clean) < MOST_FALSE, alarms


@given(st.text(max_size=300))
def test_whatever_is_typed_can_be_screened(text: str) -> None:
    assert set(identifiers_in(text, today=TODAY)) <= set(Identifier)
    assert likely_name(text, known=KNOWN) in (True, False)


_SIGNS = st.sampled_from("0123456789 .-/@:+()'abcdxyzABCDXYZ\n\u200b０é")


@given(st.text(_SIGNS, max_size=120))
def test_whatever_looks_like_numbers_and_codes_can_be_screened(text: str) -> None:
    assert set(identifiers_in(text, today=TODAY)) <= set(Identifier)


NUMBERS = ("07700900123", "02079460123", "01614960123", "01632960123", "447700900123")


def _apart(gaps: list[str], digits: str) -> str:
    return "".join(digit + gap for digit, gap in zip(digits, gaps, strict=False)).strip(" .-")


_GAPS = st.lists(st.sampled_from(["", "", "", " ", ".", "-", " - "]), min_size=12, max_size=12)


@given(st.sampled_from(NUMBERS), _GAPS, st.sampled_from(["", "her number ", "at 22:30, "]))
def test_a_telephone_number_is_found_however_it_is_grouped(
    digits: str, gaps: list[str], before: str
) -> None:
    text = f"{before}{_apart(gaps, digits)} and no more"

    assert Identifier.PHONE in identifiers_in(text, today=TODAY)


@given(st.lists(st.sampled_from(["", " ", "-", "."]), min_size=16, max_size=16))
def test_a_card_is_found_however_it_is_grouped(gaps: list[str]) -> None:
    text = _apart(gaps, "4111111111111111")

    assert Identifier.CARD in identifiers_in(text, today=TODAY)


def test_a_number_whose_check_digit_is_wrong_is_no_card() -> None:
    assert Identifier.CARD not in identifiers_in("4111 1111 1111 1112", today=TODAY)


@pytest.mark.parametrize("zero_width", ["\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff"])
def test_what_cannot_be_seen_hides_nothing(zero_width: str) -> None:
    typed = zero_width.join("AB12 3CD, 07700900123, sample@example.com")

    assert identifiers_in(typed, today=TODAY) == (
        Identifier.PHONE,
        Identifier.EMAIL,
        Identifier.POSTCODE,
    )


@given(st.dates(date(1930, 1, 1), date(2017, 3, 20)))
def test_any_full_date_of_ten_years_ago_is_taken_for_one_of_birth(born: date) -> None:
    for written in ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y", "%d%m%Y"):
        found = identifiers_in(f"she said {born.strftime(written)}.", today=TODAY)
        assert Identifier.BIRTH_DATE in found, written


@given(st.dates(date(2017, 3, 21), date(2037, 12, 31)))
def test_a_date_of_the_last_ten_years_or_ahead_is_not_unless_it_is_called_so(day: date) -> None:
    for written in ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y"):
        typed = day.strftime(written)
        assert Identifier.BIRTH_DATE not in identifiers_in(typed, today=TODAY), written
        assert Identifier.BIRTH_DATE in identifiers_in(f"dob {typed}", today=TODAY), written


@given(
    st.times(), st.times(), st.sampled_from([":", ".", ""]), st.sampled_from(["-", " to ", ", "])
)
def test_times_are_nothing(first: object, second: object, mark: str, between: str) -> None:
    written = f"{first:%H}{mark}{first:%M}{between}{second:%H}{mark}{second:%M}"

    assert identifiers_in(written, today=TODAY) == ()


@given(st.from_regex(r"[0-9]{3,7}[A-Z]{0,2}|[0-9]{1,4}[A-Z]{2}|[A-Z][0-9]{4,6}", fullmatch=True))
def test_warrant_numbers_are_nothing(number: str) -> None:
    assert identifiers_in(number, today=TODAY) == ()


def test_wards_agencies_and_services_are_no_names() -> None:
    for area in read_areas([SHIPPED_AREAS]).values():
        names = [
            *(ward.name for ward in area.wards),
            *(agency.name for agency in area.agencies),
            *(line.name for line in area.support),
        ]
        known = known_words(area)
        assert [name for name in names if likely_name(f"Met at {name}", known=known)] == []
