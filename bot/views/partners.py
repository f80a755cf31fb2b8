"""A night's partner agencies, for whoever acts for the patrol."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from bot.actions.partners_boards import InvitationLine, NightPartners
from bot.callbacks.partners import (
    AnswerForAgency,
    ChoosePurpose,
    InvitationCard,
    InviteCard,
    InviteNext,
    KeepWindow,
    MarkAttendance,
    MeetingPoint,
    PartnersOf,
    SetPurpose,
    SoupCard,
    StepWindow,
    TickAgency,
    Window,
    WithdrawInvitation,
)
from bot.callbacks.people import Home
from bot.callbacks.rota import MyShifts, PatrolCard
from bot.screens import Button, Screen
from bot.views.partners_words import (
    ATTENDANCE,
    GROUPS,
    PURPOSES,
    some,
    span,
    who_comes,
)
from bot.views.plain import button, count, fitting, hidden, in_rows, safe, short_day
from operation.partners import (
    MOST_INVITED,
    Attendance,
    Invitation,
    Purpose,
    Span,
    Stand,
    first_hours,
)

OF_NIGHT, TO_INVITE, OF_INVITED = "n", "i", "c"
"""Whose window is stepped: the night's engagement, a new invitation's, or that of the invited."""
MOST_AGENCIES = 40
_SHORT = {
    Attendance.CAME: "came",
    Attendance.LATE: "late",
    Attendance.MISSED: "absent",
    Attendance.EXCUSED: "excused",
}


def night_partners(board: NightPartners, news: Sequence[str] = ()) -> Screen:
    """What a night is for, who is invited and what they have answered; afterwards, who came.

    `news` stands on top, where the screen arrives unasked.
    """
    text = fitting(lambda most: _text(board, news, most), _SIZES)
    return Screen(text=text, rows=(*_rows(board), _back(board)))


_SIZES = (MOST_INVITED, 12, 8, 5, 3, 1, 0)


def _text(board: NightPartners, news: Sequence[str], most: int) -> str:
    head = f"<b>{short_day(board.night)} · partners</b>"
    if not news:
        return "\n".join([head, *_details(board, most, hidden)])
    # It arrives unasked: who comes and where is nothing for a lock screen.
    told = [head, *(f"<b>{words}</b>" for words in news)]
    return "\n".join([*told, hidden(_details(board, most, "\n".join))])


def _details(board: NightPartners, most: int, veil: Callable[[Sequence[str]], str]) -> list[str]:
    lines = _engagement_lines(board)
    if board.has_started:
        lines += ["", *some(_attendance_lines(board), most)]
    for heading, belongs in () if board.has_started else GROUPS:
        found = [who_comes(each) for each in board.lines if belongs(each)]
        if found:
            lines += ["", f"<b>{heading}</b>", *some(found, most)]
    if board.lines:
        lines += ["", *_terms(board, most, veil)]
    return lines


def _engagement_lines(board: NightPartners) -> list[str]:
    zone, engagement = board.area.zone, board.engagement
    lines = [f"{span(board.patrol, zone)} · {PURPOSES[engagement.purpose].lower()}"]
    if board.is_cancelled:
        return [*lines, "This night is cancelled."]
    if engagement.purpose is Purpose.ENFORCEMENT:
        lines.append("No partner takes part in enforcement.")
    elif engagement.window is None:
        usual = span(_usual(board), zone)
        lines.append(f"No engagement times yet: {usual} unless you say otherwise.")
    else:
        lines.append(f"Engagement: <b>{span(engagement.window, zone)}</b>")
    if board.kitchen is not None:
        served = f", {board.kitchen.served} served" if board.kitchen.served is not None else ""
        lines.append(f"Soup kitchen: {safe(board.supplier or '')} supplies{served}")
    return lines


def _usual(board: NightPartners) -> Span:
    return first_hours(board.patrol, board.area.partners.engagement_hours)


def _terms(board: NightPartners, most: int, veil: Callable[[Sequence[str]], str]) -> list[str]:
    """Where and when they were told, together where that is the same."""
    zone = board.area.zone
    terms: dict[tuple[str, str], list[str]] = {}
    for each in board.lines:
        key = (span(each.invitation.window, zone), each.invitation.meeting)
        terms.setdefault(key, []).append(safe(each.agency.name))
    if len(terms) == 1:
        [(window, meeting)] = terms
        return [f"Invited for {window}", veil([f"Meeting point: {safe(meeting)}"])]
    each_of_them = [
        f"{', '.join(names)}: {window}, {safe(meeting)}"
        for (window, meeting), names in terms.items()
    ]
    return [veil(some(each_of_them, most))]


def _attendance_lines(board: NightPartners) -> list[str]:
    return [
        f"{n}. {who_comes(each)} · {_attended(each.invitation)}"
        for n, each in enumerate(board.lines, 1)
    ]


def _attended(invitation: Invitation) -> str:
    if invitation.attendance is not None:
        return ATTENDANCE[invitation.attendance]
    return {Stand.YES: "said yes", Stand.NO: "said no"}.get(invitation.stand, "not answered")


def _rows(board: NightPartners) -> list[tuple[Button, ...]]:
    patrol = board.patrol_id
    if board.is_cancelled:
        return []
    soup = button("🍲 Soup kitchen", SoupCard(patrol))
    if board.has_started:
        rows = [_attendance_row(n, each) for n, each in enumerate(board.lines, 1)]
        rows += [(button("Meeting point", MeetingPoint(patrol)),)] if board.lines else []
        return [*rows, *([(soup,)] if board.kitchen is not None else [])]
    purpose = button("What it is for", ChoosePurpose(patrol))
    if board.engagement.purpose is Purpose.ENFORCEMENT:
        return [(purpose,)]
    rows = [(button("Invite agencies", InviteCard(patrol)),)]
    rows += in_rows(
        [button(f"{each.agency.name} ›", InvitationCard(each.invitation.id, False))
         for each in board.lines], 2,
    )  # fmt: skip
    if board.lines:
        rows.append((button("Their times", Window(patrol, OF_INVITED)),
                     button("Meeting point", MeetingPoint(patrol))))  # fmt: skip
    rows.append((button("Engagement times", Window(patrol, OF_NIGHT)),))
    return [*rows, (purpose, soup)]


def _attendance_row(n: int, line: InvitationLine) -> tuple[Button, ...]:
    this = line.invitation
    return tuple(
        button(
            f"{'● ' if this.attendance is each else f'{n} '}{_SHORT[each]}",
            MarkAttendance(this.id, each),
        )
        for each in Attendance
    )


def _back(board: NightPartners) -> tuple[Button, ...]:
    """A patrol lead who is no lead has no card of the night with all that is on it."""
    if board.is_for_lead:
        return (button("‹ Night", PatrolCard(board.patrol_id)), button("Home", Home()))
    return (button("My shifts", MyShifts()), button("Home", Home()))


def _to_partners(board: NightPartners) -> tuple[Button, ...]:
    return (button("‹ Partners", PartnersOf(board.patrol_id)),)


def choose_purpose(board: NightPartners, *, asks: bool) -> Screen:
    """What the night is for; whether agencies are to be turned away, where that follows."""
    patrol, back = board.patrol_id, _to_partners(board)
    head = f"<b>{short_day(board.night)}</b>\n"
    if asks:
        told = count(len(board.lines), "agency", "agencies")
        text = (
            f"{head}{told} invited. Partners take part in engagement only: for enforcement only "
            "every invitation is withdrawn, and they are told so."
        )
        if board.kitchen is not None:
            text = f"{text} There is no soup kitchen then."
        sure = button("Yes, withdraw them", SetPurpose(patrol, Purpose.ENFORCEMENT, True))
        return Screen(text=text, rows=((sure,), (button("No, keep them", PartnersOf(patrol)),)))
    rows = [
        (button(("● " if each is board.engagement.purpose else "") + words,
                SetPurpose(patrol, each, False)),)
        for each, words in PURPOSES.items()
    ]  # fmt: skip
    return Screen(text=f"{head}What is this night for?", rows=(*rows, back))


def choose_window(board: NightPartners, part: str, starts: int, ends: int) -> Screen:
    """Stepping a window; nothing is changed before the last button."""
    patrol, zone = board.patrol_id, board.area.zone
    within = bounds(board, part)
    shown = _shown(board, starts, ends)
    rows = [
        _steps(patrol, part, "From", is_start=True),
        _steps(patrol, part, "To", is_start=False),
        (button(f"✅ {_KEEP[part]} {span(shown, zone)}", KeepWindow(patrol, part, starts, ends)),),
        (button("‹ Partners", PartnersOf(patrol)),),
    ]
    text = (
        f"<b>{short_day(board.night)}</b> · {_WHOSE[part]} {span(within, zone)}\n"
        f"<b>{span(shown, zone)}</b>\n\n{_FOLLOWS[part]}"
    )
    return Screen(text=text, rows=tuple(rows))


def _shown(board: NightPartners, starts: int, ends: int) -> Span:
    start = board.patrol.starts
    return Span(start + timedelta(minutes=starts), start + timedelta(minutes=ends))


_KEEP = {OF_NIGHT: "Engagement", TO_INVITE: "Invite for", OF_INVITED: "Change to"}
_WHOSE = {OF_NIGHT: "patrol", TO_INVITE: "engagement", OF_INVITED: "engagement"}
_FOLLOWS = {
    OF_NIGHT: "When may partners take part? Whoever is invited outside of it is told.",
    TO_INVITE: "For when are they invited?",
    OF_INVITED: "Everyone who is invited is told once. Whoever had said yes is asked again.",
}


def _steps(patrol: int, part: str, label: str, *, is_start: bool) -> tuple[Button, ...]:
    sizes = ((-60, "−1h"), (-15, "−15"), (15, "+15"), (60, "+1h"))
    return tuple(
        button(
            f"{label} {words}",
            StepWindow(patrol, part, size if is_start else 0, 0 if is_start else size),
        )
        for size, words in sizes
    )


def bounds(board: NightPartners, part: str) -> Span:
    """What a window is stepped within: the patrol, or its engagement."""
    if part == OF_NIGHT or board.engagement.window is None:
        return board.patrol
    return board.engagement.window


def invite_agencies(
    board: NightPartners, ticked: Collection[int], starts: int | None, ends: int | None
) -> Screen:
    """Whom to invite: a tap ticks an agency, and nothing is sent yet."""
    patrol = board.patrol_id
    agencies = [
        button(f"{'✓ ' if each.id in ticked else ''}{each.name}", TickAgency(patrol, each.id))
        for each in board.free[:MOST_AGENCIES]
    ]
    window = board.engagement.window or _usual(board)
    if starts is not None and ends is not None:
        window = _shown(board, starts, ends)
    when = span(window, board.area.zone)
    text = f"<b>{short_day(board.night)}</b> · invite for {when}\n" + (
        "Whom? Tap each, then go on." if agencies else "Everyone is invited already, or paused."
    )
    rows = [*in_rows(agencies, 2)]
    chosen = sum(each.id in ticked for each in board.free)
    if agencies:
        rows.append((button(f"Other times ({when})", Window(patrol, TO_INVITE)),))
    if chosen:
        rows.append((button(f"Go on with {chosen}: where? ›", InviteNext(patrol)),))
    return Screen(text=text, rows=(*rows, _to_partners(board)))


def invitation_card(board: NightPartners, invitation_id: int, *, asks: bool) -> Screen:
    """One agency's invitation: recording its answer, or taking the invitation back."""
    line = next((each for each in board.lines if each.invitation.id == invitation_id), None)
    back = _to_partners(board)
    if line is None:
        return Screen(text="This invitation was withdrawn.", rows=(back,))
    this, zone = line.invitation, board.area.zone
    lines = [
        f"<b>{short_day(board.night)} · {safe(line.agency.name)}</b>",
        f"Invited for {span(this.window, zone)}",
        hidden([f"Meeting point: {safe(this.meeting)}"]),
        _STANDS[this.stand] + (f" {who_comes(line)}." if this.stand is Stand.YES else ""),
    ]
    if not line.is_reached:
        lines.append("The bot can write to nobody there: call them, and record the answer.")
    if asks:
        lines += ["", "Withdraw this invitation? They are told."]
        sure = (button("Yes, withdraw", WithdrawInvitation(this.id)),
                button("No, keep it", InvitationCard(this.id, False)))  # fmt: skip
        return Screen(text="\n".join(lines), rows=(sure, back))
    answers = [button("They come", AnswerForAgency(this.id, True)),
               button("They don't", AnswerForAgency(this.id, False))]  # fmt: skip
    withdraw = button("Withdraw invitation", InvitationCard(this.id, True))
    return Screen(text="\n".join(lines), rows=(tuple(answers), (withdraw,), back))


_STANDS = {
    Stand.ASKED: "Not answered yet.",
    Stand.YES: "Yes.",
    Stand.NO: "They have said no.",
    Stand.WITHDRAWN: "Withdrawn.",
}
