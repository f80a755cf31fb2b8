"""The screens of training that applicants see, and what they are told in private."""

from __future__ import annotations

from datetime import date

from bot.actions.people_boards import MemberBoard
from bot.actions.training_boards import ApplicationBoard, MyTraining
from bot.callbacks.training import Apply, WithdrawApplication
from bot.callbacks.training import MyTraining as MyTrainingButton
from bot.screens import Button, Screen
from bot.views.plain import button, count, home_row, link, safe
from bot.views.training_words import full_day, on_day, stands, when
from operation.area import Area
from operation.training import OPEN, Application, ApplicationState, Session

SESSIONS_SHOWN = 6


def my_training(board: MyTraining) -> Screen:
    """Where I stand, and the sessions: one tap applies, one takes it back."""
    lines = ["<b>Training</b>", f"{_mine(board)}.", ""]
    rows: list[tuple[Button, ...]] = []
    shown = [
        (session, found)
        for session, found in board.sessions
        if board.may_apply or found is not None
    ][:SESSIONS_SHOWN]
    for session, found in shown:
        lines += _session(board, session, found)
        rows += _tap(board, session, found)
    if not shown:
        lines.append(
            "No session is set just now. Your lead will say when there is one."
            if board.may_apply
            else "There is nothing you need to do."
        )
    return Screen(text="\n".join(lines).rstrip(), rows=(*rows, home_row()))


def _mine(board: MyTraining) -> str:
    return stands(board.standing, board.member.trained_on, board.live, board.last)


def _session(board: MyTraining, session: Session, found: Application | None) -> list[str]:
    lines = [f"<b>{when(session, board.area)}</b> · {count(session.seats, 'place')}"]
    if found is not None:
        lines.append(_STANDS[found.state])
        if found.is_selected:
            lines.append(f"Where: {safe(session.place)}")
    return [*lines, ""]


_STANDS = {
    ApplicationState.APPLIED: "You have applied. You will be told here.",
    ApplicationState.RESERVE: "You are on the reserve list.",
    ApplicationState.SELECTED: "✅ You have a place.",
    ApplicationState.DECLINED: "No place for you this time.",
    ApplicationState.WITHDRAWN: "You have withdrawn.",
}


def _tap(
    board: MyTraining, session: Session, found: Application | None
) -> list[tuple[Button, ...]]:
    if not session.is_ahead(board.now):
        return []
    if found is not None and found.state in OPEN:
        return [(_withdraw(session, board.area),)]
    may = found is None or found.state is ApplicationState.WITHDRAWN
    if not (may and board.may_apply):
        return []
    return [(button(f"Apply: {on_day(session, board.area)}", Apply(session.id)),)]


def _withdraw(session: Session, area: Area) -> Button:
    return button(f"Withdraw: {on_day(session, area)}", WithdrawApplication(session.id))


def left() -> Screen:
    """Somebody who was not on the team yet has withdrawn."""
    text = (
        "<b>You have withdrawn.</b>\nYour details were not kept. To apply again, open your link "
        "again."
    )
    return Screen(text=text)


# What an applicant is told; None where it is true no longer


def selected(board: ApplicationBoard) -> Screen | None:
    """They have a place."""
    if not board.application.is_selected:
        return None
    text = (
        f"<b>You have a place</b> in the training:\n{when(board.session, board.area)}\n"
        f"Where: {safe(board.session.place)}\n\n"
        f"You will be reminded a day before. If you cannot come, withdraw: {_for_whom(board)}."
    )
    return _with_withdraw(board, text)


def _for_whom(board: ApplicationBoard) -> str:
    return "somebody else is waiting" if board.next_id is not None else "then your place is free"


def reserve(board: ApplicationBoard) -> Screen | None:
    """They are on the reserve list."""
    if board.application.state is not ApplicationState.RESERVE:
        return None
    text = (
        f"<b>Training {when(board.session, board.area)}</b>\nYou are on the reserve list. If a "
        "place comes free and is yours, you will be told here."
    )
    return _with_withdraw(board, text)


def declined(board: ApplicationBoard) -> Screen | None:
    """No place this time, said kindly and with no reason."""
    if board.application.state is not ApplicationState.DECLINED:
        return None
    text = (
        f"<b>Training {when(board.session, board.area)}</b>\nThank you for applying. There is no "
        "place for you this time. You are welcome to apply for another session."
    )
    return Screen(text=text, rows=(home_row(),) if board.member.is_active else ())


