"""The forms of a patrol's return: what happened, that nothing did, and what was wrong in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.actions import returns
from bot.actions.entries import entries_of
from bot.context import Context
from bot.forms.choices import Choices
from bot.forms.conditions import some, where
from bot.forms.moments import Moment, moment_of
from bot.forms.numbers import Number, Tally
from bot.forms.steps import (
    PRACTICE,
    Answers,
    Beside,
    Choice,
    Form,
    NotAnAnswer,
    Option,
    Setting,
    Step,
    Typed,
)
from bot.views.entries import add_buttons
from bot.views.plain import count, safe, short_day
from bot.views.returns_words import SLIPS
from operation.partners import Stand
from operation.people import Actor
from operation.returns import LONGEST_REFERENCE, Kind, Slip
from storage import agencies, partners, rota
from storage import returns as stored
from storage.database import Transaction
from storage.rota import Patrol

_FARTHEST = timedelta(hours=6)
_LONGEST = timedelta(hours=16)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_-]*")


class _Together:
    """The crew's answers, kept with the patrol."""

    async def load(self, tx: Transaction, setting: Setting) -> Answers:
        return await stored.answers_of(tx, int(setting.facts["patrol"]))

    async def keep(self, context: Context, setting: Setting, step: str, value: str) -> None:
        await returns.answer(
            context.tx,
            actor=context.actor,
            patrol_id=int(setting.facts["patrol"]),
            step=step,
            value=value,
            now=context.now,
        )

    async def beside(self, tx: Transaction, setting: Setting) -> Beside:
        patrol_id = int(setting.facts["patrol"])
        lines = await entries_of(tx, patrol_id)
        return Beside(
            tuple(f"➕ {safe(each.words)}" for each in lines), tuple(add_buttons(patrol_id))
        )


async def _admits(tx: Transaction, actor: Actor, setting: Setting) -> None:
    """Whoever was on the patrol, and its leads. Raises NotYourReturn."""
    patrol = await rota.get_patrol(tx, int(setting.facts["patrol"]))
    await returns.require_recorder(tx, actor, patrol)


def _starts(setting: Setting, _answers: Answers) -> datetime:
    return moment_of(setting.facts["starts"])


def _ends(setting: Setting, _answers: Answers) -> datetime:
    return moment_of(setting.facts["ends"])


def _is_start(setting: Setting, answers: Answers, at: datetime) -> str | None:
    if abs(at - _starts(setting, answers)) > _FARTHEST:
        return "That is more than 6 hours from the plan. Check the time."
    return None


def _is_end(setting: Setting, answers: Answers, at: datetime) -> str | None:
    began = moment_of(answers["began"]) if "began" in answers else _starts(setting, answers)
    if at <= began:
        return "That is before the patrol began. Say when it ended."
    if at - began > _LONGEST:
        return "That would be more than 16 hours. Check the time."
    return None


def _wards(setting: Setting, _answers: Answers) -> Sequence[Option]:
    return [Option(ward.code, ward.name) for ward in setting.area.wards]


def _ward_planned(setting: Setting, _answers: Answers) -> str | None:
    return setting.facts.get("ward") or None


def _partners(setting: Setting, _answers: Answers) -> Sequence[Option]:
    named = json.loads(setting.facts.get("partners") or "[]")
    return [Option(str(agency), name) for agency, name in named]


def _up_to(step: str) -> Callable[[Setting, Answers], int]:
    """No more than were counted before."""
    return lambda _setting, answers: int(answers[step])


NEEDS = (
    Option("housing", "Housing"),
    Option("drugs", "Drugs"),
    Option("alcohol", "Alcohol"),
    Option("mental", "Mental health"),
    Option("money", "Money"),
    Option("coercion", "Coercion"),
    Option("other", "Other"),
)
"""What women said they need, counted over the night: it is no record of a person."""

