"""The screens of swaps: to whom, will you take it, and may it go ahead."""

from __future__ import annotations

from bot.actions.boards import NightBoard, OnOffer
from bot.actions.swap_boards import GivingBoard, StandInBoard, SwapBoard
from bot.actions.swap_options import Option, StandIn
from bot.callbacks.crew import CannotMakeIt, PersonCard
from bot.callbacks.people import Home
from bot.callbacks.rota import MyShifts, PatrolCard
from bot.callbacks.swaps import (
    ApproveSwap,
    DeclineShift,
    GiveAway,
    GiveTo,
    OfferTo,
    OfferToAll,
    RefuseSwap,
    SwapApproval,
    SwapFor,
    SwapNow,
    TakeBack,
    TakeShift,
)
from bot.screens import Button, Screen
from bot.views import rest_words
from bot.views.feed import calendar_button
from bot.views.plain import (
    button,
    count,
    hidden,
    in_rows,
    moment,
    page_of,
    page_turns,
    safe,
    short_day,
    veiled,
)
from bot.views.rota_words import times
from operation.area import Area
from operation.swap_rules import Approval
from operation.swaps import Stage, Swap

_BACK = (button("‹ Back", MyShifts()),)


# Giving away


def give_away(board: GivingBoard, page: int) -> Screen:
    """To whom somebody could give their shift."""
    area, night = board.area, board.night
    head = _head(area, night)
    stop = _why_not(board)
    if stop is not None:
        return Screen(text=f"{head}\n{stop}", rows=(*_cannot(board), _BACK))
    patrol = night.book.patrol_id
    free = [each for each in board.options if each.is_free]
    shown, here, pages = page_of(board.options, page)
    rows: list[tuple[Button, ...]] = []
    if free:
        rows.append(
            (button(f"Ask all {len(free)}" if len(free) > 1 else "Ask", OfferToAll(patrol)),)
        )
    rows += in_rows([_name(patrol, each) for each in shown], 2)
    rows += in_rows(page_turns(here, pages, lambda to: GiveAway(patrol, to)), 2)
    lead = " Then your lead decides." if area.swaps.approval is Approval.LEAD else ""
    text = (
        f"{head}\nWho is to have your shift? The first to take it has it.{lead} "
        "You are on the crew until then."
    )
    if any(each.nights for each in board.options):
        text += "\n⇄ could give you a shift in return."
    return Screen(text=text, rows=(*rows, _BACK))


def _why_not(board: GivingBoard) -> str | None:
    night = board.night
    if not board.is_mine:
        return "You are not on this crew any more, so there is nothing to give away."
    if board.offer is not None:
        return on_offer(board.area, board.offer)
    if night.is_too_near:
        return "It is too late for a swap. If you can't come, say so now: others are asked at once."
    if not board.options:
        return (
            "Nobody could take it just now: everyone else is on this crew, not rested or not "
            "trained. If you can't come, say so."
        )
    return None


def _cannot(board: GivingBoard) -> tuple[tuple[Button, ...], ...]:
    if not board.is_mine or board.offer is not None:
        return ()
    patrol = board.night.book.patrol_id
    return ((button("Can't make it", CannotMakeIt(patrol, on_list=False)),),)


def _name(patrol: int, each: Option) -> Button:
    sign = "⇄ " if each.nights else ""
    return button(f"{sign}{each.member.called}", GiveTo(patrol, each.member.id))


def give_to(board: GivingBoard, member_id: int) -> Screen:
    """One person: they take the shift, or there is something in return."""
    area, night = board.area, board.night
    patrol = night.book.patrol_id
    back = (button("‹ Back", GiveAway(patrol, 0)),)
    found = next((each for each in board.options if each.member.id == member_id), None)
    stop = _why_not(board)
    if stop is not None:
        return Screen(text=f"{_head(area, night)}\n{stop}", rows=(back,))
    if found is None:
        return Screen(text=f"{_head(area, night)}\nThey cannot take it any more.", rows=(back,))
    rows = []
    if found.is_free:
        rows.append((button("Give it away", OfferTo(patrol, member_id, 0)),))
    for other in found.nights:
        label = f"⇄ For {short_day(other.book.night)}"
        rows.append((button(label, OfferTo(patrol, member_id, other.book.patrol_id)),))
    text = f"{_head(area, night)}\nAsk {safe(found.member.called)} to take your shift?"
    if found.nights:
        text += " ⇄ means that you take theirs for it."
    return Screen(text=text, rows=(*rows, back))


# Will you take it


