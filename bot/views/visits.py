"""The screens of visits: what a visitor sees of a night, and what a lead decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.actions.cards import Headline
from bot.actions.visit_boards import MyVisits as MyVisitsBoard
from bot.actions.visit_boards import NightVisitors, VisitBoard, VisitPlan
from bot.actions.visit_news import VisitNews
from bot.callbacks.people import Home
from bot.callbacks.rota import PatrolCard
from bot.callbacks.visits import (
    AcceptVisitor,
    AskToVisit,
    CannotVisit,
    ChooseVisit,
    DeclineVisitor,
    InviteVisitor,
    MyVisit,
    MyVisits,
    TakeVisitBack,
    VisitNights,
    VisitorCard,
    Visitors,
)
from bot.screens import Button, Screen
from bot.views.plain import button, clock, count, hidden, home_row, in_rows, safe, short_day, veiled
from bot.views.rota_words import CANCELLED, latest
from bot.views.support_requests import ask_button
from operation.area import Area
from operation.book import Book
from operation.visits import Visit, VisitState

SAFETY = "In danger: radio emergency button or 999. Nobody watches this bot."
_FORGOTTEN = "a visitor"
_MOST_NIGHTS = 12


# A sergeant's


def choose_visit(areas: tuple[Area, ...]) -> Screen:
    """Where?"""
    if not areas:
        return Screen(text="No other area runs its patrols here.", rows=(home_row(),))
    buttons = [button(area.name, VisitNights(area.key)) for area in areas]
    mine = (button("My visits", MyVisits()), button("Home", Home()))
    return Screen(text="<b>Visit a patrol</b>\nWhere?", rows=(*in_rows(buttons, 2), mine))


def visit_nights(plan: VisitPlan) -> Screen:
    """When? The date is all that is shown before a lead says yes."""
    nights = plan.nights[:_MOST_NIGHTS]
    head = f"<b>Visit a patrol: {safe(plan.area.name)}</b>\n"
    text = head + ("Which night?" if nights else "No night is open to visitors just now.")
    buttons = [button(short_day(b.night), AskToVisit(b.patrol_id, sure=False)) for b in nights]
    mine = (button("My visits", MyVisits()), button("Home", Home()))
    return Screen(text=text, rows=(*in_rows(buttons, 2), mine))


def sure_to_visit(found: tuple[Area, Book]) -> Screen:
    """The second tap: what is passed on."""
    area, book = found
    text = (
        f"<b>{safe(area.name)}, {short_day(book.night)}</b>\n"
        "Ask to come along? Its project lead sees your rank, surname and area, and answers here."
    )
    back = (button("‹ Other nights", VisitNights(area.key)),)
    return Screen(
        text=text, rows=((button("✅ Ask to visit", AskToVisit(book.patrol_id, sure=True)),), back)
    )


# A visitor's


def my_visits(board: MyVisitsBoard) -> Screen:
    """Someone's own visits; for somebody from outside this is all there is."""
    lines = ["<b>My visits</b>"]
    if not board.visits:
        lines.append("None just now.")
    lines += [
        f"{short_day(each.book.night)} · {safe(each.area.name)}: {_brief(each)}"
        for each in board.visits
    ]
    buttons = [button(f"{short_day(e.book.night)} ›", MyVisit(e.visit.id)) for e in board.visits]
    if board.is_guest:
        lines += ["", SAFETY]
        return Screen(text="\n".join(lines), rows=in_rows(buttons, 2))
    return Screen(text="\n".join(lines), rows=(*in_rows(buttons, 2), home_row()))


def _brief(board: VisitBoard) -> str:
    if board.visit.is_live and board.is_over:
        return "over"
    if board.visit.is_live and board.cancelled is not None:
        return "cancelled"
    return _BRIEF[board.visit.state]


_BRIEF = {
    VisitState.ASKED: "asked, no answer yet",
    VisitState.ACCEPTED: "you may come",
    VisitState.DECLINED: "not this time",
    VisitState.WITHDRAWN: "you are not coming",
    VisitState.TAKEN_BACK: "not possible after all",
    VisitState.LAPSED: "no answer in time",
    VisitState.OVER: "over",
}


def my_visit(board: VisitBoard) -> Screen:
    """One visit: what the visitor needs for the night, and no more."""
    lines = [f"<b>{short_day(board.book.night)}</b> · a visit"]
    lines += [
        f"<b>{_HEADLINES[news](board, each)}</b>"
        for each in latest(board.news)
        for news in [VisitNews(str(each[0]))]
        if board.visit.state in _STILL_NEWS.get(news, {board.visit.state})
    ]
    lines += ["", *_how(board)]
    return Screen(text="\n".join(lines), rows=_my_rows(board))


