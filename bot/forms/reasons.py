"""The forms by which a lead says why: fewer than the minimum go, or a night is called off."""

from __future__ import annotations

from bot.actions import crew, nights
from bot.context import Context
from bot.forms.conditions import where
from bot.forms.steps import Answers, Choice, Form, NotAnAnswer, Option, Setting, Typed
from bot.views.plain import count, short_day
from operation.budget import Accepted
from operation.crew import Cancelled
from operation.selection import LONGEST_REASON

_NO_NAMES = "A few words, please, and nothing about members of the public."


def read_reason(text: str) -> str:
    """A reason on one line. Raises NotAnAnswer for none, and for one that is too long."""
    tidy = " ".join(text.split())
    if not tidy:
        raise NotAnAnswer("Type a few words.")
    if len(tidy) > LONGEST_REASON:
        raise NotAnAnswer(
            f"That has {len(tidy)} characters, and {LONGEST_REASON} is the most. Say it shorter."
        )
    return tidy


async def _publish(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    done = await crew.publish(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        version=int(setting.facts["version"]),
        areas=context.areas,
        now=context.now,
        reason=answers["why"],
        accepts=_accepted(setting) if "overspend" in answers else None,
    )
    context.answer(f"Published. {count(done.told, 'person', 'people')} told.")
    context.show("patrol_card", str(patrol_id))


def _accepted(setting: Setting) -> Accepted:
    """What the question about money said when it was asked."""
    over, unpriced = setting.facts.get("over_by", "0"), setting.facts.get("unpriced", "0")
    return Accepted(int(over), int(unpriced))


async def _cancel(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    done = await nights.cancel(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        reason=Cancelled.OTHER,
        note=answers["why"],
        areas=context.areas,
        now=context.now,
    )
    night = short_day(done.patrol.book.night)
    context.answer(f"{night} is cancelled. {count(done.told, 'person', 'people')} told.")
    context.show("patrol_card", str(patrol_id))


PUBLISH_SHORT = Form(
    name="publishshort",
    version=1,
    title=lambda s, _a: f"Publish with {s.facts['size']} of {s.facts['minimum']}",
    steps=(
        Choice(
            "overspend",
            "Money",
            lambda s, _a: f"{s.facts['over']} Publish all the same?",
            lambda _s, _a: (Option("yes", "Yes, all the same"),),
            applies=where(lambda s: bool(s.facts.get("over"))),
        ),
        Typed(
            "why",
            "Why",
            lambda _s, _a: f"Why is it right to go with fewer? {_NO_NAMES}",
            read_reason,
        ),
    ),
    submit=_publish,
    submit_label="Publish",
)
"""A lead publishes a crew below the minimum."""

CANCEL_NIGHT = Form(
    name="cancelnight",
    version=1,
    title=lambda s, _a: f"Cancel {s.facts['night']}",
    steps=(
        Typed(
            "why",
            "Why",
            lambda _s, _a: f"Why? Those on the night will read it. {_NO_NAMES}",
            read_reason,
        ),
    ),
    submit=_cancel,
    submit_label="Cancel the night",
)
"""A lead calls a night off for a reason that no button says."""
