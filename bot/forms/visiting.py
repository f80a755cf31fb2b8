"""The form by which somebody comes to a night with a visitor's link."""

from __future__ import annotations

from bot.actions import visits
from bot.context import Context
from bot.forms.conditions import Condition, where
from bot.forms.steps import Answers, Choice, Form, NotAnAnswer, Option, Setting, Typed
from bot.views.refusals import wording
from bot.views.visits import kept_about_visitors
from operation.details import Detail, Details, tidy_name
from operation.errors import Refusal


def _read_name(text: str) -> str:
    try:
        return tidy_name(text)
    except Refusal as refused:
        raise NotAnAnswer(wording(refused, bot_username="", zone="UTC")) from refused


def _asks(detail: Detail) -> Condition:
    return where(lambda setting: detail in setting.facts["asked"].split(","))


def _notice(setting: Setting, _answers: Answers) -> str:
    return (
        "You are invited to come along for this one night. A project lead decides.\n\n"
        "You will see the times, where to meet and whom to ask for: nothing about the crew or "
        f"the people they meet.\n\n{kept_about_visitors(setting.area)}"
    )


async def _send(context: Context, setting: Setting, answers: Answers) -> None:
    await visits.come_by_link(
        context.tx,
        actor=context.actor,
        link_id=int(setting.facts["link"]),
        details=Details(surname=answers.get("surname", ""), rank=answers.get("rank")),
        areas=context.areas,
        now=context.now,
    )
    context.answer("Sent to the project lead, who answers here.")
    context.show("my_visits", str(context.actor.person_id))


VISIT = Form(
    name="visit",
    version=1,
    title=lambda s, _a: f"Visit on {s.facts['night']}",
    steps=(
        Choice(
            "notice",
            "Read",
            _notice,
            lambda _s, _a: [Option("read", "I have read this, go on")],
            is_shown=False,
        ),
        Choice(
            "rank",
            "Rank",
            lambda _s, _a: "Your rank?",
            lambda s, _a: [Option(rank, rank) for rank in s.area.ranks],
            applies=_asks(Detail.RANK),
        ),
        Typed(
            "surname",
            "Surname",
            lambda _s, _a: "Your surname?",
            _read_name,
            applies=_asks(Detail.SURNAME),
        ),
    ),
    submit=_send,
    submit_label="Ask to come",
)
"""Somebody from elsewhere uses a visitor's link."""
