"""The forms of referrals: one is recorded, handed over, met, corrected; somebody is seen again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.actions import referrals
from bot.context import Context
from bot.forms.choices import OneOrMore, chosen
from bot.forms.conditions import given, where
from bot.forms.steps import (
    PRACTICE,
    Answers,
    Choice,
    Form,
    NotAnAnswer,
    Option,
    Setting,
    Typed,
)
from bot.views.plain import count, safe, short_day
from bot.views.referrals_words import SLIPS, spaced
from operation.area import Area
from operation.nights import local_date
from operation.referrals import (
    REFERENCE_LENGTH,
    Consent,
    Recorded,
    Referral,
    Slip,
    Urgency,
    read_reference,
)
from storage import agencies, drafts
from storage.database import Transaction
from storage.rota import Patrol

NO_FOLLOW_UP = "none"
ANOTHER = "another"
_FOLLOW_UP_DAYS = (1, 3, 7, 14, 28)


def _services(setting: Setting, _answers: Answers) -> Sequence[Option]:
    return [Option(each.key, each.name) for each in setting.area.referrals.services]


def _follow_ups(setting: Setting, _answers: Answers) -> Sequence[Option]:
    today = date.fromisoformat(setting.facts["today"])
    usual = setting.area.referrals.follow_up_days
    days = {today + timedelta(days=n) for n in {*_FOLLOW_UP_DAYS, usual}}
    if (said := setting.facts.get("followup")) and said != NO_FOLLOW_UP:
        days.add(date.fromisoformat(said))
    dated = [Option(each.isoformat(), short_day(each)) for each in sorted(days)]
    return [*dated, Option(NO_FOLLOW_UP, "No follow-up")]


def _week_on(setting: Setting, _answers: Answers) -> str:
    today = date.fromisoformat(setting.facts["today"])
    return (today + timedelta(days=setting.area.referrals.follow_up_days)).isoformat()


_SERVICES = OneOrMore("services", "Help offered", "Which help is it?", _services)
_URGENCY = Choice("urgency", "How soon", "How soon is the agency to hear?", (
    Option(Urgency.ROUTINE.value, "Routine"), Option(Urgency.DAY.value, "Within 24 h"),
    Option(Urgency.IMMEDIATE.value, "Immediate")))  # fmt: skip
_NEW = Choice("new", "New to the area", "Is she new to the area?", (
    Option("yes", "Yes, new"), Option("no", "No, known")))  # fmt: skip
_FOLLOW_UP = Choice(
    "followup", "Follow up", "When are you to be asked what became of it?", _follow_ups,
    default=_week_on,
)  # fmt: skip
_GIVEN = Option(Consent.GIVEN.value, "Yes, she agrees")
_REFUSED = Option(Consent.REFUSED.value, "No, she declines")


def _said(answers: Answers) -> Recorded:
    followed = answers.get("followup") or NO_FOLLOW_UP
    urgency = answers.get("urgency")
    return Recorded(
        services=chosen(answers["services"]),
        consent=Consent(answers["consent"]),
        urgency=Urgency(urgency) if urgency else None,
        is_new=answers["new"] == "yes" if answers.get("new") else None,
        follow_up=None if followed == NO_FOLLOW_UP else date.fromisoformat(followed),
    )


# Recorded


async def _record(context: Context, setting: Setting, answers: Answers) -> None:
    patrol_id = int(setting.facts["patrol"])
    made = await referrals.record(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        said=_said(answers),
        again=setting.facts.get("again") or None,
        area=setting.area,
        now=context.now,
    )
    context.answer(_thanks(made))
    await _show_return(context, patrol_id)


def _thanks(made: Referral) -> str:
    if made.consent is Consent.REFUSED:
        return "Thank you for asking her. Nothing follows, and nothing more is kept."
    if made.consent is Consent.NOT_MET:
        return "Recorded as not yet met. Her reference is below."
    return "Recorded, NOT SENT. Her reference is below."


async def _show_return(context: Context, patrol_id: int) -> None:
    """The return again: where it is being filled in, or as it was sent."""
    found = await drafts.find(
        context.tx,
        person_id=context.actor.person_id or 0,
        form="return",
        subject=str(patrol_id),
    )
    if found is not None and found.expires_at > context.now:
        context.show("form", str(found.id))
    else:
        context.show("return", str(patrol_id))


def _title(setting: Setting, _answers: Answers) -> str:
    again = setting.facts.get("again")
    return f"Referral{f' {again}' if again else ''}, {setting.facts['night']}"


REFERRAL = Form(
    name="referral",
    version=1,
    title=_title,
    steps=(
        _SERVICES,
        Choice("consent", "Consent", "Does she agree to be referred?", (
            _GIVEN, _REFUSED, Option(Consent.NOT_MET.value, "Not met yet"))),
        replace(_URGENCY, applies=given("consent", Consent.GIVEN.value)),
        replace(
            _NEW, applies=given("consent", Consent.GIVEN.value, Consent.NOT_MET.value)
            & where(lambda setting: not setting.facts.get("again")),
        ),
        replace(_FOLLOW_UP, applies=given("consent", Consent.GIVEN.value, Consent.NOT_MET.value)),
    ),
    submit=_record,
    submit_label="Record it",
    is_kept=True,
    stops=True,
    is_protected=True,
    sends_at_once=True,
)  # fmt: skip
"""Help was offered to somebody. Whoever declines is asked nothing more."""


# Seen again


async def _look_up(context: Context, setting: Setting, answers: Answers) -> None:
    found = await referrals.seen_again(
        context.tx,
        actor=context.actor,
        patrol_id=int(setting.facts["patrol"]),
        reference=answers["reference"],
        now=context.now,
    )
    context.show("referral_seen", setting.facts["patrol"], referral=found.id)


def _read(text: str) -> str:
    read = read_reference(text)
    if read is None:
        raise NotAnAnswer(
            f"A reference has {REFERENCE_LENGTH} letters and digits, without vowels, 0 and 1."
        )
    return read


SEEN_AGAIN = Form(
    name="seenagain",
    version=1,
    title=lambda setting, _answers: f"Seen again, {setting.facts['night']}",
    steps=(Typed("reference", "Reference", "Which reference is in your pocketbook?", _read),),
    submit=_look_up,
    submit_label="Look it up",
    is_protected=True,
    sends_at_once=True,
)
"""Somebody was seen again: the reference is all that she is known by."""


# Afterwards


def _agencies(setting: Setting, _answers: Answers) -> Sequence[Option]:
    named = json.loads(setting.facts["agencies"])
    return [*(Option(str(key), name) for key, name in named), Option(ANOTHER, "Another")]


def _contact(setting: Setting, _answers: Answers) -> str:
    return (
        "First contact the agency by its own secure route, quoting "
        f"<b>{safe(spaced(setting.facts['reference']))}</b>. Who has taken it?"
    )


async def _hand_over(context: Context, setting: Setting, answers: Answers) -> None:
    referral_id = int(setting.facts["referral"])
    to = answers["agency"]
    await referrals.hand_over(
        context.tx,
        actor=context.actor,
        referral_id=referral_id,
        to=None if to == ANOTHER else int(to),
        now=context.now,
    )
    context.answer("Handed over. Thank you.")
    context.show("referral", str(referral_id))


def _title_of_one(setting: Setting, _answers: Answers) -> str:
    return f"Referral {setting.facts['reference']}"


HAND_OVER = Form(
    name="handover",
    version=1,
    title=_title_of_one,
    steps=(Choice("agency", "Agency", _contact, _agencies),),
    submit=_hand_over,
    submit_label="Handed over",
    is_protected=True,
    sends_at_once=True,
)
"""The officer has told the agency: which?"""


async def _meet(context: Context, setting: Setting, answers: Answers) -> None:
    referral_id = int(setting.facts["referral"])
    urgency = answers.get("urgency")
    after = await referrals.meet(
        context.tx,
        actor=context.actor,
        referral_id=referral_id,
        consent=Consent(answers["consent"]),
        urgency=Urgency(urgency) if urgency else None,
        area=setting.area,
        now=context.now,
    )
    context.answer(_thanks(after).replace("Her reference is below.", "Hand it over next."))
    context.show("referral", str(referral_id))


MEET = Form(
    name="meetreferral",
    version=1,
    title=_title_of_one,
    steps=(
        Choice("consent", "Consent", "Does she agree to be referred?", (_GIVEN, _REFUSED)),
        replace(_URGENCY, applies=given("consent", Consent.GIVEN.value)),
    ),
    submit=_meet,
    submit_label="Record it",
    stops=True,
    is_protected=True,
    sends_at_once=True,
)
"""Somebody who was identified is met, and asked."""


async def _correct(context: Context, setting: Setting, answers: Answers) -> None:
    referral_id = int(setting.facts["referral"])
    changed = await referrals.correct(
        context.tx,
        actor=context.actor,
        referral_id=referral_id,
        said=_said({**answers, "consent": setting.facts["consent"]}),
        slip=Slip(answers["slip"]),
        area=setting.area,
        now=context.now,
    )
    context.answer(f"{count(changed, 'value')} corrected. What it was is kept.")
    context.show("referral", str(referral_id))


CORRECT = Form(
    name="correctreferral",
    version=1,
    title=_title_of_one,
    steps=(
        Choice("slip", "Why", "Why is something corrected?", (
            Option(Slip.MISTAP.value, SLIPS[Slip.MISTAP].capitalize()),
            Option(Slip.LEARNT.value, SLIPS[Slip.LEARNT].capitalize()))),
        _SERVICES,
        replace(_URGENCY, applies=where(lambda setting: setting.facts["consent"] == "given")),
        replace(_NEW, is_optional=True),
        _FOLLOW_UP,
    ),
    submit=_correct,
    submit_label="Correct it",
    is_protected=True,
)  # fmt: skip
"""Something in one was wrong; what was there is struck and kept."""

FORMS = (REFERRAL, SEEN_AGAIN, HAND_OVER, MEET, CORRECT)


# What they may look at


def facts_of(patrol: Patrol, area: Area, now: datetime) -> dict[str, str]:
    """For one that is recorded on a patrol."""
    return {
        "patrol": str(patrol.book.patrol_id),
        "night": short_day(patrol.book.night),
        "today": local_date(now, area.zone).isoformat(),
    }


def practice_facts(area: Area, now: datetime) -> dict[str, str]:
    """The same for a patrol that nobody went on."""
    return {
        PRACTICE: PRACTICE,
        "patrol": "0",
        "night": "no night",
        "today": local_date(now, area.zone).isoformat(),
    }


async def facts_of_one(
    tx: Transaction, found: Referral, area: Area, now: datetime
) -> dict[str, str]:
    """For what is done about one that is recorded."""
    active = [each for each in await agencies.of_area(tx, area.key) if not each.is_paused]
    return {
        "patrol": str(found.patrol_id),
        "referral": str(found.id),
        "reference": found.called,
        "consent": found.consent.value,
        "agencies": json.dumps([[each.id, each.name] for each in active]),
        "today": local_date(now, area.zone).isoformat(),
        "followup": found.follow_up.isoformat() if found.follow_up else NO_FOLLOW_UP,
    }


def given_of(found: Referral) -> dict[str, str]:
    """What one says, as answers."""
    answers = {
        "services": ",".join(found.services),
        "followup": found.follow_up.isoformat() if found.follow_up else NO_FOLLOW_UP,
        "new": "" if found.is_new is None else "yes" if found.is_new else "no",
    }
    return answers | ({"urgency": found.urgency.value} if found.urgency is not None else {})


async def subject_of(tx: Transaction, person_id: int, patrol_id: int, now: datetime) -> str:
    """Which draft a tap on “Referral” is about: the one that is open, else one more.

    Those that were saved for later wait beside it.
    """
    mine = [
        each
        for each in await drafts.waiting_of(tx, person_id=person_id, now=now)
        if each.form == REFERRAL.name and each.subject.startswith(f"{patrol_id}.")
    ]
    is_open = [each.subject for each in mine if each.is_open]
    if is_open:
        return is_open[0]
    return f"{patrol_id}.{max((int(each.subject.split('.')[1]) for each in mine), default=0) + 1}"
