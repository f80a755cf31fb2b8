"""The forms of training: a lead sets a session or moves it, and says why somebody is selected.

All but the place is chosen by buttons, so no session can be typed that ends before it starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.actions import training, training_after, training_choice
from bot.context import Context
from bot.forms.reasons import read_reason
from bot.forms.steps import Answers, Choice, Form, NotAnAnswer, Option, Setting, Typed
from bot.views.plain import count, short_day
from operation.nights import local_date, local_instant, monday_of
from operation.training import LONGEST_PLACE, PlaceUnclear, tidy_place

WEEKS_AHEAD = 10
STARTS = range(7, 21)
LENGTHS = (60, 90, 120, 180, 240, 300, 360, 480)
SEATS = (4, 6, 8, 10, 12, 15, 20, 30)
_DAY = 24 * 60


def facts_for(now: datetime, zone: str, **more: str) -> dict[str, str]:
    """What the form has to know: which day it is."""
    return {"today": local_date(now, zone).isoformat(), **more}


def read_place(text: str) -> str:
    """Where it is, on one line. Raises NotAnAnswer."""
    try:
        return tidy_place(text)
    except PlaceUnclear:
        raise NotAnAnswer(f"Say where, in at most {LONGEST_PLACE} characters.") from None


def _today(setting: Setting) -> date:
    return date.fromisoformat(setting.facts["today"])


def _weeks(setting: Setting, _answers: Answers) -> Sequence[Option]:
    first = monday_of(_today(setting))
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS_AHEAD)]
    labels = ["This week", "Next week", *(short_day(monday) for monday in mondays[2:])]
    return [
        Option(monday.isoformat(), label) for monday, label in zip(mondays, labels, strict=True)
    ]


def _days(setting: Setting, answers: Answers) -> Sequence[Option]:
    monday = date.fromisoformat(answers["week"])
    days = [monday + timedelta(days=number) for number in range(7)]
    ahead = [day for day in days if day >= _today(setting)]
    return [Option(day.isoformat(), short_day(day)) for day in ahead]


def _starts(_setting: Setting, _answers: Answers) -> Sequence[Option]:
    return [Option(str(hour * 60), f"{hour:02}:00") for hour in STARTS]


def _ends(_setting: Setting, answers: Answers) -> Sequence[Option]:
    starts = int(answers["starts"])
    ends = [starts + length for length in LENGTHS]
    return [
        Option(str(end), f"{_wall(end)} ({_length(end - starts)})") for end in ends if end < _DAY
    ]


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _places(_setting: Setting, _answers: Answers) -> Sequence[Option]:
    return [Option(str(seats), count(seats, "place")) for seats in SEATS]


def _times(setting: Setting, answers: Answers) -> tuple[datetime, datetime]:
    on, zone = date.fromisoformat(answers["day"]), setting.area.zone

    def at(minutes: str) -> datetime:
        hour, minute = divmod(int(minutes), 60)
        return local_instant(on, time(hour, minute), zone)

    return at(answers["starts"]), at(answers["ends"])


async def _set(context: Context, setting: Setting, answers: Answers) -> None:
    starts, ends = _times(setting, answers)
    session = await training.set_session(
        context.tx,
        actor=context.actor,
        area=setting.area,
        starts=starts,
        ends=ends,
        seats=int(answers["seats"]),
        place=answers["place"],
        now=context.now,
    )
    context.answer("The training is set. Nobody has been told yet.")
    context.show("training_session", str(session.id), page=0)


async def _move(context: Context, setting: Setting, answers: Answers) -> None:
    starts, ends = _times(setting, answers)
    done = await training.move_session(
        context.tx,
        actor=context.actor,
        session_id=int(setting.facts["session"]),
        starts=starts,
        ends=ends,
        place=answers["place"],
        now=context.now,
    )
    context.answer(told("Changed.", done))
    context.show("training_session", str(done.session.id), page=0)


def told(what: str, done: training.SessionChanged) -> str:
    """What was done, how many were told, and whom the lead has to tell."""
    by_hand = f" Tell them yourself: {', '.join(done.untold)}." if done.untold else ""
    return f"{what} {count(done.told, 'person', 'people')} told.{by_hand}"[:200]


async def _select(context: Context, setting: Setting, answers: Answers) -> None:
    application_id = int(setting.facts["application"])
    done = await training_choice.select(
        context.tx,
        actor=context.actor,
        application_id=application_id,
        areas=context.areas,
        now=context.now,
        reason=answers["why"],
    )
    context.answer(decided(f"{done.member.called} is selected.", is_told=done.is_told))
    context.show("training_applicant", str(application_id))


def decided(what: str, *, is_told: bool) -> str:
    """What was decided about somebody, and whether they know."""
    return f"{what} {'They have been told.' if is_told else 'Tell them yourself: the bot cannot.'}"


_WHEN = (
    Choice("week", "Week", lambda _s, _a: "In which week?", _weeks),
    Choice("day", "Day", lambda _s, _a: "On which day?", _days),
    Choice("starts", "From", lambda _s, _a: "From when?", _starts),
    Choice("ends", "Ends", lambda _s, _a: "When does it end?", _ends),
)
_WHERE = Typed(
    "place",
    "Place",
    lambda _s, _a: "Where? Only those who are selected read it.",
    read_place,
)

SET_SESSION = Form(
    name="setsession",
    version=1,
    title=lambda _s, _a: "New training",
    steps=(*_WHEN, Choice("seats", "Room for", lambda _s, _a: "How many places?", _places), _WHERE),
    submit=_set,
    submit_label="Set it",
)
"""A lead sets a session."""

MOVE_SESSION = Form(
    name="movesession",
    version=1,
    title=lambda s, _a: f"Change the training {s.facts['day']}",
    steps=(*_WHEN, _WHERE),
    submit=_move,
    submit_label="Change it",
)
"""A lead moves a session, in time or place."""

SELECT_ANYWAY = Form(
    name="selectanyway",
    version=1,
    title=lambda s, _a: f"Select {s.facts['name']}",
    steps=(
        Typed(
            "why",
            "Why",
            lambda _s, _a: (
                "The mindset was not seen. Why is it right to select them? Only leads read it."
            ),
            read_reason,
        ),
    ),
    submit=_select,
    submit_label="Select them",
)
"""A lead selects somebody whose mindset was not seen."""


async def _undo(context: Context, setting: Setting, answers: Answers) -> None:
    member = await training_after.undo_sign_off(
        context.tx,
        actor=context.actor,
        qualification_id=int(setting.facts["qualification"]),
        reason=answers["why"],
        areas=context.areas,
        now=context.now,
    )
    before = "The training before it counts again." if member.is_trained else "Not trained now."
    context.answer(f"Taken back. {before} They are told.")
    context.show("qualification", str(member.id))


UNDO_SIGN_OFF = Form(
    name="undosignoff",
    version=1,
    title=lambda s, _a: f"Undo the sign-off of {s.facts['called']}",
    steps=(
        Typed(
            "why",
            "Why",
            lambda _s, _a: (
                "What counted before the sign-off counts again; without any they leave the lists "
                "ahead. Why? A few words, kept on record."
            ),
            read_reason,
        ),
    ),
    submit=_undo,
    submit_label="Undo it",
)
"""A lead takes a mistaken sign-off back."""
