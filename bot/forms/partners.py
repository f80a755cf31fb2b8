"""The forms about partner agencies on a night: where they meet, how it went, how many served."""

from __future__ import annotations

from dataclasses import replace

from bot.actions import partners, partners_afterwards
from bot.context import Context
from bot.forms.enrolment import checked
from bot.forms.free_text import FreeText
from bot.forms.steps import Answers, Choice, Form, NotAnAnswer, Option, Setting, Typed
from bot.views.partners_said import what_was_sent
from bot.views.partners_words import WENT
from operation.partners import tidy_meeting_point
from operation.partners_afterwards import FEEDBACK_FORM, MOST_SERVED, Went

_YES_NO = (Option("yes", "Yes"), Option("no", "No"))


async def _invite(context: Context, setting: Setting, answers: Answers) -> None:
    facts = setting.facts
    sent = await partners.invite(
        context.tx,
        actor=context.actor,
        patrol_id=int(facts["patrol"]),
        agency_ids=[int(each) for each in facts["agencies"].split(",")],
        starts=int(facts["starts"]),
        ends=int(facts["ends"]),
        meeting=answers["where"],
        areas=context.areas,
        now=context.now,
    )
    context.answer(what_was_sent(sent, "Invited"), alert=bool(sent.by_hand))
    context.show("night_partners", facts["patrol"])


async def _move(context: Context, setting: Setting, answers: Answers) -> None:
    patrol = setting.facts["patrol"]
    sent = await partners.change_meeting(
        context.tx,
        actor=context.actor,
        patrol_id=int(patrol),
        meeting=answers["where"],
        areas=context.areas,
        now=context.now,
    )
    context.answer(what_was_sent(sent, "Changed"), alert=bool(sent.by_hand))
    context.show("night_partners", patrol)


async def _give_feedback(context: Context, setting: Setting, answers: Answers) -> None:
    invitation = setting.facts["invitation"]
    await partners_afterwards.give_feedback(
        context.tx,
        actor=context.actor,
        invitation_id=int(invitation),
        went=Went(answers["went"]),
        kept_to_engagement=answers["kept"] == "yes",
        may_quote=answers["quote"] == "yes",
        words=answers.get("words"),
        areas=context.areas,
        now=context.now,
    )
    context.answer("Thank you. The project lead reads it.")
    context.show("my_invitation", invitation)


async def _served(context: Context, setting: Setting, answers: Answers) -> None:
    patrol = setting.facts["patrol"]
    await partners_afterwards.record_served(
        context.tx,
        actor=context.actor,
        patrol_id=int(patrol),
        served=int(answers["served"]),
        now=context.now,
    )
    context.answer("Recorded.")
    context.show("soup_kitchen", patrol)


def read_served(text: str) -> str:
    """A number of people. Raises NotAnAnswer."""
    tidy = text.strip()
    if not (tidy.isascii() and tidy.isdigit()) or int(tidy[:9]) > MOST_SERVED:
        raise NotAnAnswer(f"Type a whole number from 0 to {MOST_SERVED}.")
    return str(int(tidy))


_WHERE = Typed(
    "where",
    "Meeting point",
    lambda _s, _a: "Where do you meet? The agencies read it as you type it. No names of anybody.",
    checked(tidy_meeting_point),
)

INVITE = Form(
    name="invite",
    version=1,
    title=lambda s, _a: f"Invite {s.facts['names']}: {s.facts['when']}",
    # The place that is known already stands in the review, to be changed there.
    steps=(replace(_WHERE, default=lambda s, _a: s.facts.get("usual") or None),),
    submit=_invite,
    submit_label="Send invitations",
)
"""Whoever acts for a patrol says where the agencies meet, and invites them."""

MEETING = Form(
    name="meeting",
    version=1,
    title=lambda s, _a: f"{s.facts['night']}: another meeting point",
    steps=(_WHERE,),
    submit=_move,
    submit_label="Change and tell them",
)
"""Everyone who is invited to a night meets somewhere else."""

FEEDBACK = Form(
    name=FEEDBACK_FORM,
    version=1,
    title=lambda s, _a: f"{s.facts['night']}: how it went",
    steps=(
        Choice(
            "went",
            "The joint work",
            lambda _s, _a: "Did the joint work go well?",
            lambda _s, _a: [Option(each.value, words) for each, words in WENT.items()],
        ),
        Choice(
            "kept",
            "Engagement only",
            lambda _s, _a: "Were you kept to engagement only?",
            lambda _s, _a: _YES_NO,
        ),
        FreeText(
            "words",
            "For next time",
            "Anything for next time?",
            form=FEEDBACK_FORM,
            is_optional=True,
        ),
        Choice(
            "quote",
            "May we quote you",
            lambda _s, _a: (
                "May we quote you, with your agency's name? You can take it back at any time."
            ),
            lambda _s, _a: (
                Option("yes", "Yes, you may"),
                Option("no", "No, please don't"),
            ),
        ),
    ),
    submit=_give_feedback,
    submit_label="Send",
)
"""An agency says how a night went."""

SERVED = Form(
    name="served",
    version=1,
    title=lambda s, _a: f"{s.facts['night']}: soup kitchen",
    steps=(Typed("served", "Served", lambda _s, _a: "How many were served?", read_served),),
    submit=_served,
    submit_label="Record",
)
"""How many a soup kitchen served, where tapping would take long."""
