"""The form by which a lead writes down a local officer without Telegram, who comes along."""

from __future__ import annotations

from bot.actions import pairing_links
from bot.context import Context
from bot.forms.conditions import where
from bot.forms.enrolment import checked
from bot.forms.steps import Answers, Choice, Form, Option, Setting, Typed
from operation.details import Details, tidy_name, tidy_warrant_number


async def _write_down(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    details = Details(
        surname=answers["surname"], rank=answers["rank"], warrant_number=answers.get("warrant")
    )
    await pairing_links.write_down(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        details=details,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{answers['surname']} comes along. Please tell them when and where.")
    context.show("leading_card", str(patrol_id))


OFFICER_BY_HAND = Form(
    name="officerbyhand",
    version=1,
    title=lambda s, _a: f"Local officer without Telegram, {s.facts['ward']}",
    steps=(
        Choice(
            "rank",
            "Rank",
            lambda _s, _a: "Their rank?",
            lambda s, _a: [Option(rank, rank) for rank in s.area.ranks],
        ),
        Typed("surname", "Surname", lambda _s, _a: "Their surname?", checked(tidy_name)),
        Typed(
            "warrant",
            "Warrant number",
            lambda _s, _a: "Their warrant number?",
            checked(tidy_warrant_number),
            applies=where(lambda s: s.area.asks_warrant_number),
        ),
    ),
    submit=_write_down,
    submit_label="They come along",
)
"""A lead puts a local officer without Telegram on the list, and on the night."""
