"""A night for those beside its crew, and whom a lead could nominate for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.actions.beside import Word
from bot.actions.beside_boards import BesideCard, Candidates, TellBeside
from bot.actions.boards import Name, NightBoard
from bot.actions.cards import Headline
from bot.callbacks.leading import LeadingCard
from bot.callbacks.pairing import (
    AnswerForOfficer,
    AnswerNomination,
    BesideNight,
    ChooseNominee,
    InviteOfficer,
    MyWard,
    Nominate,
    OfficerByHand,
    TakeBack,
)
from bot.callbacks.people import Home
from bot.callbacks.places import ProposePlace
from bot.callbacks.rota import PatrolCard
from bot.screens import Button, Screen
from bot.views.beside_words import PARTS, agree_rows, local_officer, proposals
from bot.views.plain import (
    button,
    clock,
    hidden,
    home_row,
    in_rows,
    moment,
    page_of,
    page_turns,
    safe,
    short_day,
    veiled,
)
from bot.views.rest import duties_button
from bot.views.rota_words import CANCELLED, latest, times
from operation.area import Area
from operation.leading import Part
from operation.pairing import LIVE, Answer

MOST_NOMINEES = 6
"""As many local officers as stand under a sergeant's card; a ward has two or three."""


def beside_night(card: BesideCard) -> Screen:
    """One night for a supervisor, a sergeant of the ward, or its local officer."""
    night = card.night
    lines = [f"<b>{short_day(night.book.night)}</b> · {times(card.area, night)}"]
    lines += [f"<b>{_SAID[Word(str(e[0]))](card, e)}</b>" for e in latest(card.news)]
    lines += ["", *_how(card)]
    private = [*_private(card), *_proposed(card)]
    if private:
        lines.append(hidden(private))
    return Screen(text="\n".join(lines), rows=(*_rows(card), _foot(card)))


def _is_off(card: BesideCard) -> bool:
    return card.night.crew.cancelled is not None


def _how(card: BesideCard) -> list[str]:
    """How they stand with the night, and what is asked of them."""
    night = card.night
    if night.crew.cancelled is not None:
        return [f"This night is cancelled: {CANCELLED[night.crew.cancelled]}."]
    lines = [f"You are the {PARTS[part]} of this patrol." for part in card.parts]
    if card.mine is not None:
        lines.append(_ON_CREW if night.crew.goes(card.member_id) else _MINE[card.mine])
    if card.is_sergeant:
        lines += _for_sergeant(card)
    if not lines and _proposed(card):
        lines = ["The project lead settles where to go."]
    return lines or ["There is nothing for you to do for this night."]


def _proposed(card: BesideCard) -> list[str]:
    if card.night.has_started or _is_off(card):
        return []
    return proposals(card.area, card.beside, card.member_id)


_ON_CREW = "You go out with the crew of this night: see its own message."
_MINE = {
    Answer.ASKED: "You are asked to join this patrol as the ward's local officer. Can you come?",
    Answer.CONFIRMED: "You come along as the ward's local officer. Thank you.",
    Answer.DECLINED: "You can't come along. Your sergeant knows.",
    Answer.WITHDRAWN: "You are not needed for this night. Thank you.",
}


def _for_sergeant(card: BesideCard) -> list[str]:
    pairing = card.beside.pairing
    if pairing.ward is None:
        return []
    lines = ["The patrol is paired with a local officer of your ward."]
    if pairing.live is not None:
        return [*lines, local_officer(card.beside, veiled)]
    if card.night.has_started:
        return [*lines, "Nobody came along."]
    if card.officers:
        return [*lines, "<b>Please nominate one:</b> they are asked at once."]
    return [*lines, "<b>Please invite one</b> by a link: nobody else is enrolled for your ward."]


def _private(card: BesideCard) -> list[str]:
    """Where, and with whom: for those who come, supervise, or whose ward it is."""
    beside, night = card.beside, card.night
    is_theirs = card.is_sergeant or card.parts or card.mine in {Answer.ASKED, Answer.CONFIRMED}
    if not is_theirs or _is_off(card):
        return []
    lines = [f"Ward: {safe(night.ward)}"] if night.ward else []
    lines += [f"Meeting area: {safe(beside.meeting)}"] if beside.meeting else []
    for part in Part:
        name = beside.called(part)
        if name is not None and part not in card.parts:
            lines.append(f"{PARTS[part].capitalize()}: {safe(name)}")
    if card.parts and beside.pairing.live is not None:
        lines.append(local_officer(beside))
    return lines


