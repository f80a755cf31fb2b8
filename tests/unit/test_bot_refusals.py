"""Every refusal has words: what is so, what to do, in at most what an alert can hold."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import bot
import config
import operation
import storage
from bot.errors import GONE, OLD_BUTTON, apology
from bot.handlers import forms as form_handlers
from bot.handlers import leftover
from bot.views import plain
from bot.views.refusals import MOST, STRANGER, WORDING, wording
from operation.area import PlanFault, PlanProblem, PlanUnworkable
from operation.attendance import Attended
from operation.crew import Cancelled, Move, NightCancelled, State
from operation.details import Detail
from operation.errors import Refusal
from operation.leading import Part
from operation.membership import AlreadyDecided, AlreadyInState
from operation.people import GrantState, MemberState, Role
from operation.rest import Finding, FindingKind, Severity, Unrested
from operation.support_requests import Topic
from operation.training import ApplicationState, Mindset
from operation.visits import VisitState

BOT_USERNAME = "a_bot_with_the_longest_name_bot"
"""32 characters, the most that Telegram allows a bot."""
LATE = datetime(2031, 9, 24, 21, 30, tzinfo=UTC)
"""A Wednesday in September: no moment takes more room in words."""
LONGEST: dict[Any, Any] = {
    VisitState: VisitState.LAPSED,
    Topic: Topic.WELLBEING,
    str: "W" * 40,
    int: 10**18,
    bool: False,
    datetime: LATE,
    date: LATE.date(),
    Role: Role.WARD_SERGEANT,
    Detail: Detail.WARRANT_NUMBER,
    MemberState: MemberState.PENDING,
    GrantState: GrantState.DECLINED,
    Cancelled: Cancelled.OTHER,
    State: State.STANDING_BY,
    Move: Move.ASK_AGAIN,
    ApplicationState: ApplicationState.RESERVE,
    Mindset: Mindset.UNSURE,
    Part: Part.PATROL_LEAD,
    Finding: Finding(
        FindingKind.FOUR_WEEKS,
        Severity.STOP,
        28,
        27,
        tuple(LATE.date() + timedelta(days=n) for n in range(-14, 14)),
    ),
    Unrested: Unrested(1, "W" * 40, (Finding(FindingKind.FOUR_WEEKS, Severity.STOP, 28, 27),)),
    Attended: Attended.TURNED_UP,
}


def _import_everything() -> None:
    for package in (bot, config, operation, storage):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # The command line runs when it is imported; migrations need alembic's context.
            if not found.name.endswith("__main__") and ".migrations" not in found.name:
                importlib.import_module(found.name)


def _kinds(parent: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in parent.__subclasses__():
        yield kind
        yield from _kinds(kind)


_import_everything()
KINDS = sorted(set(_kinds()), key=lambda kind: (kind.__module__, kind.__name__))


def _longest(hint: Any) -> Any:
    """A value of this type that takes much room in words."""
    if hint in LONGEST:
        return LONGEST[hint]
    if get_origin(hint) in (tuple, frozenset):
        inner = get_args(hint)[0]
        values: list[Any] = list(inner) if inner is Role else []
        if inner is PlanFault:
            values = [PlanFault(problem) for problem in PlanProblem]
        return get_origin(hint)(values or [_longest(inner)] * 20)
    return _longest(next(each for each in get_args(hint) if each is not type(None)))


def _example(kind: type[Refusal]) -> Refusal:
    hints = get_type_hints(kind)
    return kind(**{field.name: _longest(hints[field.name]) for field in fields(kind)})  # type: ignore[arg-type] # a Refusal's subclasses are dataclasses


def _said(refusal: Refusal) -> str:
    return wording(refusal, bot_username=BOT_USERNAME, zone="Europe/London")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_refusal_says_in_short_sentences_what_is_so(kind: type[Refusal]) -> None:
    said = _said(_example(kind))

    assert 0 < len(said) <= MOST
    assert said[0].isupper() or said[0].isdigit()
    assert said.endswith((".", "?"))
    assert "\n" not in said
    assert not {"<", ">", "{", "}", "_"} & set(said.replace(BOT_USERNAME, ""))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_refusal_is_never_cut_off(kind: type[Refusal]) -> None:
    assert not _said(_example(kind)).endswith("…")
    assert WORDING.keys() & set(kind.__mro__), "it has words of its own, or those of its parent"


def test_there_are_refusals_to_walk() -> None:
    assert len(KINDS) > 30
    assert {kind for kind in WORDING if issubclass(kind, Refusal)} <= set(KINDS)


TELLS_WHAT_TO_DO = (
    "ask", "tell", "speak", "open", "choose", "send", "leave it", "use", "check", "go back",
    "shorten", "type", "make", "add", "move", "look", "publish", "you will be told", "nothing to",
    "then you can",
    "a lead will decide", "can no longer", "let them in", "closes", "at most", "at least", "has to",
)  # fmt: skip
"""What to do next, or that there is nothing to do; or the bounds to keep to."""
STATES_A_FACT = {
    # A second tap on what is done already: there is nothing left to do.
    "AlreadyClosed", "StillOpen", "RoleAlreadyHeld", "RoleNotHeld", "AlreadyDecided",
    "AlreadyInState", "TrainingInFuture", "TrainingNotForRole", "SingleUseOnly", "TooManyPeople",
    "SignUpNotOpen",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_refusal_says_what_to_do_unless_nothing_is_left_to_do(kind: type[Refusal]) -> None:
    said = _said(_example(kind)).lower()

    assert kind.__name__ in STATES_A_FACT or any(words in said for words in TELLS_WHAT_TO_DO)


@pytest.mark.parametrize("reason", Cancelled)
def test_every_reason_for_which_a_night_is_cancelled_reads_in_a_refusal(reason: Cancelled) -> None:
    said = _said(NightCancelled(reason))

    assert said.startswith("This night is cancelled (")
    assert "()" not in said
    assert len(said) <= MOST


@pytest.mark.parametrize("state", MemberState)
def test_every_state_of_a_member_reads_as_a_sentence(state: MemberState) -> None:
    assert _said(AlreadyInState(state)).startswith("Nothing to do: ")


@pytest.mark.parametrize("state", [*GrantState, None])
def test_a_decision_that_was_made_is_said_whatever_it_was(state: GrantState | None) -> None:
    assert len(_said(AlreadyDecided(Role.OFFICER, state))) <= MOST


def test_a_stranger_learns_nothing_but_whom_to_ask() -> None:
    assert len(STRANGER) <= MOST
    assert not {"patrol", "police", "rota", "lambeth", "southwark"} & set(STRANGER.lower().split())


def test_a_plan_with_everything_wrong_is_explained_without_being_cut() -> None:
    said = _said(PlanUnworkable(tuple(PlanFault(problem) for problem in PlanProblem)))

    assert len(said) <= MOST
    assert said.endswith("(and 6 more problems). Nothing was changed.")


@pytest.mark.parametrize(
    "said",
    [OLD_BUTTON, GONE, leftover.UNKNOWN_COMMAND, form_handlers.NOTHING_ASKED],
)
def test_what_is_said_about_bad_input_is_short_and_says_what_to_do(said: str) -> None:
    assert len(said) <= MOST
    assert "/" in said


def test_an_apology_fits_an_alert_and_names_a_reference() -> None:
    said = apology(ValueError("a fault of ours"), 4711)

    assert len(said) <= MOST
    assert "Reference" in said
    assert "ValueError" not in said


def test_a_refusal_without_words_is_a_fault_of_ours() -> None:
    class Unsaid(Refusal):
        """Nobody wrote words for this one."""

    with pytest.raises(KeyError):
        _said(Unsaid())
    del Unsaid


def test_times_are_told_in_the_zone_of_the_area() -> None:
    assert plain.moment(LATE, "Europe/London") == "Wednesday 24 September 22:30"
