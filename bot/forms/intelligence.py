"""The forms of intelligence: one item, graded; where its full report is; what was wrong in it."""

from __future__ import annotations

from bot.actions import intelligence, stops
from bot.context import Context
from bot.forms.choices import Choices
from bot.forms.conditions import given
from bot.forms.entry_forms import (
    REFERENCE,
    SLIP,
    back_to_return,
    options_of,
    ward_planned,
    wards,
)
from bot.forms.free_text import FreeText
from bot.forms.returns import read_reference
from bot.forms.steps import Answers, Choice, Ending, Form, Option, Setting, Step, Typed
from bot.views.entries_words import HANDLINGS, INFORMATION, SOURCES
from bot.views.plain import count
from operation.intelligence import Handling, told_of
from operation.returns import Slip
from operation.stops import StopKind

_AGAIN = ("again", "asked")
"""A source who tells more than once, or was asked to, is for the source handling unit."""

_ABOUT: tuple[Step, ...] = (
    Choice("topic", "Topic", "What is it about? One item at a time.", tuple(
        Option(topic.value, words) for topic, words in intelligence.TOPICS.items())),
    Choice("source", "Source", "How good is the source?", tuple(
        Option(each.value, f"{each.value} {words}") for each, words in SOURCES.items())),
    Choice("info", "Information", "How does the source know it?", tuple(
        Option(each.value, f"{each.value} {words}") for each, words in INFORMATION.items())),
    Choice("handling", "Handling", "How may it be shared?", tuple(
        Option(each.value, f"{each.value} {words}") for each, words in HANDLINGS.items())),
    Choices("conditions", "Conditions", "On which conditions may it be shared?",
            lambda setting, _answers: options_of(setting.area.intelligence.conditions),
            least=1, applies=given("handling", Handling.CONDITIONS)),
    FreeText("condtext", "More conditions", "Any other condition, in a few words?",
             form="conditions", applies=given("handling", Handling.CONDITIONS), is_optional=True),
    FreeText("line", "Sanitised line",
             "What is it, in one line? Nothing that says who told you, or who anybody is.",
             form="intelligence", is_optional=True),
    Choice("ward", "Ward", "Which ward is it about?", wards, default=ward_planned),
    REFERENCE,
)  # fmt: skip


async def _send(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    item = await intelligence.add(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        told=told_of(answers),
        reference=answers.get("ref") or None,
        areas=context.areas,
        now=context.now,
    )
    later = "" if item.is_complete else " Put the full report in the force's system; type its"
    context.answer(f"Recorded.{later}{' reference here then.' if later else ''}")
    await back_to_return(context, patrol_id)


async def _source_stops(context: Context, setting: Setting) -> None:
    if not setting.is_practice:
        await stops.stop(
            context.tx,
            actor=context.actor,
            patrol_id=int(setting.facts["patrol"]),
            kind=StopKind.SOURCE,
            areas=context.areas,
            now=context.now,
        )
    context.show("source_stopped", setting.facts["patrol"], area=setting.area.key)


async def _correct(context: Context, setting: Setting, answers: Answers) -> None:
    item_id = int(setting.facts["entry"])
    changed = await intelligence.correct(
        context.tx,
        actor=context.actor,
        item_id=item_id,
        told=told_of(answers),
        reference=answers.get("ref") or None,
        slip=Slip(answers["slip"]),
        now=context.now,
    )
    context.answer(f"{count(changed, 'value')} corrected. What it was is kept.")
    context.show("intelligence", str(item_id))


async def _refer(context: Context, setting: Setting, answers: Answers) -> None:
    item_id = int(setting.facts["entry"])
    await intelligence.refer(
        context.tx,
        actor=context.actor,
        item_id=item_id,
        reference=answers["ref"],
        now=context.now,
    )
    context.answer("Noted. It is complete.")
    context.show("intelligence", str(item_id))


INTELLIGENCE = Form(
    name="intelligence",
    version=1,
    title=lambda setting, _answers: f"Intelligence, {setting.facts['night']}",
    steps=(
        Choice("again", "Told before", "Has this source told you before, or been asked to?", (
            Option("self", "I saw or heard it myself"), Option("first", "No, never before"),
            Option("again", "Yes, told me before"), Option("asked", "Yes, was asked to")),
            is_shown=False),
        *_ABOUT,
    ),
    submit=_send,
    submit_label="Record it",
    is_kept=True,
    is_protected=True,
    stops=True,
    ending=Ending("again", _AGAIN, _source_stops),
)  # fmt: skip
"""One item of intelligence of a patrol."""

CORRECT_INTELLIGENCE = Form(
    name="correctintel",
    version=1,
    title="Correct intelligence",
    steps=(SLIP, *_ABOUT),
    submit=_correct,
    submit_label="Correct it",
    is_protected=True,
)
"""Say why, then change any of the answers; what was there is struck and kept."""

REFER_INTELLIGENCE = Form(
    name="referintel",
    version=1,
    title="Intelligence",
    steps=(Typed("ref", REFERENCE.label, REFERENCE.question, read_reference),),
    submit=_refer,
    submit_label="It is there",
    is_protected=True,
)
"""Where the full report is in the force's own system."""
