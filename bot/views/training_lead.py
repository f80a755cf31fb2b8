"""The screens on which leads run the training: sessions, applicants, and who was there."""

from __future__ import annotations

from datetime import datetime

from bot.actions.training_boards import (
    Applicant,
    ApplicationBoard,
    Entering,
    LeadTraining,
    SessionBoard,
    SessionLine,
)
from bot.callbacks.people import Home
from bot.callbacks.training import (
    AnswerMindset,
    ApplicantCard,
    AttendanceOf,
    CallOffSession,
    ChangeSession,
    ChooseApplicant,
    DeclineApplicant,
    EnterApplicant,
    KeepWaiting,
    MoveSession,
    NewSession,
    SelectApplicant,
    SessionCard,
    SessionLink,
    StepSeats,
    TellGroup,
    TrainingOf,
    WithdrawFor,
)
from bot.screens import Button, Screen
from bot.views import training_pool
from bot.views.plain import (
    button,
    count,
    fitting,
    in_rows,
    moment,
    page_of,
    page_turns,
    safe,
    veiled,
)
from bot.views.training_words import MINDSETS, STANDS, on_day, when
from operation.people import MemberState, Role
from operation.training import OPEN, WAITING, ApplicationState, Mindset, Session

SESSIONS_SHOWN = 8
NAMES_IN_TEXT = (60, 30, 12, 6)


def training_lead(board: LeadTraining) -> Screen:
    """The pool, whether it carries the nights, and the sessions."""
    lines = [f"<b>{safe(board.area.name)}: pool and training</b>"]
    lines += [*training_pool.pool(board.pool), "", "<b>The weeks ahead</b>"]
    lines += [*training_pool.forecast(board.pool), "", "<b>Sessions</b>"]
    shown = [each for each in board.sessions if each.session.called_off_at is None]
    lines += [_line(each, board) for each in shown[:SESSIONS_SHOWN]] or ["None is set."]
    sessions = [
        button(f"{on_day(each.session, board.area)} ›", SessionCard(each.session.id, 0))
        for each in shown[:SESSIONS_SHOWN]
    ]
    area = board.area.key
    rows = (*in_rows(sessions, 2), (button("New session", NewSession(area)), _home()))
    return Screen(text="\n".join(lines), rows=rows)


def _home() -> Button:
    return button("Home", Home())


def _line(line: SessionLine, board: LeadTraining) -> str:
    session = line.session
    waits = f", {line.waiting} waiting" if line.waiting else ""
    over = "over: " if board.now >= session.ends else ""
    return f"{when(session, board.area)} · {over}{line.selected} of {session.seats} chosen{waits}"


def session_card(board: SessionBoard, page: int) -> Screen:
    """One session: who has applied, how they stand, and what can be done."""
    session, area = board.session, board.area

    def draw(names: int) -> str:
        head = f"<b>Training {when(session, area)}</b>"
        lines = [head, f"Where: {safe(session.place)}", _sum(board), *_groups(board, names)]
        if session.called_off_at is not None:
            lines.append("Called off.")
        return "\n".join(lines)

    open_ones = board.standing(*OPEN)
    shown, here, pages = page_of(open_ones, page)
    names = [button(_mark(each), ApplicantCard(each.application.id)) for each in shown]
    turns = page_turns(here, pages, lambda other: SessionCard(session.id, other))
    rows = [*_next_row(board), *in_rows(names, 2), *in_rows(turns, 2), *_doing(board)]
    rows.append((button("‹ Training", TrainingOf(area.key)), _home()))
    return Screen(text=fitting(draw, NAMES_IN_TEXT), rows=tuple(rows))


def _sum(board: SessionBoard) -> str:
    waiting = len(board.standing(*WAITING))
    taken = f"{len(board.selected)} of {count(board.session.seats, 'place')} taken"
    return f"{taken}, {waiting} waiting."


def _groups(board: SessionBoard, most: int) -> list[str]:
    lines = []
    for state, label in (
        (ApplicationState.SELECTED, "Selected"),
        (ApplicationState.RESERVE, "On reserve"),
        (ApplicationState.APPLIED, "Waiting"),
    ):
        found = board.standing(state)
        if found:
            names = ", ".join(safe(each.member.called) for each in found[:most])
            lines.append(f"{label}: {names}{'…' if len(found) > most else ''}")
    gone = len(board.standing(ApplicationState.DECLINED))
    left = len(board.standing(ApplicationState.WITHDRAWN))
    if gone or left:
        lines.append(f"Declined: {gone}. Withdrawn: {left}.")
    return lines


def _mark(each: Applicant) -> str:
    mark = {ApplicationState.SELECTED: "✓ ", ApplicationState.RESERVE: "R · "}
    return f"{mark.get(each.application.state, '')}{each.member.called} ›"


