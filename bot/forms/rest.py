"""The forms of rest: duties at other times, why a lead overrides, and when rest was given."""

from __future__ import annotations

import re
from datetime import date, time

from bot.actions import rest_owed, rest_stating
from bot.context import Context
from bot.forms.reasons import read_reason
from bot.forms.steps import Answers, Form, NotAnAnswer, Setting, Typed
from bot.forms.training import read_day
from bot.views import rest_words
from bot.views.plain import day
from operation.duties import Side
from operation.rest_rules import LONGEST_DUTY_HOURS

_TIMES = re.compile(r"(\d{1,2})[:.]?(\d{2})?\s*(?:-|–|—|to|until)\s*(\d{1,2})[:.]?(\d{2})?")
_LIKE = "Type them like 0700-1500 or 7:30-15:30."


def read_times(text: str) -> str:
    """Two times as people type them, as 07:00-15:00. Raises NotAnAnswer."""
    found = _TIMES.fullmatch(" ".join(text.lower().split()))
    if found is None:
        raise NotAnAnswer(f"Those are no two times. {_LIKE}")
    try:
        hours = [int(each or 0) for each in found.groups()]
        starts, ends = time(hours[0], hours[1]), time(hours[2], hours[3])
    except ValueError:
        raise NotAnAnswer(f"A day has no such time. {_LIKE}") from None
    length = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    if starts == ends or length % (24 * 60) > LONGEST_DUTY_HOURS * 60:
        raise NotAnAnswer(
            f"That ends before it starts, or lasts more than {LONGEST_DUTY_HOURS} hours. {_LIKE}"
        )
    return f"{starts:%H:%M}-{ends:%H:%M}"


def _reads_well(times: str) -> str:
    return times.replace("-", "–")


async def _state(context: Context, setting: Setting, answers: Answers) -> None:
    facts = setting.facts
    patrol_id, member = int(facts["patrol"]), facts.get("member")
    starts, _, ends = answers["times"].partition("-")
    said = await rest_stating.state_duty(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        side=Side(facts["side"]),
        name="",
        times=(time.fromisoformat(starts), time.fromisoformat(ends)),
        member_id=int(member) if member else None,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"Noted.{rest_words.noted(said.standing.open)}")
    if member:
        context.show("duties_of", str(patrol_id), member=int(member))
    else:
        context.show("my_duties", str(patrol_id))


async def _override(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id, member_id = int(setting.facts["patrol"]), int(setting.facts["member"])
    await rest_stating.override(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        member_id=member_id,
        reason=answers["why"],
        areas=context.areas,
        now=context.now,
    )
    context.answer("Overridden, for this person and this night.")
    context.show("duties_of", str(patrol_id), member=member_id)


async def _give(context: Context, setting: Setting, answers: Answers) -> None:
    await rest_owed.mark_given(
        context.tx,
        actor=context.actor,
        owed_id=int(setting.facts["owed"]),
        on=date.fromisoformat(answers["day"]),
        areas=context.areas,
        now=context.now,
    )
    context.answer("Noted. They are told.")
    context.show("rest_owed", setting.area.key)


async def _not_owed(context: Context, setting: Setting, answers: Answers) -> None:
    await rest_owed.mark_not_owed(
        context.tx,
        actor=context.actor,
        owed_id=int(setting.facts["owed"]),
        reason=answers["why"],
        now=context.now,
    )
    context.answer("Noted. They are told.")
    context.show("rest_owed", setting.area.key)


DUTY_TIMES = Form(
    name="dutytimes",
    version=1,
    title=lambda s, _a: s.facts["title"],
    steps=(
        Typed(
            "times",
            "From and to",
            lambda _s, _a: f"From when to when? {_LIKE}",
            read_times,
            shown_as=_reads_well,
        ),
    ),
    submit=_state,
    submit_label="Note it",
)
"""A duty that none of the area's usual ones is."""

OVERRIDE_REST = Form(
    name="overriderest",
    version=1,
    title=lambda s, _a: f"Override for {s.facts['night']}",
    steps=(
        Typed(
            "why",
            "Why",
            lambda s, _a: (
                f"{s.facts['against']} Why is it right that they go? A few words; leads of the "
                "area can read them."
            ),
            read_reason,
        ),
    ),
    submit=_override,
    submit_label="Override",
)
"""A lead lets somebody go who is not rested, or is warned about."""

REST_NOT_OWED = Form(
    name="restnotowed",
    version=1,
    title=lambda s, _a: f"Not owed to {s.facts['who']}",
    steps=(
        Typed(
            "why",
            "Why",
            lambda _s, _a: "Why is this rest not owed? A few words, which they are told.",
            read_reason,
        ),
    ),
    submit=_not_owed,
    submit_label="Not owed",
)
"""A lead takes rest that was noted as owed off the list."""

REST_GIVEN = Form(
    name="restgiven",
    version=1,
    title=lambda _s, _a: "Rest given",
    steps=(
        Typed(
            "day",
            "Given on",
            lambda _s, _a: "On which day was it given? Type it like 3 Feb 2026 or 03/02/2026.",
            read_day,
            shown_as=lambda iso: f"{day(date.fromisoformat(iso))} {iso[:4]}",
        ),
    ),
    submit=_give,
    submit_label="Note it",
)
"""A lead says on which day rest that was owed was given."""
