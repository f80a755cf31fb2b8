"""What the forms of a patrol's entries share: what they may look at, and where they lead back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bot.context import Context
from bot.forms.returns import read_reference
from bot.forms.steps import PRACTICE, Answers, Choice, Option, Setting, Typed
from bot.views.plain import short_day
from bot.views.returns_words import SLIPS
from operation.entry_rules import Listed
from operation.returns import Slip
from storage import drafts
from storage.rota import Patrol

SLIP = Choice("slip", "Why", "Why is something corrected?", (
    Option(Slip.MISTAP.value, SLIPS[Slip.MISTAP].capitalize()),
    Option(Slip.LEARNT.value, SLIPS[Slip.LEARNT].capitalize())))  # fmt: skip

REFERENCE = Typed(
    "ref",
    "Force reference",
    "Under which reference is the full report in the force's system?",
    read_reference,
    is_optional=True,
    default=lambda _setting, _answers: "",
)
"""Where the full report is, as far as it is known already: it may be added later."""


def wards(setting: Setting, _answers: Answers) -> Sequence[Option]:
    """Those of the area."""
    return [Option(ward.code, ward.name) for ward in setting.area.wards]


def ward_planned(setting: Setting, _answers: Answers) -> str | None:
    """That of the patrol, where one is settled."""
    return setting.facts.get("ward") or None


def options_of(listed: Sequence[Listed]) -> Sequence[Option]:
    """What an area lists."""
    return [Option(each.key, each.name) for each in listed]


def entry_facts(patrol: Patrol, now: datetime, **more: str) -> dict[str, str]:
    """What the forms of an entry may look at. It was now, or at the end of the patrol."""
    at = min(now, patrol.book.ends).replace(second=0, microsecond=0)
    return {
        "patrol": str(patrol.book.patrol_id),
        "night": short_day(patrol.book.night),
        "starts": patrol.book.starts.isoformat(),
        "at": at.isoformat(),
        "ward": patrol.ward or "",
        **more,
    }


def practice_entry(now: datetime) -> dict[str, str]:
    """The same for a patrol that nobody went on."""
    at = now.replace(second=0, microsecond=0).isoformat()
    return {
        PRACTICE: PRACTICE,
        "patrol": "0",
        "night": "no night",
        "starts": at,
        "at": at,
        "ward": "",
    }


async def next_subject(context: Context, form: str, patrol_id: int) -> str:
    """What a new draft is about: an open one goes on, one that was put aside waits beside it."""
    person_id = context.actor.person_id or 0
    waiting = await drafts.waiting_of(context.tx, person_id=person_id, now=context.now)
    mine = re.compile(rf"{patrol_id}:(\d+)")
    numbered = {
        int(found[1]): each
        for each in waiting
        if each.form == form and (found := mine.fullmatch(each.subject)) is not None
    }
    number = next((n for n, each in numbered.items() if each.is_open), None)
    return f"{patrol_id}:{number or max(numbered, default=0) + 1}"


async def back_to_return(context: Context, patrol_id: int) -> None:
    """To the return where it is still being filled in, else to all that is in it."""
    person_id = context.actor.person_id or 0
    subject = str(patrol_id)
    found = await drafts.find(context.tx, person_id=person_id, form="return", subject=subject)
    if found is not None and found.expires_at > context.now:
        context.show("form", str(found.id))
    else:
        context.show("return", subject)
