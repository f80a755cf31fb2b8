"""What a button carries: it fits, it comes back as it was, and nothing else is read as one."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.callbacks
from bot.actions.rest_stating import REST_DAY
from bot.callbacks import MAX_BYTES, Payload, Unreadable, payload, unpack
from bot.callbacks.crew import Accept, AnswerFor, CannotMakeIt, Confirm, Publish, SetWard, Withdraw
from bot.callbacks.people import Approve, Home, MakeLink, PeopleOf
from bot.callbacks.rota import AddExtraNight, SignUp, StepMoment
from bot.forms.catalogue import FORMS
from bot.views.budget_export import CSV, WORKBOOK
from bot.views.crew_report import CREW_CARD, NEWS, NIGHT, WEEK
from bot.views.hours_words import AS_PLANNED
from bot.views.partners import OF_INVITED, OF_NIGHT, TO_INVITE
from config.areas import SHIPPED_AREAS, read_areas
from operation.area import Rhythm
from operation.attendance import Attended
from operation.crew import Cancelled, Reason
from operation.duties import Side
from operation.hours import Why
from operation.leading import Part
from operation.overtime import Kind, Wants
from operation.partners import Attendance, Purpose
from operation.people import Role
from operation.referrals import OUTCOMES
from operation.returns import Fault
from operation.stops import StopKind
from operation.training import Mindset

for found in pkgutil.iter_modules(bot.callbacks.__path__, f"{bot.callbacks.__name__}."):
    importlib.import_module(found.name)

KINDS = sorted(Payload.__subclasses__(), key=lambda kind: kind.code)
LARGEST_ID = 10**12 - 1
"""A trillion rows: more than any database of this bot will ever number."""
LONGEST_AREA = "a" * 20
"""What an area file may use as its key."""
AREAS = read_areas([SHIPPED_AREAS])
NAMES = sorted({step.name for form in FORMS.by_name.values() for step in form.steps})
MOMENTS = [each.name for each in fields(Rhythm)]
WARDS = ["E" * 12, *(ward.code for area in AREAS.values() for ward in area.wards)]
"""An area file may use codes of up to 12 signs."""
TEXTS = {
    "mindset": [*Mindset],
    "area": [LONGEST_AREA, *AREAS],
    "step": NAMES,
    "name": MOMENTS,
    "figure": ["minimum"],
    "side": [*Side],
    "duty": ["Longest duty", REST_DAY],
    "ward": WARDS,
    "reason": [*Reason, *Cancelled],
    "answer": ["confirm", "withdraw", "accept", "decline"],
    "wants": [*Wants],
    "times": ["-16.-64", "0.0", "3.64"],
    "why": [AS_PLANNED, *Why],
    "attended": [*Attended],
    "kind": [*Kind, *StopKind],
    "fault": [*Fault],
    "outcome": [*OUTCOMES],
    "reference": ["7K3M9P"],
    "form": [CSV, WORKBOOK],
    "under": [NEWS, WEEK, NIGHT, CREW_CARD],
    "part": [*Part, OF_NIGHT, TO_INVITE, OF_INVITED],
}

IDS = st.integers(min_value=-1, max_value=LARGEST_ID)
NUMBERS = st.integers(min_value=-(10**6), max_value=10**6)
NAMES_OF_IDS = (
    "week", "patrol", "member", "grant", "invite", "draft", "agency", "invitation", "visit",
    "request", "pot", "rate", "cost", "owed", "entry", "stop",
    "referral", "link",
)  # fmt: skip


def _values(kind: type[Payload]) -> st.SearchStrategy[Payload]:
    """Any button of this kind, at the extremes of what it may carry."""
    hints = get_type_hints(kind)
    given: dict[str, st.SearchStrategy[Any]] = {}
    for field in fields(kind):
        hint = hints[field.name]
        if hint is str:
            given[field.name] = st.sampled_from(TEXTS[field.name])
        elif hint is int:
            given[field.name] = IDS if field.name in NAMES_OF_IDS else NUMBERS
        else:
            given[field.name] = st.from_type(hint)
    return st.builds(kind, **given)


ANY_BUTTON = st.sampled_from(KINDS).flatmap(_values)


@given(ANY_BUTTON)
def test_a_button_fits_and_comes_back_as_it_was(button: Payload) -> None:
    packed = button.pack()

    assert len(packed.encode()) <= MAX_BYTES
    assert unpack(packed) == button


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_button_at_its_longest_fits(kind: type[Payload]) -> None:
    hints = get_type_hints(kind)
    longest: dict[type, Any] = {
        int: -LARGEST_ID, bool: True, date: date.max, Role: max(Role, key=len),
        Purpose: max(Purpose, key=len), Attendance: max(Attendance, key=len),
    }  # fmt: skip
    carried = {
        field.name: max(TEXTS[field.name], key=len)
        if hints[field.name] is str
        else longest[hints[field.name]]
        for field in fields(kind)
    }

    assert len(kind(**carried).pack().encode()) <= MAX_BYTES


@pytest.mark.parametrize("night", [date.min, date(999, 12, 31), date.max])
def test_a_date_of_any_year_comes_back_as_it_was(night: date) -> None:
    button = AddExtraNight(LONGEST_AREA, night)

    assert unpack(button.pack()) == button


@given(st.text())
def test_what_is_no_button_is_unreadable_and_nothing_worse(data: str) -> None:
    try:
        button = unpack(data)
    except Unreadable:
        return
    # By chance it was one of ours.
    assert isinstance(button, Payload)


@given(ANY_BUTTON, st.data())
def test_a_button_that_was_tampered_with_is_unreadable_or_another_button(
    button: Payload, data: st.DataObject
) -> None:
    packed = button.pack()
    at = data.draw(st.integers(min_value=0, max_value=len(packed)))
    junk = data.draw(st.text(alphabet="0123456789:-_.+ \x00éИ٣²abz", max_size=6))
    tampered = packed[:at] + junk + packed[at + data.draw(st.integers(0, 3)) :]

    try:
        read = unpack(tampered)
    except Unreadable:
        return
    assert isinstance(read, Payload)


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        ":",
        "nothing",
        "in",
        "in:1",
        "in:1:2:3",
        "cf:12:2",
        "pub:12:n",
        "ans:12:7",
        "in:one:2",
        "in: 1:2",
        "in:1_0:2",
        "in:٣:2",
        "in:²:2",
        "in:--1:2",
        "in:-:2",
        "in:1.0:2",
        "in:+1:2",
        f"in:1:{2**63}",
        f"in:1:-{2**63 + 1}",
        f"in:1:{'9' * 50}",
        "ok:1:2",
        "ok:1:True",
        "lnkr:lambeth:emperor:1",
        "xnd:lambeth:20310230",
        "xnd:lambeth:2031-03-01",
        "xnd:lambeth:٢٠٣١٠٣٠١",
        "xnd:lambeth:00000000",
        "IN:1:2",
    ],
)
def test_these_are_unreadable(data: str | None) -> None:
    with pytest.raises(Unreadable):
        unpack(data)


@pytest.mark.parametrize(
    ("button", "packed"),
    [
        (Home(), "home"),
        (SignUp(week=3, patrol=12), "in:3:12"),
        (PeopleOf("lambeth"), "ppl:lambeth:0"),
        (Approve(5, trained=True), "ok:5:1"),
        (MakeLink("lambeth", Role.LOCAL_OFFICER, 20), "lnkr:lambeth:local_officer:20"),
        (AddExtraNight("lambeth", date(2031, 3, 6)), "xnd:lambeth:20310306"),
        (StepMoment("lambeth", "closes", -30), "plms:lambeth:closes:-30"),
        (Confirm(12, on_list=False), "cf:12:0"),
        (CannotMakeIt(12, on_list=True), "cmi:12:1"),
        (Withdraw(12, "unsaid"), "wd:12:unsaid"),
        (Accept(12, on_list=False), "acc:12:0"),
        (Publish(12, 3, "n"), "pub:12:3:n"),
        (SetWard(12, "E05014095"), "wrds:12:E05014095"),
        (AnswerFor(12, 7, "withdraw"), "ans:12:7:withdraw"),
    ],
)
def test_buttons_of_last_month_are_still_read(button: Payload, packed: str) -> None:
    """What stands in chats was packed by an older version: these must never change."""
    assert button.pack() == packed
    assert unpack(packed) == button


def test_a_button_that_would_not_fit_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        PeopleOf("x" * 64).pack()


def test_a_text_with_a_colon_is_never_packed() -> None:
    with pytest.raises(ValueError, match="colon"):
        PeopleOf("a:b").pack()


def test_a_code_is_taken_once() -> None:
    with pytest.raises(ValueError, match="taken"):
        payload("in")(Home)


def test_only_the_buttons_of_the_rota_post_stand_under_a_living_post() -> None:
    assert SignUp(week=3, patrol=12).living == "rota:3"
    assert Home().living is None