def _next_row(board: SessionBoard) -> list[tuple[Button, ...]]:
    if board.session.called_off_at is not None:
        return []
    if board.has_begun:
        months = board.area.training.valid_months
        go = AttendanceOf(board.session.id, months, 0)
        return [(button("Who was there ›", go),)] if board.selected else []
    waiting = board.standing(ApplicationState.APPLIED)
    if not waiting:
        return []
    return [(button("Go through them ›", ApplicantCard(waiting[0].application.id)),)]


def _doing(board: SessionBoard) -> list[tuple[Button, ...]]:
    session = board.session
    if not session.is_ahead(board.now):
        return []
    tell = []
    if board.has_group and session.announced_at is None:
        tell.append(button("Tell the group", TellGroup(session.id)))
    tell.append(button("Link to apply", SessionLink(session.id)))
    more = (
        button("Add someone", ChooseApplicant(session.id, 0)),
        button("Change ›", ChangeSession(session.id)),
    )
    return [tuple(tell), more]


def change_session(board: SessionBoard) -> Screen:
    """Its places, times, and whether it takes place."""
    session = board.session
    back = (button("‹ Session", SessionCard(session.id, 0)),)
    text = (
        f"<b>Training {when(session, board.area)}</b>\nWhere: {safe(session.place)}\n"
        f"{_sum(board)}\n\nWhoever has applied is told once of another time or place."
    )
    if not session.is_ahead(board.now):
        return Screen(text=text, rows=(back,))
    rows = (
        tuple(
            button(f"Places {step:+d}".replace("-", "−"), StepSeats(session.id, step))
            for step in (-5, -1, 1, 5)
        ),
        (button("Time or place", MoveSession(session.id)),),
        (button("Call it off", CallOffSession(session.id, sure=False)),),
    )
    return Screen(text=text, rows=(*rows, back))


def sure_to_call_off(board: SessionBoard) -> Screen:
    """Calling off takes a second tap."""
    session = board.session
    text = (
        f"<b>Call off the training {when(session, board.area)}?</b>\n"
        f"{count(len(board.standing(*OPEN)), 'person', 'people')} will be told."
    )
    rows = (
        (button("Yes, call it off", CallOffSession(session.id, sure=True)),),
        (button("‹ No, keep it", ChangeSession(session.id)),),
    )
    return Screen(text=text, rows=rows)


def link_made(board: SessionBoard, expires_at: datetime, people: int, url: str) -> Screen:
    """A link for people who are not members yet."""
    area = board.area
    text = (
        f"<b>Link to apply for the training {on_day(board.session, area)}</b>, up to {people} "
        f"people, until {moment(expires_at, area.zone)}:\n\n{safe(url)}\n\nFor parade rooms "
        "across the command. Whoever uses it waits for your choice. It is shown only now."
    )
    return Screen(text=text, rows=((_back(board.session), _home()),), protect=False)


def _back(session: Session) -> Button:
    return button("‹ Session", SessionCard(session.id, 0))


def choose_applicant(entering: Entering, page: int) -> Screen:
    """Whom to enter: people of the area who are not trained, with Telegram or without."""
    session = entering.session
    shown, here, pages = page_of(entering.members, page)
    names = [button(member.called, EnterApplicant(session.id, member.id)) for member in shown]
    turns = page_turns(here, pages, lambda other: ChooseApplicant(session.id, other))
    text = f"<b>Training {when(session, entering.area)}</b>\n" + (
        "Who applies? They are told, if the bot can."
        if entering.members
        else "Nobody left to enter. Somebody new: “People”, then a link, or add them there."
    )
    return Screen(text=text, rows=(*in_rows(names, 2), *in_rows(turns, 2), (_back(session),)))


# One applicant


def applicant_card(board: ApplicationBoard) -> Screen:
    """One applicant: the lead answers for the mindset, then decides."""
    mine, member, session = board.application, board.member, board.session
    lines = [
        f"<b>{safe(member.called)}</b> · training {when(session, board.area)}",
        _who(board),
        f"Applied {moment(mine.applied_at, board.area.zone)}: {STANDS[mine.state]}.",
        f"{board.seats_left} of {count(session.seats, 'place')} free.",
        "",
        f"Vulnerability- and victim-focused mindset: <b>{_mindset(board)}</b>",
    ]
    if mine.mindset_reason:
        lines.append(f"Selected because: {safe(mine.mindset_reason)}")
    lines.append("<i>Only leads see this.</i>")
    rows = _deciding(board) if session.is_ahead(board.now) else []
    foot = [_back(session)]
    if board.next_id is not None:
        foot.append(button("Next ›", ApplicantCard(board.next_id)))
    return Screen(text="\n".join(lines), rows=(*rows, tuple(foot)), protect=True)


