"""What an officer sees of a crew: their card of a night, and what they are asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.actions.boards import NightBoard
from bot.actions.cards import Headline, News
from bot.actions.crew_boards import DutyTimes, MyCard
from bot.callbacks import Payload
from bot.callbacks.crew import (
    Accept,
    CannotMakeIt,
    Confirm,
    Decline,
    StandByAgain,
    Withdraw,
)
from bot.callbacks.hours import MusterCard
from bot.callbacks.partners import PartnersOf
from bot.callbacks.people import Home
from bot.callbacks.places import ProposePlace
from bot.callbacks.rota import MyShifts, SignUp, StepBack
from bot.callbacks.swaps import GiveAway, TakeBack
from bot.callbacks.visits import InviteVisitor
from bot.screens import Button, Screen
from bot.views.beside_words import agree_rows, for_crew, proposals
from bot.views.calendar import calendar_file, duty_of
from bot.views.feed import calendar_button
from bot.views.plain import (
    button,
    clock,
    hidden,
    in_rows,
    line,
    moment,
    ordinal,
    safe,
    short_day,
    veiled,
)
from bot.views.rest import duties_button, duties_lines
from bot.views.returns_words import return_buttons
from bot.views.rota_words import CANCELLED, REASONS, latest, times
from bot.views.swaps import crew_at_short_notice, on_offer
from bot.views.visits import visitors_line
from operation.area import Area
from operation.crew import CREW, SWAPPED, UNDECIDED, Reason, State
from operation.swaps import Stage

NAMES_OF_CREW = 12


def my_shift(card: MyCard) -> Screen:
    """The same night opened from “My shifts”, and back to there."""
    back = (button("‹ My shifts", MyShifts()), button("Home", Home()))
    return Screen(text=my_night(card).text, rows=(*_card_rows(card, on_list=True)[:-1], back))


def my_night(card: MyCard) -> Screen:
    """One night as it stands for one person: what is new, how they stand, what is asked."""
    area, night = card.area, card.night
    lines = [f"<b>{short_day(night.book.night)}</b> · {times(area, night)}"]
    lines += [
        f"<b>{_HEADLINES[news](area, night, each)}</b>"
        for each in latest(card.news)
        for news in [News(str(each[0]))]
        if card.state in _STILL_NEWS.get(news, {card.state})
    ]
    lines += ["", _how(card)]
    offer = night.on_offer.get(card.member_id)
    if offer is not None and not night.has_started:
        lines.append(on_offer(area, offer))
    if card.state in CREW and not _is_off(night):
        # Where, and with whom, is nothing for a lock screen.
        beside = for_crew(card.beside) if card.beside is not None else []
        where = [safe(night.ward)] if night.ward else []
        lines.append(hidden([*where, *beside, *_proposed(card), *_crew_line(night)]))
        if card.visitors:
            lines.append(visitors_line(card.visitors))
    lines += duties_lines(area, card.rest)
    return Screen(text="\n".join(lines), rows=_card_rows(card))


def _proposed(card: MyCard) -> list[str]:
    """Where to go, as long as that can be settled, for the patrol lead."""
    if card.beside is None or card.night.has_started:
        return []
    return proposals(card.area, card.beside, card.member_id)


_FOOT = (button("My shifts", MyShifts()), button("Home", Home()))
_STILL_NEWS = {
    News.SELECTED: {State.SELECTED},
    News.CHASE: {State.SELECTED},
    News.DECIDE: {State.PROVISIONAL},
    News.OPEN_TO_ALL: {State.PROVISIONAL},
    News.UNDECIDED: {State.STOOD_DOWN},
    News.STANDING_BY: {State.STANDING_BY},
    News.BACK_TO_STANDBY: {State.STANDING_BY},
    News.OFFERED: {State.OFFERED},
    News.LAPSED: {State.DECLINED},
    News.ON_AGAIN: {State.SELECTED, State.STANDING_BY, State.IN},
    News.ASKED: {State.ASKED},
    News.CONFIRMED: {State.CONFIRMED},
    News.TAKEN_OFF: {State.STOOD_DOWN},
    News.WITHDRAWN: {State.WITHDRAWN},
    News.COVERED: {State.STOOD_DOWN},
    News.PATROL_LEAD: CREW,
    News.NOT_PATROL_LEAD: CREW,
    News.AGREE_WARD: CREW,
    News.PLACE_PROPOSED: CREW,
    News.REMINDER: CREW,
    News.SWAPPED_OUT: {State.WITHDRAWN},
    News.SWAPPED_IN: CREW,
    News.SWAP_TAKEN: CREW,
    News.SWAP_REFUSED: CREW,
    News.SWAP_ENDED: CREW,
    News.DROPPED: CREW,
}
"""What is news only as long as they stand so; everything else stays news."""


def moved_on(night: NightBoard) -> Screen:
    """A card that has given way to a newer one."""
    return Screen(
        text=f"{short_day(night.book.night)}: see the newer message below.", gives_way=True
    )


def _how(card: MyCard) -> str:
    """How someone stands, and what comes next."""
    night, area = card.night, card.area
    if night.crew.cancelled is not None:
        return f"This night is cancelled: {CANCELLED[night.crew.cancelled]}.{_note(night)}"
    if card.state in CREW and night.has_started:
        return "Under way. You are on the crew."
    if card.state is State.WITHDRAWN:
        return _OFF.get(card.reason, "You are off this night: your lead knows.")
    if card.state is State.STOOD_DOWN:
        return _stood_down(card)
    return standing(area, night, card.member_id, card.state)


_OFF: dict[str | None, str] = {
    SWAPPED: "You are off this night: somebody else has your shift.",
    Reason.ACCESS: "You are off this night.",
}


def _stood_down(card: MyCard) -> str:
    if card.night.is_open:
        return "Sign-up is open."
    if card.reason == UNDECIDED:
        return "You said maybe. If you can come after all, tell your lead."
    return "You are not needed for this night. Thank you."


def _note(night: NightBoard) -> str:
    return f" {veiled(night.cancel_note)}" if night.cancel_note else ""


def standing(area: Area, night: NightBoard, member_id: int, state: State) -> str:
    """How someone stands with a night that takes place, and what is asked of them."""
    mine = night.crew.of(member_id)
    if state is State.STANDING_BY:
        turn = ordinal(night.crew.turn_of(member_id) or 1)
        return f"You are standing by, {turn} in line. If a place comes free, you will be asked."
    if state is State.OFFERED and mine is not None and mine.offered_until is not None:
        return f"A place is yours if you take it by {moment(mine.offered_until, area.zone)}."
    if state is State.PROVISIONAL and night.is_open:
        closes = moment(night.book.closes_at, area.zone)
        return f"You said maybe, which holds no place. Sign-up closes {closes}."
    if state is State.IN and mine is not None and mine.must_answer:
        return "You are on the list. The times have moved: can you still come?"
    return _STANDING[state]


_STANDING = {
    State.PROVISIONAL: "You said maybe. Sign-up is closed.",
    State.IN: "You are on the list. The crew is chosen once sign-up has closed.",
    State.SELECTED: "You are on the crew. Please confirm that you are coming.",
    State.CONFIRMED: "You are on the crew, and you have confirmed.",
    State.ASKED: "Cover is needed. The first to answer has the place.",
    State.OFFERED: "A place is yours if you take it.",
    State.DECLINED: "You are not down for this night. You can stand by again if you like.",
    State.WITHDRAWN: "You are off this night.",
    State.STOOD_DOWN: "You are not needed for this night. Thank you.",
}


def _crew_line(night: NightBoard) -> list[str]:
    names = [safe(night.name_of(each.member_id).called) for each in night.crew.crew]
    more = len(names) - NAMES_OF_CREW
    shown = ", ".join(names[:NAMES_OF_CREW]) + (f" and {more} more" if more > 0 else "")
    return [f"Crew: {shown}"]


def _is_off(night: NightBoard) -> bool:
    return night.crew.cancelled is not None


def _card_rows(card: MyCard, *, on_list: bool = False) -> tuple[tuple[Button, ...], ...]:
    """The last row leads away from the card."""
    night = card.night
    foot = _FOOT
    if _is_in_calendar(card):
        foot = (calendar_button(card.area), button("My shifts", MyShifts()))
    if night.has_started and not _is_off(night):
        asked_now = in_rows(_answers(card, on_list=on_list), 1)
        return (*asked_now, *in_rows(_parts_afterwards(card), 2), foot)
    if _is_off(night):
        return (foot,)
    if card.state is State.STOOD_DOWN and night.is_open:
        return ((button("✅ I'm in", SignUp(night.week_id, night.book.patrol_id)),), _FOOT)
    if card.state is State.DECLINED:
        return ((button("Stand by again", StandByAgain(night.book.patrol_id)),), foot)
    answers = in_rows(_answers(card, on_list=on_list), 2)
    agree: list[tuple[Button, ...]] = []
    if card.beside is not None and _leads(card):
        agree = agree_rows(card.area, card.beside, night.book.patrol_id, card.member_id)
    return (*answers, *agree, *in_rows(_parts(card, on_list=on_list), 2), foot)


def _answers(card: MyCard, *, on_list: bool) -> tuple[Button, ...]:
    return asked(card.night, card.member_id, card.state, on_list=on_list)


def _parts(card: MyCard, *, on_list: bool) -> list[Button]:
    """What else somebody can do for their night, each with a screen of its own."""
    patrol = card.night.book.patrol_id
    parts = []
    if card.rest is not None and card.area.rest.duties and card.state is not State.ASKED:
        parts.append(duties_button(card.night, on_list=on_list))
    if _leads(card):
        parts.append(button("Propose a place", ProposePlace(patrol)))
        parts.append(button("Partners", PartnersOf(patrol)))
        parts.append(button("Who is there", MusterCard(patrol, 0)))
    is_on = card.state in CREW and card.night.crew.is_published
    if is_on and card.area.visits.most:
        parts.append(button("Invite a visitor", InviteVisitor(patrol)))
    return parts


def _parts_afterwards(card: MyCard) -> list[Button]:
    """What is recorded of the night from its start on, some of it by the patrol lead only."""
    patrol = card.night.book.patrol_id
    returns = return_buttons(patrol) if card.state in CREW else []
    if not _leads(card):
        return returns
    return [
        *returns,
        button("Partners", PartnersOf(patrol)),
        button("Who is there", MusterCard(patrol, 0)),
    ]


def _leads(card: MyCard) -> bool:
    """Whether they are the patrol lead, who acts for the patrol once its crew is published."""
    is_named = card.beside is not None and card.beside.leading.patrol_lead == card.member_id
    return is_named and card.night.crew.is_published


def _is_in_calendar(card: MyCard) -> bool:
    """Whether their calendar may hold this night: whoever is off it takes it out again."""
    if card.state in CREW or not card.night.crew.is_published:
        return card.state in CREW
    news = {each[0] for each in card.news}
    left = {News.CANCELLED, News.TAKEN_OFF, News.BACK_TO_STANDBY}
    return card.state is State.WITHDRAWN or not news.isdisjoint(left)


def waits_for(night: NightBoard, member_id: int, state: State) -> tuple[Button, ...]:
    """What is asked of someone and waits for their answer, each button naming its night."""
    mine = night.crew.of(member_id)
    if night.has_started or night.crew.cancelled is not None:
        return ()
    is_asked = state in {State.SELECTED, State.OFFERED, State.ASKED}
    is_asked |= state is State.PROVISIONAL and night.is_open
    if not is_asked and not (mine is not None and mine.must_answer):
        return ()
    which = short_day(night.book.night)
    found = asked(night, member_id, state, on_list=True, which=which)
    return found[:1] if state is State.SELECTED else found


def asked(
    night: NightBoard, member_id: int, state: State, *, on_list: bool, which: str | None = None
) -> tuple[Button, ...]:
    """What someone can answer; each button names its night where `which` says it."""
    patrol = night.book.patrol_id
    mine = night.crew.of(member_id)
    answers: list[tuple[str, Payload]]
    if night.has_started:
        is_out = state in CREW and night.crew.is_published and not night.has_ended
        answers = [(_OFF_NOW, CannotMakeIt(patrol, on_list))] if is_out else []
    elif state in CREW:
        answers = _of_the_crew(night, member_id, state, on_list=on_list)
    elif state in {State.IN, State.PROVISIONAL} and night.is_open:
        answers = [("out", StepBack(night.week_id, patrol))]
        if state is State.PROVISIONAL:
            answers.insert(0, ("✅ in", SignUp(night.week_id, patrol)))
    else:
        answers = [
            (words, kind(patrol, on_list)) for words, kind in _ANSWERS.get(state, _NO_ANSWERS)
        ]
    if state is State.IN and mine is not None and mine.must_answer:
        answers.insert(0, ("✅ still in", Confirm(patrol, on_list)))
    return tuple(button(_label(words, which), to) for words, to in answers)


def _of_the_crew(
    night: NightBoard, member_id: int, state: State, *, on_list: bool
) -> list[tuple[str, Payload]]:
    """Coming, not coming, or somebody else in one's place."""
    patrol = night.book.patrol_id
    offer = night.on_offer.get(member_id)
    answers: list[tuple[str, Payload]] = []
    if state is State.SELECTED:
        answers.append(("✅ confirm", Confirm(patrol, on_list)))
    cannot = _OFF_NOW if night.is_near else "can't make it"
    answers.append((cannot, CannotMakeIt(patrol, on_list)))
    if offer is not None and offer.swap.stage is Stage.OPEN:
        answers.append(("keep my shift", TakeBack(offer.swap.id, on_list)))
    elif offer is None and not night.is_too_near:
        answers.append(("give away", GiveAway(patrol, 0)))
    return answers


