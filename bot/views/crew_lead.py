"""A lead's cards of one night: everything on it, who goes, and answering for somebody."""

from __future__ import annotations

from bot.actions.boards import NightBoard
from bot.actions.crew_boards import LeadNight
from bot.actions.rest import can_be_overridden
from bot.callbacks.crew import (
    AnswerFor,
    CallForCover,
    CancelCard,
    ChooseWard,
    CrewCard,
    PersonCard,
    Pick,
    PutBack,
    Times,
)
from bot.callbacks.hours import NightHoursCard
from bot.callbacks.leading import LeadingCard
from bot.callbacks.partners import PartnersOf
from bot.callbacks.people import Home
from bot.callbacks.rest import DutiesOf, NightRest, OverrideRest
from bot.callbacks.returns import OpenReturn
from bot.callbacks.rota import (
    ChangeNight,
    ChangeNumbers,
    ChooseOfficer,
    PatrolCard,
    TakeOff,
    WeekCard,
)
from bot.callbacks.swaps import SwapFor
from bot.callbacks.visits import Visitors
from bot.screens import Button, Screen
from bot.views import rest_words
from bot.views.crew_report import (
    CREW_CARD,
    MOST_NAME_BUTTONS,
    NAMES_FOR_LEAD,
    NIGHT,
    can_be_covered,
    night_report,
    publish_rows,
)
from bot.views.leading import suggestion_rows
from bot.views.plain import (
    button,
    fitting,
    in_rows,
    safe,
    short_day,
)
from bot.views.rota_words import listed, times
from bot.views.swaps import waiting_rows
from operation.crew import CREW, State


def patrol_card(lead: LeadNight) -> Screen:
    """One night, with everything that its lead can change."""
    night = lead.night
    text = fitting(lambda names: _card_text(lead, names), NAMES_FOR_LEAD)
    back = (button("‹ Week", WeekCard(night.week_id)), button("Home", Home()))
    return Screen(text=text, rows=(*_card_rows(lead), back))


def _card_text(lead: LeadNight, names: int) -> str:
    night = lead.night
    lines = [*night_report(lead, names), ""]
    if night.crew.cancelled is not None:
        note = f" {safe(night.cancel_note)}" if night.cancel_note else ""
        return "\n".join([*lines, f"Everyone on it has been told.{note}"])
    lines.append(f"Minimum {night.book.minimum}, places {night.book.places}.")
    if lead.is_uncovered:
        lines.append("No pot covers this night.")
    by_hand = tuple(name for name in night.called.values() if not name.has_telegram)
    if by_hand:
        lines.append("Without Telegram, you answer for: " + listed(by_hand, names))
    return "\n".join(lines)


def _card_rows(lead: LeadNight) -> tuple[tuple[Button, ...], ...]:
    night = lead.night
    patrol = night.book.patrol_id
    if night.has_started:
        under_way = night.crew.is_published and not (night.has_ended or night.crew.cancelled)
        names = in_rows(_name_buttons(night), 2) if under_way else ()
        return (*names, *in_rows(_parts_afterwards(night), 2))
    if night.crew.cancelled is not None:
        return ((button("Put it back on", PutBack(patrol)),),)
    rows = [*publish_rows(lead, NIGHT), *suggestion_rows(lead, on_card=False)]
    if night.crew.assignments and (night.is_to_be_chosen or night.crew.is_published):
        rows.append((button("Choose who goes", CrewCard(patrol)),))
    if can_be_covered(night):
        rows.append((button("Ask people to cover", CallForCover(patrol)),))
    rows += in_rows(waiting_rows(night), 1)
    rows += in_rows(_name_buttons(night), 2)
    rows.append((button("Add someone", ChooseOfficer(patrol, 0)),))
    rows += in_rows(_parts(night), 2)
    rows.append((button("Change this night ›", ChangeNight(patrol)),))
    return tuple(rows)


def _parts(night: NightBoard) -> list[Button]:
    """What belongs to a night besides its crew, each part with a screen of its own."""
    patrol = night.book.patrol_id
    return [
        button("Ward", ChooseWard(patrol, 0)),
        button("Rest", NightRest(patrol)),
        button("Partners", PartnersOf(patrol)),
        button("Lead & pairing", LeadingCard(patrol)),
        *([button("Visitors", Visitors(patrol))] if night.crew.is_published else []),
        button("Hours", NightHoursCard(patrol, 0)),
    ]


def _parts_afterwards(night: NightBoard) -> list[Button]:
    """What is recorded of a night from its start on, and who leads it, which may have to change."""
    if night.crew.cancelled is not None:
        return []
    return [
        button("📝 Return", OpenReturn(night.book.patrol_id)),
        button("Partners", PartnersOf(night.book.patrol_id)),
        button("Lead & pairing", LeadingCard(night.book.patrol_id)),
        button("Hours", NightHoursCard(night.book.patrol_id, 0)),
    ]


