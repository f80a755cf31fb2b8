"""The screens on which leads see who was there, sign off, and see a member's training."""

from __future__ import annotations

from bot.actions.people_boards import MemberBoard
from bot.actions.training_boards import Applicant, QualificationBoard, SessionBoard
from bot.callbacks.people import Home, MemberCard, SetTrained
from bot.callbacks.training import (
    AttendanceOf,
    MarkAttendance,
    QualificationCard,
    SessionCard,
    SetExpiry,
    SignOff,
    SignOffAll,
    UndoSignOff,
)
from bot.screens import Button, Screen
from bot.views.plain import button, count, in_rows, page_of, page_turns, safe, veiled
from bot.views.training_words import ENDINGS, for_months, full_day, plain_day, stands, when
from operation.area import Area
from operation.qualification import MONTHS_OFFERED, Qualification
from operation.training import Attendance

HISTORY_SHOWN = 10


def attendance(board: SessionBoard, months: int, page: int) -> Screen:
    """Who was there, and the lead's word for those who were."""
    session = board.session
    shown, here, pages = page_of(board.selected, page)
    lines = [f"<b>Training {when(session, board.area)}</b>", "Who was there?", ""]
    lines += [_line(each) for each in shown]
    waiting = [each for each in board.selected if each.application.is_to_sign_off]
    rows = [row for each in shown for row in _taps(each, months)]
    turns = page_turns(here, pages, lambda other: AttendanceOf(session.id, months, other))
    rows += in_rows(turns, 2)
    if waiting:
        lines += ["", f"A sign-off counts: {for_months(months).lower()}."]
        rows.append(_lengths(board, months, here))
        label = f"✅ Sign off all who came ({len(waiting)})"
        rows.append((button(label, SignOffAll(session.id, months)),))
    rows.append((button("‹ Session", SessionCard(session.id, 0)), button("Home", Home())))
    return Screen(text="\n".join(lines), rows=tuple(rows))


def _line(each: Applicant) -> str:
    mine, name = each.application, safe(each.member.called)
    if mine.signed_off_at is not None:
        return f"✅ {name}: signed off"
    if mine.attendance is Attendance.ATTENDED:
        return f"✓ {name}: came"
    return f"✗ {name}: did not come" if mine.attendance else f"· {name}"


def _taps(each: Applicant, months: int) -> list[tuple[Button, ...]]:
    mine, name = each.application, each.member.called
    came = MarkAttendance(mine.id, attended=True)
    did_not = MarkAttendance(mine.id, attended=False)
    if mine.signed_off_at is not None:
        return []
    if mine.attendance is None:
        return [(button(f"✓ {name}", came), button("✗ not there", did_not))]
    if mine.attendance is Attendance.ABSENT:
        return [(button(f"✓ {name} came after all", came),)]
    return [(button(f"Sign off {name}", SignOff(mine.id, months)), button("✗ no, absent", did_not))]


def lengths(area: Area) -> tuple[int, ...]:
    """How many months may be chosen: the usual ones, and the area's own."""
    return tuple(sorted({*MONTHS_OFFERED, area.training.valid_months}))


def _lengths(board: SessionBoard, months: int, page: int) -> tuple[Button, ...]:
    return tuple(
        button(
            f"{'• ' if each == months else ''}{for_months(each)}",
            AttendanceOf(board.session.id, each, page),
        )
        for each in lengths(board.area)
    )


def qualification(board: QualificationBoard) -> Screen:
    """A member's training: how it stands, and all that there was."""
    member, live = board.member, board.live
    last = board.history[-1] if board.history else None
    lines = [f"<b>{safe(member.called)}: training</b>"]
    lines.append(stands(board.standing, member.trained_on, live, last) + ".")
    if board.history:
        lines += ["", "<b>So far</b>"]
        lines += [_once(each, board) for each in reversed(board.history[-HISTORY_SHOWN:])]
    rows: list[tuple[Button, ...]] = []
    if member.is_trained and member.is_active:
        lines += ["", "How long does it count, from its day on?"]
        rows.append(
            tuple(
                button(for_months(each), SetExpiry(member.id, each)) for each in lengths(board.area)
            )
        )
        rows.append((button("Renewed today", SetTrained(member.id, trained=True)),))
        if live is not None and live.session_id is not None:
            rows.append((button("Undo the sign-off", UndoSignOff(live.id)),))
    rows.append((button("‹ Back", MemberCard(member.id)), button("Home", Home())))
    return Screen(text="\n".join(lines), rows=tuple(rows))


def _once(each: Qualification, board: QualificationBoard) -> str:
    how = "at a session" if each.session_id is not None else "by hand"
    by = board.called.get(each.signed_off_by or 0)
    signed = f" by {safe(by)}" if by else ""
    if each.ending is not None and each.ended_on is not None:
        then = f"{ENDINGS[each.ending]} {plain_day(each.ended_on)}"
    else:
        then = f"until {plain_day(each.expires_on)}" if each.expires_on else "no end"
    return f"· {plain_day(each.gained_on)}, {how}{signed}: {then}"


# What leads are told


def expiring(board: MemberBoard) -> Screen | None:
    """Somebody's training runs out before long."""
    live = board.training.live if board.training is not None else None
    if live is None or live.expires_on is None:
        return None
    return _about(
        board,
        f"The training of {veiled(board.member.called)} runs out on {full_day(live.expires_on)}."
        " Renew it, or invite them to a session.",
    )


def lapsed(board: MemberBoard) -> Screen | None:
    """Somebody's training has run out."""
    if board.member.is_trained:
        return None
    return _about(
        board,
        f"The training of {veiled(board.member.called)} has run out. They are off the lists "
        "ahead until they have trained again.",
    )


def _about(board: MemberBoard, text: str) -> Screen:
    member = board.member
    can_hear = member.has_telegram and member.is_reachable
    told = "" if can_hear else " Tell them yourself: the bot cannot."
    rows = ((button("Open", QualificationCard(member.id)), button("Home", Home())),)
    return Screen(text=f"{text}{told}", rows=rows)


def signed_off(names: list[str], untold: tuple[str, ...]) -> str:
    """Said to the lead who has signed off."""
    who = names[0] if len(names) == 1 else count(len(names), "officer")
    told = f" Tell them yourself: {', '.join(untold)}." if untold else ""
    return f"{who} signed off.{told}"