def _who(board: ApplicationBoard) -> str:
    member = board.member
    parts = []
    if member.state is MemberState.PENDING:
        parts.append("Not on the team yet: selecting lets them in")
    elif not member.is_active:
        parts.append("No access at present")
    elif Role.OFFICER not in member.roles:
        parts.append("Selecting makes them an officer of the team")
    else:
        parts.append("On the team")
    if member.warrant_number:
        parts.append(f"warrant number {safe(member.warrant_number)}")
    if not member.has_telegram:
        parts.append("without Telegram, you tell them")
    return ", ".join(parts) + "."


def _mindset(board: ApplicationBoard) -> str:
    mindset = board.application.mindset
    return MINDSETS[mindset] if mindset is not None else "please answer"


_ANSWERS = ((Mindset.SEEN, "Seen"), (Mindset.UNSURE, "Not sure"), (Mindset.NO, "No"))


def _deciding(board: ApplicationBoard) -> list[tuple[Button, ...]]:
    mine = board.application
    if mine.is_selected:
        return [
            (button("They can't come", WithdrawFor(mine.id)),),
            (button("Take the place back", DeclineApplicant(mine.id, sure=False)),),
        ]
    if mine.state not in WAITING:
        return []
    answers = tuple(
        button(f"{'✓ ' if mine.mindset is each else ''}{label}", AnswerMindset(mine.id, each))
        for each, label in _ANSWERS
    )
    decide = [button("Decline", DeclineApplicant(mine.id, sure=False))]
    if mine.state is ApplicationState.APPLIED:
        decide.insert(0, button("Reserve", KeepWaiting(mine.id)))
    rows: list[tuple[Button, ...]] = [answers]
    if mine.mindset is not None:
        label = "Select" if mine.mindset is Mindset.SEEN else "Select, with a reason"
        rows.append((button(f"✅ {label}", SelectApplicant(mine.id)),))
    return [*rows, tuple(decide), (button("They have withdrawn", WithdrawFor(mine.id)),)]


def sure_to_decline(board: ApplicationBoard) -> Screen:
    """A no takes a second tap."""
    mine, member = board.application, board.member
    extra = (
        " They are not let into the team with it; a new link can bring them back."
        if member.state is MemberState.PENDING
        else ""
    )
    text = (
        f"<b>Decline {safe(member.called)}?</b>\nThey are thanked, and told that there is no place "
        f"this time. No reason is given.{extra}"
    )
    rows = (
        (button("Yes, decline", DeclineApplicant(mine.id, sure=True)),),
        (button("‹ No, go back", ApplicantCard(mine.id)),),
    )
    return Screen(text=text, rows=rows)


# What leads are told


def applied(board: ApplicationBoard) -> Screen | None:
    """Somebody has applied."""
    if board.application.state is not ApplicationState.APPLIED:
        return None
    text = (
        f"{veiled(board.member.called)} applies for the training {when(board.session, board.area)}."
        f" {board.seats_left} of {count(board.session.seats, 'place')} free."
    )
    rows = ((button("Look and decide", ApplicantCard(board.application.id)), _home()),)
    return Screen(text=text, rows=rows, silent=True)


def withdrew(board: ApplicationBoard) -> Screen:
    """Somebody who waited no longer applies."""
    text = (
        f"{veiled(board.member.called)} no longer applies for the training "
        f"{when(board.session, board.area)}."
    )
    return Screen(text=text, rows=((_back(board.session), _home()),), silent=True)


def place_free(board: ApplicationBoard) -> Screen:
    """Somebody who had a place cannot come."""
    text = (
        f"{veiled(board.member.called)} cannot come to the training "
        f"{when(board.session, board.area)}. {count(board.seats_left, 'place')} free, "
        f"{board.reserve} on reserve."
    )
    return Screen(text=text, rows=((_back(board.session), _home()),))


def to_tell(board: SessionBoard, names: list[str]) -> Screen:
    """The bot cannot write to some who have a place."""
    text = (
        f"<b>Training {when(board.session, board.area)}</b>\nRemind them yourself, the bot "
        f"cannot: {veiled(', '.join(names))}"
    )
    return Screen(text=text, rows=((_back(board.session), _home()),))


def to_mark(board: SessionBoard) -> Screen | None:
    """The session is over: who was there?"""
    if not board.selected:
        return None
    text = f"<b>The training {when(board.session, board.area)} is over.</b>\nWho was there?"
    go = AttendanceOf(board.session.id, board.area.training.valid_months, 0)
    return Screen(text=text, rows=((button("Mark and sign off", go), _home()),))
