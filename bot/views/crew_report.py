"""A night as its lead has it, in words, and the button that publishes its crew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.actions.boards import NightBoard
from bot.actions.crew_boards import LeadNight
from bot.callbacks.crew import (
    Publish,
    PublishShort,
)
from bot.screens import Button
from bot.views import rest_words
from bot.views.beside_words import for_lead
from bot.views.plain import (
    button,
    count,
    hidden,
    hours,
    moment,
    safe,
    short_day,
    veiled,
)
from bot.views.rota import night_lines
from bot.views.rota_words import REASONS, times
from bot.views.swaps import in_crew_list
from operation.crew import SWAPPED, UNDECIDED, Assignment, Reason, State
from operation.proposing import Ranked
from operation.selection import Why

NAMES_FOR_LEAD = (60, 40, 24, 12, 6, 3, 1, 0)
MOST_NAME_BUTTONS = 60
NEWS, WEEK, NIGHT, CREW_CARD = "n", "w", "p", "c"
"""Under which card a publish button stands: a message that renews itself, or one of the panel's."""


def night_report(lead: LeadNight, names: int) -> list[str]:
    """One night as its lead has it."""
    night = lead.night
    if lead.ranked:
        return [*_proposal(lead, names), *_beside(lead, is_settled=True)]
    if not night.crew.is_published:
        is_off = night.crew.cancelled is not None
        beside = [] if is_off else _beside(lead, is_settled=False)
        return [*night_lines(lead.area, night, names), *beside]
    title = f"<b>{short_day(night.book.night)}</b> · {times(lead.area, night)}"
    if night.crew.cancelled is not None:
        return night_lines(lead.area, night, names)
    return [title, _where(lead), *_crew_in_words(lead, names), *_beside(lead, is_settled=True)]


def _beside(lead: LeadNight, *, is_settled: bool) -> list[str]:
    """Who leads, supervises and comes along, or who is missing."""
    if lead.beside is None:
        return []
    return for_lead(lead.beside, is_settled=is_settled, is_veiled=lead.is_veiled)


def veiled_report(lead: LeadNight, names: int) -> list[str]:
    """The same for a message that arrives unasked: who and where is nothing for a lock screen."""
    night = lead.night
    if lead.ranked or night.crew.is_published:
        return night_report(replace(lead, is_veiled=True), names)
    title, *rest = night_report(lead, names)
    return [title, hidden(rest)] if night.called else [title, *rest]


def _proposal(lead: LeadNight, names: int) -> list[str]:
    night = lead.night
    picked = {each.member_id for each in night.crew.picked}
    inside = [each for each in lead.ranked if each.member_id in picked]
    outside = [each for each in lead.ranked if each.member_id not in picked]
    lines = [
        f"<b>{short_day(night.book.night)}</b> · {times(lead.area, night)}",
        f"{_where(lead)} · {len(inside)} of {count(night.book.places, 'place')}",
        _choice_heading(lead, picked),
        *_some([_reasoned(lead, each, is_in=True) for each in inside], names),
    ]
    if outside:
        lines += [
            "Would stand by:",
            *_some([_reasoned(lead, e, is_in=False) for e in outside], names),
        ]
    maybe = [_called(lead, e.member_id) for e in lead.ended if e.reason == UNDECIDED]
    if maybe:
        lines.append("Said maybe, not decided: " + ", ".join(maybe[:names] or [str(len(maybe))]))
    lacking = night.book.minimum - len(inside)
    if lacking > 0:
        lines.append(f"<b>{count(lacking, 'more officer')} needed</b>")
    return lines


def _choice_heading(lead: LeadNight, picked: set[int]) -> str:
    weighed = f"(weighed hours, {count(lead.area.fairness.period_weeks, 'week')}):"
    if lead.night.crew.is_by_hand:
        return f"Your crew, not published yet {weighed}"
    is_for_all = all(each.member_id in picked for each in lead.ranked)
    return f"Proposed crew{', a place for everyone' if is_for_all else ''} {weighed}"


def _reasoned(lead: LeadNight, each: Ranked, *, is_in: bool) -> str:
    """PC Sample · 6.8 h · longest since a patrol (Sat 1 Mar) · also Sun 2 Mar."""
    said = [_called(lead, each.member_id), hours(each.account.weighed)]
    is_by_hand = lead.night.crew.is_by_hand
    if is_in and (each.why is not Why.NEXT or is_by_hand):
        said += _WHY[each.why](each) if each.why is not None else []
    elif not is_in and each.why is not Why.NEXT and is_by_hand:
        said.append("left out by you")
    if each.account.missed:
        missed = f"missed {each.account.missed}"
        said.append(veiled(missed) if lead.is_veiled else missed)
    said += _rest(lead, each.member_id)
    if each.also:
        said.append("also " + ", ".join(map(short_day, each.also)))
    mine = lead.night.crew.of(each.member_id)
    if mine is not None and mine.must_answer:
        said.append("new time not answered")
    return " · ".join(said)


def _longest_since(each: Ranked) -> list[str]:
    last = each.account.last
    return [f"longest since a patrol ({short_day(last.date())})" if last else "no patrol yet"]


