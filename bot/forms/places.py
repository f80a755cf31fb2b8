"""The forms about where a night is worked and where its people meet."""

from __future__ import annotations

from bot.actions import places
from bot.context import Context
from bot.forms.reasons import read_reason
from bot.forms.steps import Answers, Choice, Form, NotAnAnswer, Option, Setting, Typed
from bot.views.plain import count
from operation.people import Role
from operation.places import LONGEST_MEETING

_NO_NAMES = "No names, please, and nothing about members of the public."


def read_meeting(text: str) -> str:
    """A meeting area on one line. Raises NotAnAnswer for none, and for one that is too long."""
    tidy = " ".join(text.split())
    if not tidy:
        raise NotAnAnswer("Type a few words.")
    if len(tidy) > LONGEST_MEETING:
        raise NotAnAnswer(
            f"That has {len(tidy)} characters, and {LONGEST_MEETING} is the most. Say it shorter."
        )
    return tidy


def _wards(setting: Setting, _answers: Answers) -> list[Option]:
    """Those that they may propose: a sergeant's own, any for the patrol lead."""
    bound = setting.facts.get("wards", "")
    mine = set(bound.split(",")) if bound else None
    return [
        Option(ward.code, ward.name)
        for ward in setting.area.wards
        if mine is None or ward.code in mine
    ]


async def _propose(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    await places.propose(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        ward=answers["ward"],
        meeting=answers.get("meeting") or None,
        reason=answers["why"],
        areas=context.areas,
        now=context.now,
    )
    context.answer("Sent to the project lead, who settles it.")
    member = context.actor.member(setting.area.key)
    is_sergeant = member.may(Role.WARD_SERGEANT)
    context.show("my_ward" if is_sergeant else "my_shifts")


async def _set_meeting(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    _, told = await places.set_meeting(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        meeting=answers["meeting"],
        areas=context.areas,
        now=context.now,
    )
    told_them = f" {count(told, 'person', 'people')} told." if told else ""
    context.answer(f"The meeting area is set.{told_them}")
    context.show("patrol_card", str(patrol_id))


PROPOSE_PLACE = Form(
    name="proposeplace",
    version=1,
    title=lambda s, _a: f"Propose a place for {s.facts['night']}",
    steps=(
        Choice("ward", "Ward", lambda _s, _a: "Which ward?", _wards),
        Typed(
            "meeting",
            "Meeting area",
            lambda _s, _a: f"Where should its people meet? Only they will see it. {_NO_NAMES}",
            read_meeting,
            is_optional=True,
        ),
        Typed(
            "why",
            "Why",
            lambda _s, _a: f"Why there? The project lead reads it. {_NO_NAMES}",
            read_reason,
        ),
    ),
    submit=_propose,
    submit_label="Propose",
)
"""A patrol lead or a ward's sergeant proposes where a night is worked."""

SET_MEETING = Form(
    name="setmeeting",
    version=1,
    title=lambda s, _a: f"Meeting area, {s.facts['night']}",
    steps=(
        Typed(
            "meeting",
            "Meeting area",
            lambda _s, _a: f"Where do its people meet? The group does not see it. {_NO_NAMES}",
            read_meeting,
        ),
    ),
    submit=_set_meeting,
    submit_label="Set it",
)
"""A lead says where the people of a night meet."""