_OFF_NOW = "take me off now"
"""At short notice: everyone whom it matters to is told at once."""
_Answer = type[Confirm] | type[CannotMakeIt] | type[Accept] | type[Decline]
_NO_ANSWERS: tuple[tuple[str, _Answer], ...] = ()
_ANSWERS: dict[State, tuple[tuple[str, _Answer], ...]] = {
    State.IN: (("can't make it", CannotMakeIt),),
    State.STANDING_BY: (("can't stand by", CannotMakeIt),),
    State.OFFERED: (("✅ take the place", Accept), ("no, thanks", Decline)),
    State.ASKED: (("✅ I can cover", Accept), ("sorry, no", Decline)),
}


def _label(words: str, which: str | None) -> str:
    """✅ Fri 14 Mar: confirm, where several nights are listed; ✅ Confirm under a card."""
    sign, plain = ("✅ ", words.removeprefix("✅ ")) if words.startswith("✅ ") else ("", words)
    return f"{sign}{which}: {plain}" if which else f"{sign}{plain[0].upper()}{plain[1:]}"


# What a card says first


def _times_moved(area: Area, _night: NightBoard, news: Headline) -> str:
    was = [clock(datetime.fromisoformat(str(each)), area.zone) for each in news[1:3]]
    return f"The times have moved: it was {was[0]}–{was[1]}."


