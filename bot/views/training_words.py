"""How sessions, dates and standings of the training are put, on every screen."""

from __future__ import annotations

from datetime import date

from bot.actions.people_boards import MemberBoard
from bot.views.plain import clock, day, short_day
from operation.area import Area
from operation.nights import local_date
from operation.people import Role
from operation.qualification import Ending, Qualification, Standing
from operation.training import ApplicationState, Mindset, Session

STANDS = {
    ApplicationState.APPLIED: "waiting",
    ApplicationState.RESERVE: "on reserve",
    ApplicationState.SELECTED: "selected",
    ApplicationState.DECLINED: "declined",
    ApplicationState.WITHDRAWN: "withdrawn",
}
MINDSETS = {Mindset.SEEN: "seen", Mindset.UNSURE: "not sure", Mindset.NO: "not seen"}
ENDINGS = {
    Ending.LAPSED: "lapsed",
    Ending.TAKEN_BACK: "taken back",
    Ending.RENEWED: "renewed",
    Ending.LEFT: "ended with the membership",
    Ending.UNDONE: "sign-off undone",
}


def on_day(session: Session, area: Area) -> str:
    """Thu 6 Mar."""
    return short_day(local_date(session.starts, area.zone))


def when(session: Session, area: Area) -> str:
    """Thu 6 Mar 10:00–13:00."""
    start, end = clock(session.starts, area.zone), clock(session.ends, area.zone)
    return f"{on_day(session, area)} {start}–{end}"


def full_day(at: date) -> str:
    """Monday 3 March 2031."""
    return f"{day(at)} {at.year}"


def plain_day(at: date) -> str:
    """3 March 2031."""
    return f"{at.day} {at:%B} {at.year}"


def stands(
    standing: Standing, trained_on: date | None, live: Qualification | None,
    last: Qualification | None,
) -> str:  # fmt: skip
    """Where somebody stands with the training, with its dates."""
    if standing is Standing.TRAINED and trained_on is not None:
        return f"Trained: recorded on {full_day(trained_on)}{_until(live)}"
    if standing is Standing.IN_TRAINING:
        return "In training: selected for a session"
    if standing is Standing.LAPSED and last is not None and last.ended_on is not None:
        return f"Training lapsed on {full_day(last.ended_on)}"
    return "Not trained yet"


def _until(live: Qualification | None) -> str:
    if live is None or live.expires_on is None:
        return ""
    return f", runs out on {full_day(live.expires_on)}"


def for_months(months: int) -> str:
    """For ever, 12 months."""
    return f"{months} months" if months else "For ever"


def member_line(board: MemberBoard) -> str | None:
    """How an officer stands, on their card; None for who is none."""
    member, training = board.member, board.training
    if Role.OFFICER not in member.roles:
        return None
    if training is None:
        standing = Standing.TRAINED if member.is_trained else Standing.NOT_TRAINED
        return stands(standing, member.trained_on, None, None)
    last = training.history[-1] if training.history else None
    return stands(training.standing, member.trained_on, training.live, last)
