"""The forms by which somebody asks for support, and by which a lead answers in a few words."""

from __future__ import annotations

from bot.actions import support_requests
from bot.context import Context
from bot.forms.reasons import read_reason
from bot.forms.steps import Answers, Choice, Form, Option, Setting, Typed
from bot.views.support_requests import TOPICS
from operation.support_requests import Topic

_NO_NAMES = "Nothing about members of the public, please."


async def _ask(context: Context, setting: Setting, answers: Answers) -> None:
    made = await support_requests.ask(
        context.tx,
        actor=context.actor,
        area=setting.area,
        topic=Topic(answers["topic"]),
        note=answers.get("note") or None,
        areas=context.areas,
        now=context.now,
    )
    context.answer("Sent to the project leads, who answer here.")
    context.show("my_request", str(made.id))


async def _answer(context: Context, setting: Setting, answers: Answers) -> None:
    request_id = int(setting.facts["request"])
    await support_requests.answer(
        context.tx,
        actor=context.actor,
        request_id=request_id,
        text=answers["answer"],
        now=context.now,
    )
    context.answer("Sent.")
    context.show("support_request", str(request_id))


ASK_FOR_SUPPORT = Form(
    name="asksupport",
    version=1,
    title=lambda s, _a: f"Ask {s.area.name} for support",
    steps=(
        Choice(
            "topic",
            "About",
            lambda s, _a: (
                f"What about? The project leads of {s.area.name} see it and answer here. If you "
                "need help now, use the numbers on your home screen."
            ),
            lambda _s, _a: [Option(topic.value, words) for topic, words in TOPICS.items()],
        ),
        Typed(
            "note",
            "Note",
            lambda _s, _a: f"Anything to add? One tap on Skip is enough. {_NO_NAMES}",
            read_reason,
            is_optional=True,
        ),
    ),
    submit=_ask,
    submit_label="Send it",
)
"""Somebody asks the leads of an area for support."""

ANSWER_SUPPORT = Form(
    name="answersupport",
    version=1,
    title=lambda s, _a: f"Answer: {s.facts['topic'].lower()}",
    steps=(
        Typed(
            "answer",
            "Answer",
            lambda _s, _a: f"Your answer, in at most 200 characters? {_NO_NAMES}",
            read_reason,
        ),
    ),
    submit=_answer,
    submit_label="Send the answer",
)
"""A lead answers in a few words."""