def change_night(lead: LeadNight) -> Screen:
    """The night itself: its numbers and times, and whether it takes place."""
    night = lead.night
    patrol = night.book.patrol_id
    back = (button("‹ Night", PatrolCard(patrol)),)
    text = (
        f"<b>{short_day(night.book.night)}</b> · {times(lead.area, night)}\n"
        f"Minimum {night.book.minimum}, places {night.book.places}."
    )
    if night.has_started or night.crew.cancelled is not None:
        return Screen(text=text, rows=(back,))
    rows = (
        _steps(patrol, "Minimum", 1, 0),
        _steps(patrol, "Places", 0, 1),
        (button("Times", Times(patrol)),),
        (button("Cancel this night", CancelCard(patrol)),),
    )
    return Screen(text=text, rows=(*rows, back))


def _steps(patrol: int, label: str, minimum: int, places: int) -> tuple[Button, ...]:
    return (
        button(f"{label} −1", ChangeNumbers(patrol, -minimum, -places)),
        button(f"{label} +1", ChangeNumbers(patrol, minimum, places)),
    )


def _name_buttons(night: NightBoard) -> list[Button]:
    """Before there is a crew a tap takes somebody off; afterwards it opens what can be done."""
    patrol = night.book.patrol_id
    if not night.crew.is_published:
        return [
            button(f"✖ {name.called}", TakeOff(patrol, name.member_id))
            for name in night.names[:MOST_NAME_BUTTONS]
        ]
    return [
        button(f"{night.name_of(each.member_id).called} ›", PersonCard(patrol, each.member_id))
        for each in night.crew.assignments[:MOST_NAME_BUTTONS]
    ]


def crew_card(lead: LeadNight) -> Screen:
    """Who goes: a tap moves somebody in or out, and nobody is told before it is published."""
    night = lead.night
    patrol = night.book.patrol_id
    names = [
        button(
            f"{'✓ ' if each.picked else ''}{night.name_of(each.member_id).called}",
            Pick(patrol, each.member_id, not each.picked),
        )
        for each in night.crew.assignments[:MOST_NAME_BUTTONS]
        if each.state not in {State.ASKED, State.PROVISIONAL}
    ]

    def draw(shown: int) -> str:
        hint = "Tap a name to move it in (✓) or out. Nobody is told before you publish."
        return "\n".join([*night_report(lead, shown), "", hint])

    back = (button("‹ Night", PatrolCard(patrol)),)
    rows = (*in_rows(names, 2), *publish_rows(lead, CREW_CARD), back)
    return Screen(text=fitting(draw, NAMES_FOR_LEAD), rows=rows)


def person_card(lead: LeadNight, member_id: int) -> Screen:
    """One person of a night: answering for them, or taking them off."""
    night = lead.night
    patrol = night.book.patrol_id
    back = (button("‹ Night", PatrolCard(patrol)),)
    mine = night.crew.of(member_id)
    if mine is None:
        text = f"{safe(lead.name_of(member_id))} is not on this night any more."
        return Screen(text=text, rows=(back,))
    head = f"<b>{short_day(night.book.night)}</b> · {safe(lead.name_of(member_id))}"
    against = rest_words.lines(standing.open) if (standing := lead.rest.get(member_id)) else []
    text = "\n".join([head, _STATES[mine.state], *against])
    answers = [
        button(words, AnswerFor(patrol, member_id, answer))
        for words, answer in _FOR_THEM.get(mine.state, ())
    ]
    if night.has_started:
        # Somebody falls ill on the way; nothing else can change by now.
        cannot = [button(words, AnswerFor(patrol, member_id, said)) for words, said in (_CANNOT,)]
        is_out = mine.state in CREW and not night.has_ended
        return Screen(text=text, rows=(*in_rows(cannot if is_out else [], 1), back))
    if mine.state in CREW:
        answers.append(button("Swap for…", SwapFor(patrol, member_id, 0)))
    off = button("Take them off", TakeOff(patrol, member_id))
    rest = [button("Duties ›", DutiesOf(patrol, member_id))] if standing is not None else []
    if standing is not None and can_be_overridden(standing.open):
        rest.append(button("Override with a reason", OverrideRest(patrol, member_id)))
    return Screen(text=text, rows=(*in_rows(answers, 1), *in_rows(rest, 1), (off,), back))


_STATES = {
    State.IN: "On the list.",
    State.PROVISIONAL: "Said maybe.",
    State.SELECTED: "On the crew, not confirmed yet.",
    State.CONFIRMED: "On the crew, confirmed.",
    State.STANDING_BY: "Standing by.",
    State.OFFERED: "A place is offered to them.",
    State.ASKED: "Asked for cover.",
}
_CANNOT = ("They can't make it", "withdraw")
_FOR_THEM: dict[State, tuple[tuple[str, str], ...]] = {
    State.SELECTED: (("✅ Confirm for them", "confirm"), _CANNOT),
    State.CONFIRMED: (_CANNOT,),
    State.STANDING_BY: (_CANNOT,),
    State.OFFERED: (("✅ They take the place", "accept"), ("They say no", "decline")),
    State.ASKED: (("✅ They take the place", "accept"), ("They say no", "decline")),
}