def _rows(card: BesideCard) -> tuple[tuple[Button, ...], ...]:
    night, pairing = card.night, card.beside.pairing
    patrol = night.book.patrol_id
    if night.has_started or _is_off(card):
        return ()
    rows: list[tuple[Button, ...]] = []
    yes = button("✅ I'll be there", AnswerNomination(patrol, comes=True))
    no = button("Can't make it", AnswerNomination(patrol, comes=False))
    if card.mine is Answer.ASKED:
        rows.append((yes, no))
    elif card.mine is Answer.CONFIRMED:
        rows.append((no,))
    if card.mine in LIVE and card.area.rest.duties:
        rows.append((duties_button(night, on_list=False),))
    rows += agree_rows(card.area, card.beside, patrol, card.member_id)
    if card.is_sergeant:
        rows += _sergeants_rows(card.officers, patrol, is_taken=pairing.live is not None)
        rows.append((button("Propose a place", ProposePlace(patrol)),))
    return tuple(rows)


def _sergeants_rows(
    officers: tuple[Name, ...], patrol: int, *, is_taken: bool
) -> list[tuple[Button, ...]]:
    if is_taken:
        return [(button("Nominate another", TakeBack(patrol, on_card=True)),)]
    names = [
        button(each.called, Nominate(patrol, each.member_id, on_card=True))
        for each in officers[:MOST_NOMINEES]
    ]
    return [*in_rows(names, 2), (button("Invite by a link", InviteOfficer(patrol)),)]


def _foot(card: BesideCard) -> tuple[Button, ...]:
    if card.is_sergeant or card.mine is not None or card.beside.proposals:
        return (button("My ward", MyWard()), button("Home", Home()))
    return home_row()


# What is new


def _times_moved(card: BesideCard, news: Headline) -> str:
    was = [clock(datetime.fromisoformat(str(each)), card.area.zone) for each in news[1:3]]
    again = " Can you still come?" if card.mine is Answer.ASKED else ""
    return f"The times have moved: it was {was[0]}–{was[1]}.{again}"


def _about(words: str) -> Callable[[BesideCard, Headline], str]:
    """With the name of a local officer, which is nothing for a lock screen."""
    return lambda card, news: words.format(veiled(card.beside.name_of(int(news[1]))))


def _said(words: str) -> Callable[[BesideCard, Headline], str]:
    return lambda _card, _news: words


def _wanted(card: BesideCard, _news: Headline) -> str:
    ward = veiled(f": {card.night.ward}") if card.night.ward else ""
    return f"A patrol comes to your ward{ward}."


_SAID: dict[Word, Callable[[BesideCard, Headline], str]] = {
    Word.NOMINATED: _said("Your sergeant has nominated you."),
    Word.REMINDED: _said("You have not answered yet."),
    Word.ANSWERED: _said("Your lead has recorded your answer."),
    Word.NOT_NEEDED: _said("Somebody else is nominated."),
    Word.NOT_RESTED: _said(
        "By what else you work you cannot go on this night: speak to your lead."
    ),
    Word.ABSENT: _said("It is noted how you turned out: if it is wrong, tell the lead."),
    Word.PRESENT: _said("It is put right that you were there."),
    Word.WANTED: _wanted,
    Word.UNFILLED: _said("Nobody is nominated yet."),
    Word.SAID_NO: _about("{} can't come along."),
    Word.COMES: _about("{} comes along."),
    Word.ON_CREW: _about("{} goes out with the crew now. Another local officer is wanted."),
    Word.PLACE_PROPOSED: _said("Somebody proposes a place in your ward: do you agree?"),
    Word.DROPPED: _said("The crew has changed at short notice."),
    Word.SUPERVISOR: _said("You are named supervisor."),
    Word.FALLBACK: _said("You are named fallback for the supervisor."),
    Word.NOT_NAMED: _said("You do not supervise this night any more."),
    Word.LEAD_LEFT: _said("The patrol lead is off the crew; the project lead names another."),
    Word.REMINDER: _said("A reminder of this night."),
    Word.TIMES: _times_moved,
    Word.OTHER_WARD: _said("This patrol goes to another ward."),
    Word.WARD: _said("The ward has changed."),
    Word.MEETING: _said("The meeting area is set."),
    Word.CANCELLED: _said("Cancelled."),
    Word.ON_AGAIN: _said("This night is on again."),
}


# For the lead


