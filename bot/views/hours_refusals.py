"""The wording of what is refused about attendance and hours."""

from __future__ import annotations

from bot.views.hours_words import TURNED_OUT
from bot.views.said import Wordings
from operation import attendance, hours

WORDING: Wordings = {
    attendance.MusterNotYet: lambda r, s: (
        f"Too early to say who is there. Open this again from {s.when(r.opens_at)}."
    ),
    attendance.MusterClosed: lambda _r, _s: (
        "This patrol has been over for some time. Ask a lead of the area to put it right."
    ),
    attendance.NotOfTheCrew: lambda _r, _s: (
        "Not on the crew of this night. Open the night again to see who was."
    ),
    hours.EndBeforeStart: lambda _r, _s: "The end has to be after the start. Move one of them.",
    hours.HoursTooLong: lambda r, _s: f"A duty lasts at most {r.hours} hours. Check both times.",
    hours.StartTooEarly: lambda r, _s: (
        f"The start is at most {r.hours} hours before the planned one. Choose a later start."
    ),
    hours.StartTooLate: lambda r, s: (
        f"The night was over on {s.when(r.ends)}. Choose an earlier start."
    ),
    hours.EndNotPassed: lambda r, s: (
        f"{s.when(r.ends)} is still ahead. Choose an earlier end, or answer later: then you can."
    ),
    hours.ExplanationMissing: lambda _r, _s: (
        "These are not the planned times. Choose why, with one of the buttons."
    ),
    hours.OwnHours: lambda _r, _s: (
        "These are your own hours: another lead of the area confirms them. Ask one."
    ),
    hours.HoursConfirmed: lambda _r, _s: (
        "These hours are confirmed. Ask a lead to correct them, with a reason."
    ),
    hours.HoursNotConfirmed: lambda _r, _s: (
        "These hours are not confirmed, so there is nothing to correct. Open them again."
    ),
    hours.HoursChanged: lambda _r, _s: (
        "These hours have changed since you opened them. Open them again, look, and confirm then."
    ),
    hours.MarkedAbsent: lambda r, _s: (
        f"This night is noted as {TURNED_OUT[r.attended]}, so it has no hours. If that is wrong, "
        "tell your lead."
    ),
    hours.NightSettled: lambda _r, _s: (
        "All hours of this night are settled. Open somebody's hours to correct them, with a reason."
    ),
    hours.HoursReasonTooLong: lambda r, _s: (
        f"A reason has at most {r.limit} characters. Shorten it."
    ),
    hours.HoursReasonMissing: lambda _r, _s: "Type why: confirmed hours change with a reason only.",
}