def entered(board: ApplicationBoard) -> Screen | None:
    """A lead has put them down."""
    if board.application.state not in OPEN:
        return None
    text = (
        f"<b>Training {when(board.session, board.area)}</b>\nYour lead has put you down as "
        "applying. You will be told here whether you have a place."
    )
    return _with_withdraw(board, text)


def withdrawn(board: ApplicationBoard) -> Screen | None:
    """A lead has taken them off."""
    if board.application.state is not ApplicationState.WITHDRAWN:
        return None
    text = (
        f"<b>Training {when(board.session, board.area)}</b>\nYour lead has taken your name off, "
        "as you said."
    )
    return Screen(text=text, rows=(home_row(),))


def moved(board: ApplicationBoard) -> Screen | None:
    """When or where it is has changed."""
    if board.application.state not in OPEN:
        return None
    where = f"\nWhere: {safe(board.session.place)}" if board.application.is_selected else ""
    text = (
        f"<b>The training has changed.</b>\nNow: {when(board.session, board.area)}{where}\n\n"
        "If you cannot come then, withdraw."
    )
    return _with_withdraw(board, text)


def called_off(board: ApplicationBoard) -> Screen:
    """It does not take place."""
    text = (
        f"<b>Training {when(board.session, board.area)}: called off.</b>\nThere is nothing you "
        "need to do. You can apply for the next session."
    )
    return Screen(text=text, rows=(home_row(),) if board.member.is_active else ())


def reminder(board: ApplicationBoard) -> Screen | None:
    """A day before."""
    if not board.application.is_selected:
        return None
    text = (
        f"<b>Your training</b>\n{when(board.session, board.area)}\n"
        f"Where: {safe(board.session.place)}"
    )
    return _with_withdraw(board, text)


def _with_withdraw(board: ApplicationBoard, text: str) -> Screen:
    rows = [home_row()]
    if board.session.is_ahead(board.now):
        rows.insert(0, (_withdraw(board.session, board.area),))
    return Screen(text=text, rows=tuple(rows))


# One's own qualification


def until(board: MemberBoard) -> Screen | None:
    """How long it counts was changed."""
    ends = _ends(board)
    if not board.member.is_trained:
        return None
    says = f"runs out on {full_day(ends)}" if ends else "does not run out"
    return Screen(text=f"<b>Training</b>\nYour training {says}.", rows=(home_row(),))


def expiring(board: MemberBoard) -> Screen | None:
    """It runs out before long."""
    ends = _ends(board)
    if ends is None:
        return None
    text = (
        f"<b>Your training runs out on {full_day(ends)}.</b>\nAfter that you cannot sign up and "
        "are taken off nights ahead. Apply for a session, or speak to your lead."
    )
    return Screen(text=text, rows=(_training_row(board), home_row()))


def lapsed(board: MemberBoard) -> Screen | None:
    """It has run out."""
    if board.member.is_trained:
        return None
    text = (
        "<b>Your training has run out.</b>\nYou are off the lists ahead and cannot sign up until "
        "you have trained again. Apply for a session, or speak to your lead."
    )
    return Screen(text=text, rows=(_training_row(board), home_row()))


def _ends(board: MemberBoard) -> date | None:
    live = board.training.live if board.training is not None else None
    return live.expires_on if live is not None else None


def _training_row(board: MemberBoard) -> tuple[Button, ...]:
    return (button("Training", MyTrainingButton(board.area.key)),)


# The group


def post(area: Area, session: Session, url: str, *, is_ahead: bool) -> Screen:
    """Logistics only: when, how many, and where to apply."""
    if session.called_off_at is not None:
        return Screen(text=f"<b>Training {when(session, area)}</b>\nCalled off.")
    if not is_ahead:
        return Screen(text=f"<b>Training {when(session, area)}</b>\nApplying has ended.")
    text = (
        f"<b>Training {when(session, area)}</b>\n{count(session.seats, 'place')}. Not trained "
        "yet, or running out? Apply in the bot, in private."
    )
    return Screen(text=text, rows=((link("Apply in the bot", url),),))
