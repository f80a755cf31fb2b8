"""What a lead changes about one night: its times, its ward, whether it takes place."""

from __future__ import annotations

from bot.actions.beside_boards import Beside
from bot.actions.crew_boards import LeadNight
from bot.callbacks.crew import (
    CancelForAnother,
    CancelNight,
    ChooseWard,
    MoveTimes,
    SetWard,
    StepTimes,
)
from bot.callbacks.places import SetMeeting, SettleProposal
from bot.callbacks.rota import ChangeNight, PatrolCard
from bot.screens import Button, Screen
from bot.views.beside_words import MOST_PROPOSALS, proposal
from bot.views.plain import (
    button,
    count,
    in_rows,
    page_of,
    page_turns,
    safe,
    short_day,
)
from bot.views.rota_words import CANCELLED, times
from operation.changes import minutes_of
from operation.crew import Cancelled

_DAY = 24 * 60


def choose_times(lead: LeadNight, starts: int, ends: int) -> Screen:
    """Stepping the times; nothing is changed before the last button."""
    night, zone = lead.night, lead.area.zone
    book = night.book
    patrol = book.patrol_id
    now = (minutes_of(book.night, book.starts, zone), minutes_of(book.night, book.ends, zone))
    sizes = ((-60, "−1h"), (-15, "−15"), (15, "+15"), (60, "+1h"))
    rows = [
        tuple(button(f"From {words}", StepTimes(patrol, size, 0)) for size, words in sizes),
        tuple(button(f"To {words}", StepTimes(patrol, 0, size)) for size, words in sizes),
    ]
    if (starts, ends) != now:
        words = f"✅ Change to {_wall(starts)}–{_wall(ends)}"
        rows.append((button(words, MoveTimes(patrol, starts, ends)),))
    rows.append((button("‹ Back", ChangeNight(patrol)),))
    text = (
        f"<b>{short_day(book.night)}</b> · now {times(lead.area, night)}\n"
        f"New times: <b>{_wall(starts)}–{_wall(ends)}</b>\n\n"
        "Everyone on this night is told once. Whoever had confirmed is asked again."
    )
    return Screen(text=text, rows=tuple(rows))


def _wall(minutes: int) -> str:
    """20:00, from minutes since the night's midnight."""
    return f"{minutes % _DAY // 60:02}:{minutes % 60:02}"


def choose_ward(lead: LeadNight, page: int) -> Screen:
    """In which ward a night is worked, what is proposed, and where its people meet."""
    night = lead.night
    patrol = night.book.patrol_id
    shown, here, pages = page_of(lead.area.wards, page)
    wards = [button(ward.name, SetWard(patrol, ward.code)) for ward in shown]
    turns = page_turns(here, pages, lambda other: ChooseWard(patrol, other))
    now = f"Now: {safe(night.ward)}." if night.ward else "No ward is set yet."
    lines = [f"<b>{short_day(night.book.night)}</b>", f"Which ward? {now}"]
    rows: list[tuple[Button, ...]] = []
    if lead.beside is not None:
        lines += _meeting(lead.beside)
        for number, each in enumerate(lead.beside.proposals[:MOST_PROPOSALS], 1):
            lines.append(f"\n{number}. {proposal(lead.area, lead.beside, each)}")
            label = f"✅ Take {number}: {lead.area.ward_name(each.place.ward or '')}"
            rows.append((button(label, SettleProposal(patrol, each.id)),))
        if night.ward and not night.has_started:
            rows.append((button("Meeting area…", SetMeeting(patrol)),))
    back = (button("‹ Night", PatrolCard(patrol)),)
    all_rows = (*rows, *in_rows(wards, 1), *in_rows(turns, 2), back)
    return Screen(text="\n".join(lines), rows=all_rows)


def _meeting(beside: Beside) -> list[str]:
    return [f"Meeting area: {safe(beside.meeting)}"] if beside.meeting else []


def cancel_night(lead: LeadNight) -> Screen:
    """Why a night is called off: the reason is the confirmation."""
    night = lead.night
    patrol = night.book.patrol_id
    on_it = len(night.crew.assignments)
    told = f"{count(on_it, 'person', 'people')} will be told." if on_it else "Nobody is on it yet."
    head = f"<b>Cancel {short_day(night.book.night)}?</b>"
    text = f"{head}\n{told} The post in the group says so.\n\nWhy?"
    reasons = (Cancelled.WEATHER, Cancelled.NUMBERS, Cancelled.DEMAND)
    rows = [
        (button(CANCELLED[each].capitalize(), CancelNight(patrol, each.value)),) for each in reasons
    ]
    rows.append((button("Another reason…", CancelForAnother(patrol)),))
    return Screen(text=text, rows=(*rows, (button("‹ No, keep it", ChangeNight(patrol)),)))
