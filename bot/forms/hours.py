"""The form by which a lead says why confirmed hours are changed."""

from __future__ import annotations

from bot.actions import hours
from bot.callbacks.hours import minutes_of
from bot.context import Context
from bot.forms.reasons import read_reason
from bot.forms.steps import Answers, Form, Setting, Typed
from bot.views.hours_words import AS_PLANNED
from operation.hours import Why


async def _correct(context: Context, setting: Setting, answers: Answers) -> None:
    facts = setting.facts
    patrol_id = int(facts["patrol"])
    await hours.correct(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        member_id=int(facts["member"]),
        version=int(facts["version"]),
        times=minutes_of(facts["times"]) if facts["times"] else None,
        why=None if facts["why"] == AS_PLANNED else Why(facts["why"]),
        reason=answers["reason"],
        areas=context.areas,
        now=context.now,
    )
    context.answer("Corrected. What was confirmed before is kept.")
    context.show("night_hours", str(patrol_id), page=0)


CORRECT_HOURS = Form(
    name="correcthours",
    version=1,
    title=lambda s, _a: f"Correct {s.facts['who']}, {s.facts['night']}",
    steps=(
        Typed(
            "reason",
            "Why",
            lambda _s, _a: (
                "Why are these hours changed? A few words for the record, please, and nothing "
                "about members of the public."
            ),
            read_reason,
        ),
    ),
    submit=_correct,
    submit_label="Correct them",
)
"""A lead corrects hours that were confirmed."""