def _ward_changed(area: Area, night: NightBoard, news: Headline) -> str:
    was = f" It was {veiled(area.ward_name(str(news[1])))}." if news[1] else ""
    return f"The ward is now {veiled(night.ward or '')}.{was}"


def _offer_ended(_area: Area, _night: NightBoard, news: Headline) -> str:
    return _ENDED[Stage(str(news[1]))]


_ENDED = {
    Stage.DECLINED: "Nobody can take your shift: you keep it.",
    Stage.LAPSED: "Nobody has taken your shift in time: you keep it.",
    Stage.OVER: "Your shift is no longer on offer: you keep it.",
    Stage.OPEN: "Whoever would have taken your shift has stepped back: it is on offer again.",
}


def _dropped(_area: Area, night: NightBoard, _news: Headline) -> str:
    return crew_at_short_notice(night)


def _said(words: str) -> Callable[[Area, NightBoard, Headline], str]:
    return lambda _area, _night, _news: words


_HEADLINES: dict[News, Callable[[Area, NightBoard, Headline], str]] = {
    News.SELECTED: _said("You have been chosen for the crew."),
    News.STANDING_BY: _said("The crew is chosen, and you are standing by."),
    News.BACK_TO_STANDBY: _said("The crew has changed: you are standing by now."),
    News.OFFERED: _said("A place has come free."),
    News.LAPSED: _said("The offer has run out, and the place goes on to others."),
    News.ASKED: _said("Can you help out?"),
    News.CONFIRMED: _said("Your lead has confirmed you."),
    News.TAKEN_OFF: _said("Your lead has taken you off this night."),
    News.WITHDRAWN: _said("Your lead has noted that you can't make it."),
    News.COVERED: _said("The place is filled. Thank you."),
    News.CANCELLED: _said("Cancelled."),
    News.ON_AGAIN: _said("This night is on again. Can you come?"),
    News.TIMES: _times_moved,
    News.WARD: _ward_changed,
    News.PATROL_LEAD: _said("You are the patrol lead of this night."),
    News.NOT_PATROL_LEAD: _said("Somebody else is the patrol lead of this night now."),
    News.MEETING: _said("Where you meet is settled: see below."),
    News.PLACE_PROPOSED: _said("Somebody proposes where to go: do you agree?"),
    News.AGREE_WARD: _said(
        "No ward is settled yet. As patrol lead, agree one with its sergeant and propose it."
    ),
    News.REMINDER: _said("A reminder of your night."),
    News.DECIDE: _said("In or out? Sign-up closes soon."),
    News.OPEN_TO_ALL: _said("Sign-up is open to everyone now: in or out?"),
    News.UNDECIDED: _said("Sign-up has closed, so your maybe is over. No harm done, thank you."),
    News.NOT_RESTED: _said(
        "By what else you work you cannot go on this night: speak to your lead."
    ),
    News.REST_OVERRIDDEN: _said(
        "You can go on this night: your lead has overridden the rest rules."
    ),
    News.CHASE: _said("You have not confirmed yet."),
    News.SWAPPED_OUT: _said("Your shift has been taken over."),
    News.SWAPPED_IN: _said("The shift is yours."),
    News.SWAP_TAKEN: _said("Somebody would take your shift. Your lead decides."),
    News.SWAP_REFUSED: _said("Your lead has said no to the swap: you keep your shift."),
    News.SWAP_ENDED: _offer_ended,
    News.DROPPED: _dropped,
}


