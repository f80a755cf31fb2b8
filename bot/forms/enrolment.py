"""The form by which someone joins: what is kept is read first, then who they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

from bot.actions import joining, training_choice
from bot.context import Context
from bot.forms.conditions import Condition, where
from bot.forms.steps import Answers, Choice, Form, NotAnAnswer, Option, Options, Setting, Typed
from bot.views.home import safe_lines
from bot.views.people import ROLES
from bot.views.refusals import wording
from operation.area import Area
from operation.details import Detail, Details, tidy_name, tidy_warrant_number
from operation.errors import Refusal
from operation.nights import local_date
from operation.people import Role


def checked(check: Callable[[str], str]) -> Callable[[str], str]:
    """A rule's check of typed text, whose refusal becomes the reason shown with the question."""

    def read(text: str) -> str:
        try:
            return check(text)
        except Refusal as refused:
            raise NotAnAnswer(wording(refused, bot_username="", zone="UTC")) from refused

    return read


def _agencies(setting: Setting, _answers: Answers) -> list[Option]:
    """Those that were invited when the form was begun: a draft's list does not move."""
    kept = setting.facts.get("agencies")
    if kept is None:
        return [Option(each.key, each.name) for each in setting.area.agencies]
    return [Option(key, name) for key, name in json.loads(kept)]


def _asks(detail: Detail) -> Condition:
    return where(lambda setting: detail in setting.facts.get("asked", "").split(","))


def _words(text: str) -> Callable[[Setting, Answers], str]:
    return lambda _setting, _answers: text


def _options(pairs: Callable[[Area], Sequence[tuple[str, str]]]) -> Options:
    return lambda setting, _answers: [Option(*pair) for pair in pairs(setting.area)]


async def _send_enrolment(context: Context, setting: Setting, answers: Answers) -> None:
    person_id = context.actor.person_id
    if person_id is None:
        raise AssertionError("a draft belongs to a person")
    if "training" in setting.facts:
        await _apply_for_training(context, setting, answers, person_id)
        return
    event = await joining.join(
        context.tx,
        actor=context.actor,
        person_id=person_id,
        invite_id=int(setting.facts["invite"]),
        area=setting.area,
        details=_details(answers),
        now=context.now,
    )
    context.answer("Sent to the project lead." if event.awaits_approval else "You are in.")
    context.show("joined", setting.area.key, is_waiting=event.awaits_approval)


async def _apply_for_training(
    context: Context, setting: Setting, answers: Answers, person_id: int
) -> None:
    await training_choice.join_and_apply(
        context.tx,
        actor=context.actor,
        person_id=person_id,
        invite_id=int(setting.facts["invite"]),
        area=setting.area,
        details=_details(answers),
        now=context.now,
    )
    context.answer("You have applied. You will be told here.")
    context.show("my_training", setting.area.key)


async def _write_down(context: Context, setting: Setting, answers: Answers) -> None:
    area = setting.area
    is_trained = answers["trained"] == "yes"
    trained_on: date | None = local_date(context.now, area.zone) if is_trained else None
    member_id = await joining.write_down(
        context.tx,
        actor=context.actor,
        area=area,
        details=_details(answers),
        trained_on=trained_on,
        now=context.now,
    )
    context.answer(f"{answers['surname']} is on the list. You answer for them.")
    context.show("member", str(member_id))


def _details(answers: Answers) -> Details:
    return Details(
        surname=answers.get("surname", ""),
        rank=answers.get("rank"),
        warrant_number=answers.get("warrant"),
        ward=answers.get("ward"),
        agency=answers.get("agency"),
    )


def _title(setting: Setting, _answers: Answers) -> str:
    if "training" in setting.facts:
        return f"Apply for the training on {setting.facts['training']}"
    return f"Join {setting.area.name}: {ROLES[Role(setting.facts['role'])].lower()}"


ENROLMENT = Form(
    name="enrol",
    version=1,
    title=_title,
    steps=(
        Choice(
            "notice",
            "Read",
            lambda s, _a: f"{safe_lines(s.area.privacy)}\n\n/privacy shows this again at any time.",
            lambda _s, _a: [Option("read", "I have read this, go on")],
            is_shown=False,
        ),
        Choice(
            "rank",
            "Rank",
            _words("Your rank?"),
            _options(lambda area: [(rank, rank) for rank in area.ranks]),
            applies=_asks(Detail.RANK),
        ),
        Typed(
            "surname",
            "Surname",
            _words("Your surname?"),
            checked(tidy_name),
            applies=_asks(Detail.SURNAME),
        ),
        Typed(
            "warrant",
            "Warrant number",
            _words("Your warrant number?"),
            checked(tidy_warrant_number),
            applies=_asks(Detail.WARRANT_NUMBER),
        ),
        Choice(
            "ward",
            "Ward",
            _words("Your ward?"),
            _options(lambda area: [(w.code, w.name) for w in area.wards]),
            applies=_asks(Detail.WARD),
        ),
        Choice(
            "agency",
            "Agency",
            _words("Your agency?"),
            _agencies,
            applies=_asks(Detail.AGENCY),
        ),
    ),
    submit=_send_enrolment,
    submit_label="Send to the project lead",
)
"""Joining an area by a link."""

WITHOUT_TELEGRAM = Form(
    name="writedown",
    version=1,
    title=_words("Add an officer without Telegram"),
    steps=(
        Choice(
            "rank",
            "Rank",
            _words("Their rank?"),
            _options(lambda area: [(rank, rank) for rank in area.ranks]),
        ),
        Typed("surname", "Surname", _words("Their surname?"), checked(tidy_name)),
        Typed(
            "warrant",
            "Warrant number",
            _words("Their warrant number?"),
            checked(tidy_warrant_number),
            applies=where(lambda s: s.area.asks_warrant_number),
        ),
        Choice(
            "trained",
            "Trained",
            _words("Are they trained for patrols?"),
            lambda _s, _a: [Option("yes", "Trained"), Option("no", "Not trained yet")],
        ),
    ),
    submit=_write_down,
    submit_label="Add to the list",
)
"""A lead puts an officer without Telegram on the list."""