def choose_nominee(found: Candidates, page: int) -> Screen:
    """Whom a lead could nominate, and what they can record for who is."""
    night, pairing = found.night, found.beside.pairing
    patrol = night.book.patrol_id
    ward = safe(night.ward or "ward to be agreed")
    lines = [f"<b>{short_day(night.book.night)}</b> · {ward}", local_officer(found.beside)]
    back = (button("‹ Lead & pairing", LeadingCard(patrol)),)
    if pairing.live is not None:
        rows = _live_rows(pairing.live.member_id, pairing.live.state, patrol)
        return Screen(text="\n".join(lines), rows=(*rows, back))
    said_no = [safe(found.beside.name_of(each)) for each in sorted(pairing.said_no)]
    lines += [f"Said no: {', '.join(said_no)}"] if said_no else []
    lines += ["", "Whom do you nominate? They are asked at once."]
    shown, here, pages = page_of(found.people, page)
    names = [button(each.called, Nominate(patrol, each.member_id, on_card=False)) for each in shown]
    turns = page_turns(here, pages, lambda other: ChooseNominee(patrol, other))
    more = (
        button("Invite by a link", InviteOfficer(patrol)),
        button("Without Telegram", OfficerByHand(patrol)),
    )
    rows = (*in_rows(names, 2), *in_rows(turns, 2), more)
    return Screen(text="\n".join(lines), rows=(*rows, back))


def _live_rows(member: int, state: Answer, patrol: int) -> tuple[tuple[Button, ...], ...]:
    yes = button("They come", AnswerForOfficer(patrol, member, comes=True))
    no = button("They can't", AnswerForOfficer(patrol, member, comes=False))
    answers = (yes, no) if state is Answer.ASKED else (no,)
    return (answers, (button("Nominate another", TakeBack(patrol, on_card=False)),))


def tell_beside(told: TellBeside) -> Screen:
    """A lead is asked to tell somebody whom the bot cannot."""
    night = told.night
    patrol = night.book.patrol_id
    text = (
        f"<b>{short_day(night.book.night)}</b> · {times(told.area, night)}\n"
        f"Please tell {veiled(told.called)}: {_TELL[Word(str(told.news[0]))]} The bot cannot "
        "write to them."
    )
    way = ChooseNominee(patrol, 0) if told.is_asked else LeadingCard(patrol)
    return Screen(text=text, rows=((button("Answer for them", way),), home_row()))


_TELL = {
    Word.NOMINATED: "they are nominated as local officer. Can they come?",
    Word.REMINDED: "they are nominated as local officer. Can they come?",
    Word.NOT_NEEDED: "somebody else is nominated.",
    Word.NOT_RESTED: "by their duties they are not rested for this night.",
    Word.ABSENT: "they are noted as not there. Were they?",
    Word.PRESENT: "they are noted as there after all.",
    Word.WANTED: "a local officer of their ward is wanted.",
    Word.UNFILLED: "a local officer of their ward is still wanted.",
    Word.SAID_NO: "their local officer can't come: another is wanted.",
    Word.COMES: "their local officer comes.",
    Word.ON_CREW: "their local officer is on the crew now: another is wanted.",
    Word.PLACE_PROPOSED: "somebody proposes a place in their ward. Do they agree?",
    Word.DROPPED: "the crew has changed at short notice.",
    Word.SUPERVISOR: "they are the supervisor on duty.",
    Word.FALLBACK: "they are the fallback for the supervisor.",
    Word.NOT_NAMED: "they do not supervise this night any more.",
    Word.LEAD_LEFT: "the patrol lead is off the crew.",
    Word.REMINDER: "a reminder of this night.",
    Word.TIMES: "the times have moved. Can they still come?",
    Word.OTHER_WARD: "the patrol goes to another ward.",
    Word.WARD: "the ward has changed.",
    Word.MEETING: "the meeting area is set.",
    Word.CANCELLED: "the night is cancelled.",
    Word.ON_AGAIN: "the night is on again. Can they come?",
    Word.ANSWERED: "their answer is recorded.",
}


def nomination_link(
    area: Area, night: NightBoard, expires_at: datetime, url: str, *, is_lead: bool
) -> Screen:
    """A link for one local officer, ready to be passed on."""
    text = (
        f"<b>Link for one local officer</b>, {short_day(night.book.night)}, until "
        f"{moment(expires_at, area.zone)}:\n\n{safe(url)}\n\n"
        "Pass it on in person or by force e-mail. It works once, and is shown only now. Whoever "
        "joins by it is nominated for this night; a project lead lets them in."
    )
    patrol = night.book.patrol_id
    here = PatrolCard(patrol) if is_lead else BesideNight(patrol)
    return Screen(text=text, rows=((button("‹ Night", here), button("Home", Home())),))