# Withdrawing


def sure_to_withdraw(card: MyCard) -> Screen | None:
    """The second tap: a reason may be named, and is never more than these words."""
    if card.state not in {*CREW, State.STANDING_BY, State.OFFERED, State.IN}:
        return line("You are not down for this night any more.")
    night = card.night
    patrol = night.book.patrol_id

    def withdraw(reason: Reason, words: str) -> Button:
        return button(words, Withdraw(patrol, reason.value))

    text = (
        f"<b>{short_day(night.book.night)}</b> · {times(card.area, night)}\n"
        f"You can't make it? {_what_follows(card)}\n\n"
        "You may say why. Please no details: one tap is enough."
    )
    rows = (
        (withdraw(Reason.UNSAID, "Yes, I can't make it"),),
        (
            withdraw(Reason.DUTY, REASONS[Reason.DUTY].capitalize()),
            withdraw(Reason.HOME, REASONS[Reason.HOME].capitalize()),
        ),
        (withdraw(Reason.UNFIT, REASONS[Reason.UNFIT].capitalize()),),
        (button("‹ Back: I can make it", MyShifts()),),
    )
    return Screen(text=text, rows=rows)


def _what_follows(card: MyCard) -> str:
    if card.state in CREW and card.night.has_started:
        return "Your lead and the crew are told at once, without a reason to the crew."
    if card.state in CREW and card.night.is_near and card.night.crew.is_published:
        return (
            "It is short notice: your lead and the crew are told at once, and others are asked. "
            "The crew is told no reason."
        )
    if card.state in CREW:
        return "Your lead is told, and your place is offered to somebody else."
    return "Your lead is told."


# The calendar


def duties(found: tuple[DutyTimes, ...], now: datetime) -> Screen:
    """One's nights as a file; a calendar that has them already brings them up to date."""
    if not found:
        return Screen(
            text="You have no nights for your calendar yet: once you are on a crew, they are here.",
            rows=(_FOOT,),
        )
    file = calendar_file([duty_of(each) for each in found], now=now)
    return Screen(
        text="Open this with your calendar. It says “Duty” and no place. After a change, open it "
        "again: your calendar is brought up to date.",
        file=file,
    )