def swap_card(board: SwapBoard) -> Screen:
    """A shift that is on offer, for somebody of whom it was asked."""
    swap, night = board.swap, board.night
    if swap.stage is Stage.OPEN:
        lines = [_head(board.area, night), *_question(board)]
        return Screen(text="\n".join(lines), rows=_answers(board))
    # What is over stays true: the night's times, and who goes, may change again.
    head = _head(board.area, night) if swap.is_live else _day(night)
    return Screen(text=f"{head}\n{_how_it_went(board)}", rows=_afterwards(board))


def _question(board: SwapBoard) -> list[str]:
    swap, area = board.swap, board.area
    who = veiled(board.giver)
    lines = [f"Can you take {who}'s shift?"]
    if board.other is not None:
        other = f"{short_day(board.other.book.night)} · {times(area, board.other)}"
        lines = [f"{who} would swap: you take this night, they take yours of {other}."]
    if swap.is_to_all:
        lines.append("The first to take it has it.")
    then = "Your lead decides then." if area.swaps.approval is Approval.LEAD else ""
    lines.append(f"On offer until {moment(swap.until, area.zone)}. {then}".rstrip())
    warning = rest_words.noted(board.findings).strip()
    lines += [hidden([warning])] if warning else []
    if board.viewer in swap.said_no:
        lines.append("You have said no. Thank you for answering.")
    return lines


def _answers(board: SwapBoard) -> tuple[tuple[Button, ...], ...]:
    swap = board.swap
    if board.viewer in swap.said_no:
        return ((button("I can, after all", TakeShift(swap.id)),), _FOOT)
    words = "✅ Swap" if board.other is not None else "✅ Take it"
    return (
        (button(words, TakeShift(swap.id)), button("No, thanks", DeclineShift(swap.id))),
        _FOOT,
    )


_FOOT = (button("My shifts", MyShifts()), button("Home", Home()))


def _how_it_went(board: SwapBoard) -> str:
    swap = board.swap
    if swap.taker == board.viewer:
        return _MINE.get(swap.stage, "This swap does not go ahead. There is nothing to do.")
    if swap.taker is not None and swap.stage in {Stage.TAKEN, Stage.DONE}:
        return "Somebody else has taken it. Thank you."
    if swap.stage is Stage.LAPSED:
        return "The offer has run out. There is nothing to do."
    return "This shift is no longer on offer. There is nothing to do."


_MINE = {
    Stage.TAKEN: "You would take this shift. Your lead decides, and you will be told.",
    Stage.DONE: "You have taken this shift. “My shifts” shows how you stand.",
    Stage.REFUSED: "Your lead has said no to the swap: you are not on this night.",
    Stage.LAPSED: "No lead has answered in time: you are not on this night.",
}


def _afterwards(board: SwapBoard) -> tuple[tuple[Button, ...], ...]:
    swap = board.swap
    if swap.taker != board.viewer:
        return (_FOOT,)
    if swap.stage is Stage.TAKEN:
        return ((button("Step back", DeclineShift(swap.id)),), _FOOT)
    is_done = swap.stage is Stage.DONE
    return (
        ((calendar_button(board.area), button("My shifts", MyShifts())),) if is_done else (_FOOT,)
    )


def swap_not_rested(board: SwapBoard) -> Screen | None:
    """To whoever offers an exchange: for the other night they are not rested, so it cannot be."""
    stops = [each for each in board.findings if each.is_stop]
    if board.other is None or not stops:
        return None
    which = short_day(board.other.book.night)
    lines = [
        _head(board.area, board.night),
        "Your swap cannot go ahead as it is: somebody would take it, and you could not go on the "
        "other night.",
        hidden([f"{which}:", *rest_words.lines(stops)]),
        "Put your duties right in /shifts, ask a lead to override it, or keep your shift.",
    ]
    keep = (button("Keep my shift", TakeBack(board.swap.id, on_list=False)),)
    return Screen(text="\n".join(lines), rows=(keep, _FOOT))


def swap_moved_on(night: NightBoard) -> Screen:
    """A card of a swap that has given way to a newer one."""
    return Screen(
        text=f"{short_day(night.book.night)}: see the newer message below.", gives_way=True
    )


# For whose shift it is


def on_offer(area: Area, offer: OnOffer) -> str:
    """How a shift of one's own that is on offer stands."""
    swap = offer.swap
    if swap.stage is Stage.TAKEN:
        who = veiled(offer.taker.called) if offer.taker else "Somebody"
        return (
            f"{who} would take your shift, and your lead decides. You are on the crew until then."
        )
    asked = len(swap.asked)
    no = f", {len(swap.said_no)} said no" if swap.said_no else ""
    return (
        f"Your shift is on offer ({count(asked, 'person', 'people')} asked{no}) until "
        f"{moment(swap.until, area.zone)}. It is yours until somebody takes it."
    )


