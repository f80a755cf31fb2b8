"""The screens of support that is asked for: the asker's request, and the leads' list."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions.support_requests import RequestBoard, SupportBoard
from bot.callbacks.people import Home
from bot.callbacks.support_requests import (
    AskForSupport,
    ChooseSupport,
    CloseRequest,
    RequestCard,
    SupportOf,
    WillCall,
    WriteAnswer,
)
from bot.screens import Button, Screen
from bot.views.plain import button, count, home_row, in_rows, safe, veiled
from operation.area import Area
from operation.support_requests import RequestState, SupportRequest, Topic

TOPICS = {
    Topic.TRAINING: "Training for our team",
    Topic.SETUP: "Setting up an area",
    Topic.WARD: "A ward problem",
    Topic.WELLBEING: "Wellbeing of the team",
    Topic.OTHER: "Something else",
}
_MOST_LISTED = 20
_WILL_CALL = "They will call you."


def ask_button(area: Area | None = None) -> Button:
    """“Ask for support”, of any area or of this one."""
    return button("Ask for support", AskForSupport(area.key) if area else ChooseSupport())


def choose_support(areas: tuple[Area, ...]) -> Screen:
    """Whom to ask?"""
    if not areas:
        return Screen(
            text="There is nobody to ask here: what is asked of your area comes to you.",
            rows=(home_row(),),
        )
    buttons = [button(area.name, AskForSupport(area.key)) for area in areas]
    text = "<b>Ask for support</b>\nWhose project leads?"
    return Screen(text=text, rows=(*in_rows(buttons, 2), home_row()))


def my_request(board: RequestBoard) -> Screen:
    """What somebody has asked, and the answer."""
    request = board.request
    lines = [f"<b>Asked for support</b> · {TOPICS[request.topic]}"]
    if request.note:
        lines.append(f"Your note: {veiled(request.note)}")
    if request.state is RequestState.OPEN:
        lines += ["", f"The project leads of {safe(board.area.name)} answer here."]
    else:
        said = veiled(request.answer) if request.answer else _WILL_CALL
        who = safe(board.answered_by or "A lead")
        lines += ["", f"<b>{who}</b>: {said}"]
    if request.is_closed:
        lines.append("Closed. You can ask again at any time.")
    return Screen(text="\n".join(lines), rows=((button("Home", Home()),),))


def support_request(board: RequestBoard) -> Screen:
    """One request, for a lead: answer, or say that you will call; then close it."""
    request = board.request
    lines = [f"<b>Support asked for</b> · {TOPICS[request.topic]}"]
    is_chased = bool(board.news) and board.news[-1][0] == "chase" and not request.is_closed
    if is_chased:
        lines.append(f"<b>Still open, asked {age(request, board.now)} ago.</b>")
    whence = safe(board.home) if board.home else "a visitor"
    lines += ["", f"{veiled(request.called or 'somebody')} · {whence}"]
    if request.note:
        lines.append(veiled(request.note))
    if request.state is not RequestState.OPEN:
        said = veiled(request.answer) if request.answer else "will call"
        lines += ["", f"{safe(board.answered_by or 'A lead')}: {said}"]
    if request.is_closed:
        lines.append("Closed.")
    back = (button("‹ Support", SupportOf(board.area.key)), button("Home", Home()))
    return Screen(text="\n".join(lines), rows=(*_decisions(request), back))


def _decisions(request: SupportRequest) -> tuple[tuple[Button, ...], ...]:
    if request.state is RequestState.OPEN:
        return (
            (
                button("📞 I'll call you", WillCall(request.id)),
                button("Write an answer", WriteAnswer(request.id)),
            ),
        )
    if request.state is RequestState.ANSWERED:
        return ((button("✅ Done, close it", CloseRequest(request.id)),),)
    return ()


def support_list(board: SupportBoard) -> Screen:
    """What is asked of an area, the oldest first, and the counts so far."""
    counts = board.counts
    lines = [f"<b>{safe(board.area.name)}: support asked for</b>"]
    lines += [
        f"{TOPICS[each.topic]} · {_STATES[each.state]}, {age(each, board.now)}"
        for each in board.open[:_MOST_LISTED]
    ]
    if not board.open:
        lines.append("Nothing is open.")
    took = f", half within {_hours(counts.median_hours)}" if counts.median_hours is not None else ""
    lines += [
        "",
        f"So far: {counts.asked} asked, {counts.answered} answered{took}, {counts.closed} closed. "
        f"{count(board.visits, 'visit')}.",
    ]
    buttons = [
        button(f"{_SHORT[each.topic]}, {age(each, board.now)} ›", RequestCard(each.id))
        for each in board.open[:_MOST_LISTED]
    ]
    return Screen(text="\n".join(lines), rows=(*in_rows(buttons, 2), home_row()))


_STATES = {RequestState.OPEN: "open", RequestState.ANSWERED: "answered"}
_SHORT = {
    Topic.TRAINING: "Training",
    Topic.SETUP: "Setting up",
    Topic.WARD: "Ward",
    Topic.WELLBEING: "Wellbeing",
    Topic.OTHER: "Other",
}


def _hours(hours: float) -> str:
    return f"{max(1, round(hours))} h"


def age(request: SupportRequest, now: datetime) -> str:
    """For how long a request has waited: 5 h, 3 days."""
    waited = now - request.asked_at
    if waited < timedelta(days=2):
        return f"{max(0, int(waited / timedelta(hours=1)))} h"
    return count(waited.days, "day")


def request_moved_on(_board: RequestBoard) -> Screen:
    """A card that has given way to a newer one."""
    return Screen(text="Support: see the newer message below.", gives_way=True)