_WHY: dict[Why, Callable[[Ranked], list[str]]] = {
    Why.PLACE_FOR_ALL: lambda _each: [],
    Why.FEWEST_HOURS: lambda _each: ["fewest hours"],
    Why.LONGEST_SINCE: _longest_since,
    Why.EARLIEST: lambda _each: ["earliest sign-up"],
    Why.NEXT: lambda _each: ["chosen by you"],
}


def _crew_in_words(lead: LeadNight, names: int) -> list[str]:
    night = lead.night
    crew = night.crew
    sure = sum(each.state is State.CONFIRMED for each in crew.crew)
    lines = [f"Crew published: {len(crew.crew)}, of whom {sure} confirmed"]
    lines += _some([_on_crew(lead, each) for each in crew.crew], names)
    by = [_standing_by(lead, each) for each in (*crew.offered, *crew.standing_by)]
    if by:
        lines += ["Standing by", *_some(by, names)]
    if crew.asked:
        asked = [_called(lead, each.member_id) for each in crew.asked]
        lines.append("Asked for cover: " + ", ".join(asked[:names] or [str(len(asked))]))
    gone = [e for e in lead.ended if e.state is State.WITHDRAWN]
    off = [_off(lead, e.member_id, e.reason) for e in gone if e.reason != SWAPPED]
    if off:
        lines.append("Can't make it: " + ", ".join(off[:names]))
    gave = [_called(lead, e.member_id) for e in gone if e.reason == SWAPPED]
    if gave:
        lines.append("Swapped out: " + ", ".join(gave[:names]))
    no = [_called(lead, e.member_id) for e in lead.ended if e.state is State.DECLINED]
    if no:
        lines.append("Said no, or did not answer: " + ", ".join(no[:names]))
    if lead.short_reason:
        why = veiled(lead.short_reason) if lead.is_veiled else safe(lead.short_reason)
        lines.append(f"Published with fewer: {why}")
    if crew.has_changes:
        lines.append("<b>Your changes are not published yet.</b>")
    if crew.short and not night.has_started:
        lines.append(f"<b>{count(crew.short, 'more officer')} needed</b>")
    return lines


def _on_crew(lead: LeadNight, each: Assignment) -> str:
    name = _called(lead, each.member_id)
    leaves = "" if each.picked else " → standby"
    offer = lead.night.on_offer.get(each.member_id)
    if offer is not None and not lead.night.has_started:
        leaves += in_crew_list(offer.swap)
    sure = "✓" if each.state is State.CONFIRMED else "· not confirmed yet"
    return " · ".join([f"{name} {sure}{leaves}", *_rest(lead, each.member_id)])


def _standing_by(lead: LeadNight, each: Assignment) -> str:
    comes = " → crew" if each.picked else ""
    until = ""
    if each.offered_until is not None:
        until = f" · offered a place until {moment(each.offered_until, lead.area.zone)}"
    stands = f"{_called(lead, each.member_id)}{until}{comes}"
    return " · ".join([stands, *_rest(lead, each.member_id)])


def _rest(lead: LeadNight, member_id: int) -> list[str]:
    """What stands against their going; nothing for a lock screen."""
    said = rest_words.beside(lead.rest.get(member_id))
    return [veiled(said) if lead.is_veiled else said] if said else []


def _off(lead: LeadNight, member_id: int, reason: str | None) -> str:
    words = REASONS[Reason(reason)] if reason else ""
    name = _called(lead, member_id)
    if not words:
        return name
    return f"{name} {veiled(f'({words})') if lead.is_veiled else f'({words})'}"


def _called(lead: LeadNight, member_id: int) -> str:
    name = lead.name_of(member_id)
    return veiled(name) if lead.is_veiled else safe(name)


def _where(lead: LeadNight) -> str:
    if lead.night.ward is None:
        return "ward to be agreed"
    return veiled(lead.night.ward) if lead.is_veiled else safe(lead.night.ward)


def _some(lines: Sequence[str], most: int) -> list[str]:
    shown = [f"{n}. {text}" for n, text in enumerate(lines[:most], 1)]
    return [*shown, f"and {len(lines) - most} more"] if len(lines) > most else shown


def publish_rows(lead: LeadNight, under: str, label: str = "") -> tuple[tuple[Button, ...], ...]:
    night = lead.night
    crew = night.crew
    is_due = night.is_to_be_chosen or (crew.is_published and crew.has_changes)
    if not is_due or night.has_started or crew.cancelled or not crew.picked:
        return ()
    patrol, size = night.book.patrol_id, len(crew.picked)
    which = f" {label}" if label else ""
    is_lower = not crew.is_published or size < len(crew.crew)
    if size < night.book.minimum and is_lower:
        words = f"Publish{which} with {size} of {night.book.minimum}…"
        return ((button(words, PublishShort(patrol, crew.version)),),)
    words = f"✅ Publish{which}" + (": the changes" if crew.is_published else f": crew of {size}")
    return ((button(words, Publish(patrol, crew.version, under)),),)


def can_be_covered(night: NightBoard) -> bool:
    crew = night.crew
    is_lacking = bool(crew.vacant or crew.short) and crew.is_published
    return is_lacking and not (night.has_started or crew.cancelled or crew.standing_by)