_WOMEN = (
    Number("seen", "Women seen", "How many women did you see?"),
    Number(
        "engaged",
        "Engaged",
        "How many of them did you speak with?",
        most=_up_to("seen"),
        applies=some("seen"),
    ),
    Number(
        "new",
        "New to the area",
        "How many of those are new to the area?",
        most=_up_to("engaged"),
        applies=some("engaged"),
    ),
)
_STEPS: tuple[Step, ...] = (
    Moment(
        "began", "Began", "When did the patrol begin?", _starts, check=_is_start,
        default=lambda setting, _answers: setting.facts["starts"],
    ),
    Moment("ended", "Ended", "When did the patrol end?", _ends, check=_is_end),
    Choice("ward", "Ward worked", "Which ward did you work in?", _wards, default=_ward_planned),
    Choice("weather", "Weather", "How was the weather?", (
        Option("dry", "Dry"), Option("rain", "Some rain"), Option("wet", "Heavy rain"),
        Option("cold", "Very cold"), Option("wind", "Strong wind"))),
    *_WOMEN,
    Number("buyers", "Buyers seen", "How many suspected buyers or kerb crawlers did you see?"),
    Number("spoken", "Spoken to", "How many of them did you speak to?",
           most=_up_to("buyers"), applies=some("buyers")),
    Choices("partners", "Partners there", "Which partners were there?", _partners,
            applies=where(lambda setting: bool(_partners(setting, {}))), none="None came"),
    Number("soup", "Soup served", "How many did the soup kitchen serve?",
           applies=where(lambda setting: bool(setting.facts.get("soup")))),
    Choice("issues", "Issues", "Any trouble with equipment or safety?", (
        Option("none", "None"), Option("kit", "Equipment"), Option("safety", "Safety"),
        Option("both", "Both"))),
    Tally("needs", "Needs heard", "What did women say they need tonight? Counts, no person.",
          NEEDS),
    Choice("felt", "Against last time", "How did the area feel against last time?", (
        Option("busier", "Busier"), Option("same", "The same"), Option("quieter", "Quieter"),
        Option("first", "First time here"))),
    Choice("well", "Went well", "Debrief: what went well?", (
        Option("talks", "Conversations"), Option("team", "Working together"),
        Option("partners", "Partners"), Option("local", "Local knowledge"),
        Option("presence", "Being seen"), Option("nothing", "Nothing to add"))),
    Choice("badly", "Went less well", "What went less well?", (
        Option("nothing", "Nothing"), Option("numbers", "Too few of us"),
        Option("weather", "Weather"), Option("kit", "Equipment"), Option("radio", "Radio, phones"),
        Option("timing", "Timing"), Option("place", "The place"))),
    Choice("next", "Next time", "Anything for next time?", (
        Option("same", "The same again"), Option("earlier", "Earlier"), Option("later", "Later"),
        Option("place", "Another place"), Option("partners", "More partners"),
        Option("officers", "More officers"))),
)  # fmt: skip


async def _send(context: Context, setting: Setting, answers: Answers) -> None:
    await _submit(context, setting, answers, Kind.WORKED)


async def _send_nil(context: Context, setting: Setting, answers: Answers) -> None:
    await _submit(context, setting, answers, Kind.NIL)


async def _submit(context: Context, setting: Setting, answers: Answers, kind: Kind) -> None:
    patrol_id = int(setting.facts["patrol"])
    await returns.submit(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        kind=kind,
        answers=answers,
        now=context.now,
    )
    context.answer("The return is in. Thank you.")
    context.show("return", str(patrol_id))