def _how(board: VisitBoard) -> list[str]:
    visit, zone = board.visit, board.area.zone
    if visit.state is not VisitState.OVER and board.is_over and visit.is_live:
        return [_STATES[VisitState.OVER]]
    if visit.is_live and board.cancelled is not None:
        why = CANCELLED[board.cancelled]
        return [f"This night is cancelled: {why}. If it is put back on, you will be told."]
    if visit.state is not VisitState.ACCEPTED:
        return [_STATES[visit.state]]
    contact = safe(board.contact) if board.contact else "the project lead"
    return [
        f"{clock(board.book.starts, zone)}–{clock(board.book.ends, zone)}. You are a guest: stay "
        "with your contact, and leave when they say so.",
        hidden(
            [
                safe(board.area.name),
                f"Contact: {contact}",
                f"Meet: {_meeting(board)}",
            ]
        ),
        "Plain clothes, warrant card with you. Nothing you see or hear is passed on.",
        SAFETY,
    ]


def _meeting(board: VisitBoard) -> str:
    return safe(board.meeting) if board.meeting else "your contact will tell you."


_STATES = {
    VisitState.ASKED: "You have asked to come along. The project lead answers here.",
    VisitState.DECLINED: "It does not fit that night. Ask about another night.",
    VisitState.WITHDRAWN: "You are not coming. The team knows.",
    VisitState.TAKEN_BACK: "It is not possible after all: please do not come.",
    VisitState.LAPSED: "Nobody answered in time: please do not come. Ask about another night.",
    VisitState.OVER: "The night is over, and so is your access to it. Thank you for coming.",
}
_STILL_NEWS = {
    VisitNews.ACCEPTED: {VisitState.ACCEPTED},
    VisitNews.ON_AGAIN: {VisitState.ACCEPTED, VisitState.ASKED},
    VisitNews.CANCELLED: {VisitState.ACCEPTED, VisitState.ASKED},
    VisitNews.TIMES: {VisitState.ACCEPTED, VisitState.ASKED},
    VisitNews.PLACE: {VisitState.ACCEPTED},
}


def _times_moved(board: VisitBoard, news: Headline) -> str:
    was = [clock(datetime.fromisoformat(str(each)), board.area.zone) for each in news[1:3]]
    return f"The times have moved: it was {was[0]}–{was[1]}."


def _said(words: str) -> Callable[[VisitBoard, Headline], str]:
    return lambda _board, _news: words


_HEADLINES: dict[VisitNews, Callable[[VisitBoard, Headline], str]] = {
    VisitNews.ACCEPTED: _said("You may come."),
    VisitNews.DECLINED: _said("Not this time."),
    VisitNews.TAKEN_BACK: _said("Not possible after all."),
    VisitNews.LAPSED: _said("No answer."),
    VisitNews.TIMES: _times_moved,
    VisitNews.CANCELLED: _said("Cancelled."),
    VisitNews.ON_AGAIN: _said("This night is on again."),
    VisitNews.PLACE: _said("Where to meet has changed."),
    VisitNews.OVER: _said("Over."),
}


def _my_rows(board: VisitBoard) -> tuple[tuple[Button, ...], ...]:
    foot = (button("My visits", MyVisits()),)
    if board.may_ask:
        return ((ask_button(board.area),), foot)
    if board.visit.is_live and not board.is_over and board.cancelled is None:
        return ((button("I can't come", CannotVisit(board.visit.id, sure=False)),), foot)
    return (foot,)


def sure_not_to_visit(board: VisitBoard) -> Screen:
    """The second tap."""
    return Screen(
        text=f"<b>{short_day(board.book.night)}</b>\nYou can't come? The team is told.",
        rows=(
            (button("Yes, I can't come", CannotVisit(board.visit.id, sure=True)),),
            (button("‹ Back: I can come", MyVisit(board.visit.id)),),
        ),
    )


def kept_about_visitors(area: Area) -> str:
    """What is kept about a visitor whom no area knows, and for how long."""
    days = count(area.visits.support_days, "day")
    return (
        f"Kept about you: rank and surname, until {days} after the night, and your Telegram "
        "account. The area's leads see it; the crew sees that a visitor comes, not who. As the law "
        "asks, a log is kept of who entered, changed or erased what. To see or correct it, or "
        "have it removed, ask the project lead.\n\nNever write about members of the public here."
    )


def visit_privacy(area: Area) -> Screen:
    """The same on a screen of its own."""
    text = f"<b>What is kept about you</b>\n\n{kept_about_visitors(area)}"
    return Screen(text=text, rows=((button("My visits", MyVisits()),),))


def visit_moved_on(board: VisitBoard) -> Screen:
    """A card that has given way to a newer one."""
    return Screen(
        text=f"{short_day(board.book.night)}: see the newer message below.", gives_way=True
    )


# A lead's, and the crew's


def _name(visit: Visit) -> str:
    return visit.called or _FORGOTTEN


