"""The form by which the force's reference is given after a stop."""

from __future__ import annotations

from bot.actions import stops
from bot.context import Context
from bot.forms.returns import read_reference
from bot.forms.steps import Answers, Form, Setting, Typed


async def _refer(context: Context, setting: Setting, answers: Answers) -> None:
    stop_id = int(setting.facts["entry"])
    await stops.refer(
        context.tx,
        actor=context.actor,
        stop_id=stop_id,
        reference=answers["ref"],
        now=context.now,
    )
    context.answer("Noted. Nobody is asked for it any more.")
    context.show("stop_card", str(stop_id))


REFER_STOP = Form(
    name="referstop",
    version=1,
    title="Safeguarding",
    steps=(
        Typed(
            "ref",
            "Force reference",
            "Under which reference does the force have it? The reference only, no name.",
            read_reference,
        ),
    ),
    submit=_refer,
    submit_label="The force has it",
    is_protected=True,
)
"""Where it is in the force's own system."""
