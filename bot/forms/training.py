"""The form by which a lead records on which day someone was trained."""

from __future__ import annotations

from datetime import date, datetime

from bot.actions import membership
from bot.context import Context
from bot.forms.steps import Answers, Form, NotAnAnswer, Setting, Typed
from bot.views.plain import day

_WRITTEN = ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %b %Y", "%d %B %Y")
"""The ways in which people type a day; day before month, as in British use."""


def read_day(text: str) -> str:
    """A day as people type it, in ISO form. Raises NotAnAnswer."""
    tidy = " ".join(text.replace(",", " ").split())
    for written in _WRITTEN:
        try:
            # A calendar day has no zone.
            return datetime.strptime(tidy, written).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    raise NotAnAnswer("That is no day. Type it like 3 Feb 2026 or 03/02/2026.")


def _reads_well(iso: str) -> str:
    found = date.fromisoformat(iso)
    return f"{day(found)} {found.year}"


async def _record(context: Context, setting: Setting, answers: Answers) -> None:
    member_id = int(setting.facts["member"])
    await membership.record_training(
        context.tx,
        actor=context.actor,
        member_id=member_id,
        trained_on=date.fromisoformat(answers["day"]),
        area=setting.area,
        now=context.now,
    )
    context.answer("Recorded.")
    context.show("member", str(member_id))


TRAINING = Form(
    name="training",
    version=1,
    title=lambda _s, _a: "Training",
    steps=(
        Typed(
            "day",
            "Trained on",
            lambda _s, _a: "On which day were they trained? Type it like 3 Feb 2026 or 03/02/2026.",
            read_day,
            shown_as=_reads_well,
        ),
    ),
    submit=_record,
    submit_label="Record",
)
"""A lead records the day of somebody's training."""