def visitor(board: VisitBoard) -> Screen:
    """One visitor, for a lead: one tap accepts or declines."""
    visit = board.visit
    lines = [f"<b>{short_day(board.book.night)}</b> · a visitor"]
    lines += [
        f"<b>{_FOR_LEADS[VisitNews(str(each[0]))]}</b>"
        for each in latest(board.news)[-1:]
        if visit.state in (VisitState.ASKED, VisitState.WITHDRAWN)
    ]
    whence = safe(board.home) if board.home else "from outside the areas run here"
    invited = ", by a link of the crew" if visit.is_invited else ""
    lines += ["", f"{veiled(_name(visit))} · {whence}{invited}", _for_lead(board)]
    back = (button("‹ Visitors", Visitors(visit.patrol_id)), button("Home", Home()))
    return Screen(text="\n".join(lines), rows=(*_decisions(board), back))


_FOR_LEADS = {
    VisitNews.ASKED: "May they come along?",
    VisitNews.WITHDREW: "Can't come.",
}


def _for_lead(board: VisitBoard) -> str:
    who = safe(board.decided_by) if board.decided_by else "a lead"
    if board.visit.state is VisitState.ASKED and board.home is None:
        return "Do you know who this is? They get times, the meeting place and a contact."
    return _TO_LEADS[board.visit.state].format(who=who)


_TO_LEADS = {
    VisitState.ASKED: "They get times, the meeting place and a contact: no names of the crew.",
    VisitState.ACCEPTED: "Accepted by {who}.",
    VisitState.DECLINED: "Declined by {who}.",
    VisitState.TAKEN_BACK: "Taken back by {who}.",
    VisitState.WITHDRAWN: "They are not coming.",
    VisitState.LAPSED: "Nobody answered before the night began. They were told not to come.",
    VisitState.OVER: "The visit is over.",
}


def _decisions(board: VisitBoard) -> tuple[tuple[Button, ...], ...]:
    visit = board.visit
    if board.is_over or board.cancelled is not None:
        return ()
    if visit.state is VisitState.ASKED:
        yes, no = AcceptVisitor(visit.id), DeclineVisitor(visit.id)
        return ((button("✅ Accept", yes), button("Decline", no)),)
    if visit.state is VisitState.ACCEPTED:
        return ((button("They can't come after all", TakeVisitBack(visit.id)),),)
    return ()


def visitors(board: NightVisitors) -> Screen:
    """The visitors of a night, for its lead."""
    most = board.area.visits.most
    lines = [f"<b>{short_day(board.book.night)}</b> · visitors"]
    lines.append(f"At most {count(most, 'visitor')} on a night." if most else "None are taken.")
    lines += [f"{safe(_name(each))}: {_LISTED[each.state]}" for each in board.visits]
    buttons = [button(f"{_name(e)} ›", VisitorCard(e.id)) for e in board.visits if e.is_live]
    patrol = board.book.patrol_id
    invite = ((button("Invite a visitor", InviteVisitor(patrol)),),) if board.can_invite else ()
    back = (button("‹ Night", PatrolCard(patrol)), button("Home", Home()))
    return Screen(text="\n".join(lines), rows=(*in_rows(buttons, 2), *invite, back))


_LISTED = {
    VisitState.ASKED: "asks to come",
    VisitState.ACCEPTED: "comes",
    VisitState.DECLINED: "declined",
    VisitState.WITHDRAWN: "is not coming",
    VisitState.TAKEN_BACK: "taken back",
    VisitState.LAPSED: "had no answer",
    VisitState.OVER: "has visited",
}


def visit_link(book: Book, url: str) -> Screen:
    """A link, ready to be passed on."""
    text = (
        f"<b>Link for one visitor</b>, {short_day(book.night)} only, until the patrol starts:\n\n"
        f"{safe(url)}\n\nPass it on in person or by force e-mail. The project lead decides. "
        "It is shown only now; a new one takes its place."
    )
    return Screen(text=text, rows=(home_row(),))


def visitors_line(number: int) -> str:
    """What the crew is told: how many, not who."""
    return count(number, "visitor") + (" comes" if number == 1 else " come") + " along."


def tell_visitor(board: VisitBoard) -> Screen:
    """A lead is asked to tell a visitor whom the bot cannot write to."""
    news = [_HEADLINES[VisitNews(str(each[0]))](board, each) for each in board.news]
    text = (
        f"<b>{short_day(board.book.night)}</b>\n{veiled(_name(board.visit))} visits you and "
        f"cannot be reached by the bot. Please tell them: {' '.join(news)}"
    )
    return Screen(text=text, rows=((button("Visitors", Visitors(board.visit.patrol_id)),),))


def visit_button() -> Button:
    """On the home screen of sergeants and leads."""
    return button("Visit a patrol", ChooseVisit())
