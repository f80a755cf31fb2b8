"""The forms of incidents: what happened to a crew or nearly did, and what was wrong in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import incidents
from bot.context import Context
from bot.forms.choices import Choices
from bot.forms.entry_forms import SLIP, back_to_return, options_of
from bot.forms.moments import Moment, moment_of
from bot.forms.steps import Answers, Choice, Form, Option, Setting, Step
from bot.views.entries_words import DEGREE_WORDS, DONE_WORDS
from bot.views.plain import count
from operation.incidents import happened_of
from operation.returns import Slip

_BEFORE = timedelta(hours=6)
_AFTER = timedelta(hours=24)


def _at(setting: Setting, _answers: Answers) -> datetime:
    return moment_of(setting.facts["at"])


def _is_at(setting: Setting, _answers: Answers, at: datetime) -> str | None:
    starts = moment_of(setting.facts["starts"])
    if not starts - _BEFORE <= at <= starts + _AFTER:
        return "That is far from this patrol. Check the time."
    return None


_YES_NO = (Option("no", "No"), Option("yes", "Yes"))
_WHAT: tuple[Step, ...] = (
    Choice("kind", "What", "What was it?",
           lambda setting, _answers: options_of(setting.area.incidents.kinds)),
    Choice("degree", "How bad", "How bad was it?", tuple(
        Option(each.value, words) for each, words in DEGREE_WORDS.items())),
    Choices("done", "Done", "What did you do?", tuple(
        Option(each.value, words) for each, words in DONE_WORDS.items()), least=1),
    Choice("injury", "Injury", "Was anybody injured?", _YES_NO),
    Moment("at", "When", "When was it?", _at, planned="", check=_is_at,
           default=lambda setting, _answers: setting.facts["at"]),
)  # fmt: skip


async def _send(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    needs_lead = answers["lead"] == "yes"
    incident, told = await incidents.add(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        happened=happened_of(answers),
        needs_lead=needs_lead,
        now=context.now,
    )
    if not needs_lead:
        context.answer("Recorded.")
        await back_to_return(context, patrol_id)
        return
    context.answer("Recorded." if told else "Nobody can be told here: ring your supervisor.")
    context.show("incident", str(incident.id))


async def _correct(context: Context, setting: Setting, answers: Answers) -> None:
    incident_id = int(setting.facts["entry"])
    changed = await incidents.correct(
        context.tx,
        actor=context.actor,
        incident_id=incident_id,
        happened=happened_of(answers),
        slip=Slip(answers["slip"]),
        now=context.now,
    )
    context.answer(f"{count(changed, 'value')} corrected. What it was is kept.")
    context.show("incident", str(incident_id))


INCIDENT = Form(
    name="incident",
    version=1,
    title=lambda setting, _answers: f"Incident, {setting.facts['night']}",
    steps=(
        *_WHAT,
        Choice("lead", "Lead needed now",
               "Do you need the lead now? In danger: radio emergency button or 999. "
               "Nobody watches this bot.", _YES_NO),
    ),
    submit=_send,
    submit_label="Record it",
    is_kept=True,
    is_protected=True,
    stops=True,
)  # fmt: skip
"""Something that happened to a crew, or nearly did."""

CORRECT_INCIDENT = Form(
    name="correctincid",
    version=1,
    title="Correct an incident",
    steps=(SLIP, *_WHAT),
    submit=_correct,
    submit_label="Correct it",
    is_protected=True,
)
"""Say why, then change any of the answers; what was there is struck and kept."""
