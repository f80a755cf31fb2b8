"""Ordinary answers of every form pass the screening; what is said of those that do not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from bot.delivery.sifting import KINDS
from bot.forms.catalogue import FORMS
from bot.forms.steps import Form, Typed
from bot.views import screening as views
from operation.referrals import new_reference
from operation.screening import Identifier, identifiers_in

TODAY = date(2031, 3, 3)
LONGEST = 200

_REASONS = (
    "Two on leave, one on aid",
    "Sickness, 2 down since 22:30 on 3 Feb 2031",
    "CAD 4567 of 1 Mar, late off at 02:45",
    "A23 closed, SW9 and SE11 quiet",
    "4 of 6 confirmed, PS 99LX leads",
)
_PLACES = (
    "Brixton Police Station, front desk, 19:45",
    "Windrush Square, by the library",
    "Room 2B, second floor, 336 Brixton Road",
    "Oval tube, north exit",
)
_DAYS = ("3 Feb 2031", "03/02/2031", "3.2.2031", "31 Mar 2027", "2026-02-03", "12 December 2022")
_POUNDS = ("£1,200.50", "1200.5", "£40,690", "34.50", "5000", "1002003")
_CHANCE = Random(7)  # noqa: S311 - chance, not secrecy
_REFERENCES = ("CR 0042/31", "CAD 1234/15Mar31", "01/12345/31", "CRIMINT-2031/0099", "5432109/31")
_NAMES = ("Streetlight", "St Mungo's", "Drug & alcohol team 2", "Compass Group (south)")
TYPED = {
    "surname": ("Sample", "O'Example", "Sample-Tester", "van der Example", "Zoë", "王"),
    "warrant": ("1234AB", "4321BA", "778899XY", "P12345", "12345", "1234567"),
    "day": _DAYS,
    "starts": _DAYS,
    "ends": _DAYS,
    "place": _PLACES,
    "where": _PLACES,
    "meeting": _PLACES,
    "why": _REASONS,
    "reason": _REASONS,
    "note": _REASONS,
    "answer": _REASONS,
    "words": ("All good, start earlier", "More gloves and water", "10/10, same again"),
    "served": ("0", "12", "140"),
    "name": _NAMES,
    "code": ("40517", "CC-40517/22", "1002003004", "GL 4050-1234"),
    "amount": _POUNDS,
    "hourly": _POUNDS,
    "annual": _POUNDS,
    "ref": _REFERENCES,
    "enterreturn.reference": _REFERENCES,
    "seenagain.reference": tuple(new_reference(_CHANCE.choice) for _ in range(20)),
    "times": ("0700-1500", "7:30-15:30", "22.00 to 06.00", "7-15"),
}
"""Ordinary answers by the name of the step, with its form's before it where that says more."""


def typed_steps() -> Iterator[tuple[Form, Typed]]:
    for form in FORMS.by_name.values():
        for step in form.steps:
            if isinstance(step, Typed):
                yield form, step


@pytest.mark.parametrize(
    ("form", "step"),
    [*typed_steps()],
    ids=lambda each: each.name if hasattr(each, "name") else None,
)
def test_ordinary_answers_come_through_the_door(form: Form, step: Typed) -> None:
    refused = {
        answer: seen
        for answer in TYPED.get(f"{form.name}.{step.name}") or TYPED[step.name]
        if (seen := identifiers_in(answer, today=TODAY)) or not step.read(answer)
    }

    assert refused == {}, form.name


def test_every_kind_is_named_in_a_few_words_without_what_was_typed() -> None:
    for kind in Identifier:
        for is_gone in (True, False):
            said = views.identifiers_refused([kind.value], is_gone=is_gone)
            assert views.KINDS[kind] in said
            assert len(said) <= LONGEST


def test_many_kinds_at_once_still_make_a_short_answer() -> None:
    said = views.identifiers_refused([kind.value for kind in Identifier], is_gone=False)

    assert "a phone number, an e-mail address and more" in said
    assert len(said) <= LONGEST


@pytest.mark.parametrize("kind", [*KINDS, "other"])
def test_whatever_was_shared_there_is_a_reason_why_not(kind: str) -> None:
    for is_gone in (True, False):
        said = views.shared_refused(kind, is_gone=is_gone)
        assert len(said) <= LONGEST
        assert ("is deleted" in said) is is_gone
