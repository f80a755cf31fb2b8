"""What has been with an agency over the weeks that a lead chooses."""

from __future__ import annotations

from datetime import date

from bot.actions.partners_boards import AgencyPast
from bot.callbacks.agencies import AgencyCard
from bot.callbacks.partners import AgencyHistory, PartnersOf
from bot.callbacks.people import Home
from bot.screens import Screen
from bot.views.partners_words import FACES
from bot.views.plain import button, count, fitting, in_rows, safe, short_day
from operation.partners import Attendance
from operation.partners_afterwards import Feedback, Tally, Went

PERIODS = ((4, "4 weeks"), (8, "8 weeks"), (26, "6 months"), (52, "A year"))


def agency_history(past: AgencyPast) -> Screen:
    """Counts, what was said, and the nights to look at."""
    this = past.agency
    periods = [
        button(f"{'● ' if weeks == past.weeks else ''}{words}", AgencyHistory(this.id, weeks))
        for weeks, words in PERIODS
    ]
    nights = [button(f"{short_day(night)} ›", PartnersOf(patrol)) for patrol, night in past.nights]
    text = fitting(lambda most: _text(past, most), (40, 20, 10, 5, 2, 0))
    back = (button("‹ Agency", AgencyCard(this.id)), button("Home", Home()))
    return Screen(text=text, rows=(*in_rows(periods, 2), *in_rows(nights, 2), back))


def _text(past: AgencyPast, most: int) -> str:
    lines = [f"<b>{safe(past.agency.name)}</b> · last {count(past.weeks, 'week')}"]
    lines += _counts(past.tally)
    lines += _said(past.said, most)
    return "\n".join(lines)


def _counts(tally: Tally) -> list[str]:
    marks = tally.attendance
    late = f", {marks[Attendance.LATE]} of them late" if marks.get(Attendance.LATE) else ""
    lines = [
        f"Invited: {tally.invited} · said no: {tally.said_no}",
        f"Came: {tally.took_part}{late} · did not come: {marks.get(Attendance.MISSED, 0)}"
        f" · excused: {marks.get(Attendance.EXCUSED, 0)}",
    ]
    if tally.unrecorded:
        lines.append(f"Not recorded: {tally.unrecorded}")
    faces = " ".join(f"{FACES[each]} {tally.went.get(each, 0)}" for each in Went)
    lines.append(f"Feedback on {tally.feedback} of {tally.took_part}: {faces}")
    if tally.not_kept:
        lines.append(f"<b>Not kept to engagement only: {tally.not_kept}</b>")
    if tally.soup_kitchens:
        kitchens = count(tally.soup_kitchens, "soup kitchen")
        lines.append(f"{kitchens} supplied, {tally.served} served")
    return lines


def _said(said: tuple[tuple[date, Feedback], ...], most: int) -> list[str]:
    if not said:
        return []
    lines = ["", "<b>What they said</b>"]
    for night, each in said[:most]:
        words = f" “{safe(each.words)}”" if each.words else ""
        quote = "may be quoted" if each.may_quote else "not to be quoted"
        kept = "" if each.kept_to_engagement else " · not kept to engagement"
        lines.append(f"{short_day(night)} {FACES[each.went]}{words} ({quote}){kept}")
    if len(said) > most:
        lines.append(f"and {len(said) - most} more")
    return lines