async def _correct(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    changed = await returns.correct(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        answers={step: value for step, value in answers.items() if step != "slip"},
        slip=Slip(answers["slip"]),
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{count(changed, 'value')} corrected. What it was is kept.")
    context.show("return", str(patrol_id))


async def _enter(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    await returns.enter(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        reference=answers["reference"],
        now=context.now,
    )
    context.answer("Noted as entered.")
    context.show("return", str(patrol_id))


def read_reference(text: str) -> str:
    """A reference of the force's own system. Raises NotAnAnswer."""
    tidy = " ".join(text.split())
    if not _REFERENCE.fullmatch(tidy) or not any(c.isdigit() for c in tidy):
        raise NotAnAnswer("A reference has letters, digits, / and -, and at least one digit.")
    if len(tidy) > LONGEST_REFERENCE:
        raise NotAnAnswer(f"A reference has at most {LONGEST_REFERENCE} characters.")
    return tidy


def _title(setting: Setting, _answers: Answers) -> str:
    return f"Return, {setting.facts['night']}"


TOGETHER = _Together()

RETURN = Form(
    name="return",
    version=1,
    title=_title,
    steps=_STEPS,
    submit=_send,
    submit_label="Send the return",
    is_kept=True,
    is_protected=True,
    shared=TOGETHER,
    admits=_admits,
)
"""What happened on a patrol, by its crew together."""

NIL_RETURN = Form(
    name="nilreturn",
    version=1,
    title=lambda setting, _answers: f"Nil return, {setting.facts['night']}",
    steps=(
        Choice("nil", "Why nil", "Why did the patrol come to nothing?", (
            Option("weather", "Weather"), Option("nobody", "Nobody seen"),
            Option("called", "Called away"))),
        Number("new", "Women new to the area", "How many women new to the area did you identify?",
               default=lambda _setting, _answers: "0"),
        Choice("ward", "Ward worked", "Which ward was it to be?", _wards, default=_ward_planned),
    ),
    submit=_send_nil,
    submit_label="Send nil return",
    is_protected=True,
    shared=TOGETHER,
    admits=_admits,
)  # fmt: skip
"""That a patrol came to nothing: it counts as a return."""

_SLIP = Choice("slip", "Why", "Why is something corrected?", (
    Option(Slip.MISTAP.value, SLIPS[Slip.MISTAP].capitalize()),
    Option(Slip.COUNTED.value, SLIPS[Slip.COUNTED].capitalize()),
    Option(Slip.LEARNT.value, SLIPS[Slip.LEARNT].capitalize())))  # fmt: skip


def _correction(name: str, of: Form) -> Form:
    """Say why, then change any of the answers; what was there is struck and kept."""
    return Form(
        name=name,
        version=1,
        title=lambda setting, _answers: f"Correct the return, {setting.facts['night']}",
        steps=(_SLIP, *of.steps),
        submit=_correct,
        submit_label="Correct it",
        is_protected=True,
        admits=_admits,
    )


CORRECTIONS = {
    Kind.WORKED: _correction("correctreturn", RETURN),
    Kind.NIL: _correction("correctnil", NIL_RETURN),
}
"""Something in a return that is in was wrong."""

FORM_OF = {Kind.WORKED: RETURN, Kind.NIL: NIL_RETURN}

ENTER_RETURN = Form(
    name="enterreturn",
    version=1,
    title=_title,
    steps=(
        Typed(
            "reference",
            "Reference",
            "Under which reference is it in the force's system?",
            read_reference,
        ),
    ),
    submit=_enter,
    submit_label="It is entered",
)
"""A lead says where a return is in the force's own system."""


async def facts_of(tx: Transaction, patrol: Patrol) -> dict[str, str]:
    """What the forms of a patrol's return may look at."""
    patrol_id = patrol.book.patrol_id
    invited = await partners.invitations_of(tx, patrol_id)
    said_yes = {each.agency_id for each in invited if each.stand is Stand.YES}
    named = await agencies.by_id(tx, said_yes)
    kitchen = await partners.soup_kitchen_of(tx, patrol_id)
    return {
        "patrol": str(patrol_id),
        "night": short_day(patrol.book.night),
        "starts": patrol.book.starts.isoformat(),
        "ends": patrol.book.ends.isoformat(),
        "ward": patrol.ward or "",
        "partners": json.dumps([[each, named[each].name] for each in sorted(named)]),
        "soup": "yes" if kitchen is not None else "",
    }


def practice_facts(now: datetime) -> dict[str, str]:
    """The same for a patrol that nobody went on: it ended just now."""
    return {
        PRACTICE: PRACTICE,
        "patrol": "0",
        "night": "no night",
        "starts": (now - timedelta(hours=6)).isoformat(),
        "ends": now.isoformat(),
        "ward": "",
        "partners": "[]",
        "soup": "",
    }