def short_notice(area: Area, night: NightBoard) -> Screen:
    """Somebody has left the crew at short notice, for who supervises the patrol from elsewhere."""
    text = f"{_head(area, night)}\n<b>{crew_at_short_notice(night)}</b>"
    return Screen(text=text, rows=((button("Home", Home()),),))


def crew_at_short_notice(night: NightBoard) -> str:
    """How many go now; neither who does not nor why."""
    open_ = " Others are asked." if night.crew.vacant and not night.has_started else ""
    return f"The crew has changed at short notice: {len(night.crew.crew)} are going out.{open_}"


# For leads


def swap_approval(board: SwapBoard) -> Screen:
    """A swap that waits for a lead, or what became of it."""
    swap, night = board.swap, board.night
    lines = [_head(board.area, night) if swap.is_live else _day(night), _what(board)]
    card = button("Open this night", PatrolCard(night.book.patrol_id))
    foot = (card, button("Home", Home()))
    if swap.stage is not Stage.TAKEN:
        lines.append(_DECIDED.get(swap.stage, "It does not go ahead. There is nothing to do."))
        return Screen(text="\n".join(lines), rows=(foot,))
    against = rest_words.lines(board.findings)
    lines += [hidden(against)] if against else []
    lines.append(f"May they? Without an answer by {moment(swap.until, board.area.zone)} it lapses.")
    answers = (button("✅ Yes", ApproveSwap(swap.id)), button("No", RefuseSwap(swap.id)))
    return Screen(text="\n".join(lines), rows=(answers, foot))


def _what(board: SwapBoard) -> str:
    giver = veiled(board.giver)
    taker = veiled(board.taker or "somebody")
    if board.other is None:
        return f"{taker} would take {giver}'s shift."
    other = short_day(board.other.book.night)
    if board.swap.is_live:
        other += f" · {times(board.area, board.other)}"
    return f"{taker} would take {giver}'s shift, and {giver} theirs of {other}."


_DECIDED = {
    Stage.DONE: "Agreed: they have swapped.",
    Stage.REFUSED: "A lead has said no. Both have been told.",
    Stage.LAPSED: "Nobody answered in time: nothing has changed.",
}


def waiting_rows(night: NightBoard) -> list[Button]:
    """The swaps of a night that wait for a lead."""
    return [
        button(f"⇄ {night.name_of(giver).called} → {each.taker.called}", SwapApproval(each.swap.id))
        for giver, each in night.on_offer.items()
        if each.taker is not None and each.swap.stage is Stage.TAKEN
    ]


def in_crew_list(swap: Swap) -> str:
    """What a lead's list of a crew says beside the name."""
    if swap.stage is Stage.TAKEN:
        return " · a swap waits for you"
    return " · would give it away"


def swap_for(board: StandInBoard, page: int) -> Screen:
    """Whom a lead could put in somebody's place."""
    night, giver = board.night, board.giver
    patrol = night.book.patrol_id
    back = (button("‹ Back", PersonCard(patrol, giver.member_id)),)
    head = f"<b>{short_day(night.book.night)}</b> · {safe(giver.called)}"
    if not board.is_on_crew:
        return Screen(text=f"{head}\nNot on the crew any more.", rows=(back,))
    if not board.members:
        text = "Nobody could take over: all others are on this crew, not rested or not trained."
        return Screen(text=f"{head}\n{text}", rows=(back,))
    shown, here, pages = page_of(board.members, page)
    names = [
        button(f"{_warns(e)}{e.member.called}", SwapNow(patrol, giver.member_id, e.member.id))
        for e in shown
    ]
    turns = page_turns(here, pages, lambda to: SwapFor(patrol, giver.member_id, to))
    text = f"{head}\nWho takes over? They are on the crew at once, as confirmed. Both are told."
    return Screen(text=text, rows=(*in_rows(names, 2), *in_rows(turns, 2), back))


def _warns(each: StandIn) -> str:
    return f"{rest_words.WARNING} " if rest_words.noted(each.findings) else ""


def _day(night: NightBoard) -> str:
    return f"<b>{short_day(night.book.night)}</b>"


def _head(area: Area, night: NightBoard) -> str:
    return f"<b>{short_day(night.book.night)}</b> · {times(area, night)}"
