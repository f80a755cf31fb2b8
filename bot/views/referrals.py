"""The screens of referrals: one, her reference, what waits, and what an agency sees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.actions.referral_boards import LINES, ReferralBoard, WaitingReferrals
from bot.callbacks.referrals import (
    AgencySays,
    CorrectReferral,
    HandOver,
    LinkForAgency,
    MetNow,
    NoteOutcome,
    OpenReferral,
    ReferAgain,
    StrikeReferral,
    WaitingReferralsOf,
    WithdrawConsent,
)
from bot.callbacks.returns import EntriesOf
from bot.screens import Button, Screen
from bot.views.plain import button, clock, count, home_row, in_rows, safe, short_day, veiled
from bot.views.referrals_words import (
    FIELDS,
    OUTCOMES,
    SLIPS,
    URGENCIES,
    services_of,
    spaced,
    stands,
)
from operation.area import Area
from operation.referrals import (
    OF_AGENCY,
    Change,
    Consent,
    Referral,
    ReferralCounts,
    Stage,
    Urgency,
)

MOST_WAITING = 30
MOST_CHANGES = 12


def big(found: Referral) -> str:
    """The reference as it is to be copied."""
    return f"✍️  <b>{safe(spaced(found.reference or ''))}</b>"


def referral(board: ReferralBoard) -> Screen:
    """All that is recorded, and what can be done next."""
    found = board.found
    lines = [f"<b>Referral, {short_day(board.night)}</b>", ""]
    if found.reference is not None:
        lines += [big(found), ""]
    lines += [f"<b>{safe(stands(found))}</b>{_to(board)}", *_about(board), *_struck(board)]
    rows = (*_next(found), *_more(found), (button("‹ Entries", EntriesOf(found.patrol_id)),))
    return Screen(text="\n".join(lines), rows=(*rows, home_row()), protect=True)


def _to(board: ReferralBoard) -> str:
    found = board.found
    if found.handed_at is None:
        return ""
    to = f" to {safe(board.agency)}" if board.agency else ""
    by = safe(board.names.get(found.handed_by or 0, "–"))
    return f"\nHanded over{to} by {by}, {_when(board, found.handed_at)}"


def _about(board: ReferralBoard) -> list[str]:
    found, area = board.found, board.area
    lines = [f"Help offered: <b>{safe(services_of(area, found))}</b>"]
    if found.number > 1:
        lines.append(f"Her referral number {found.number}")
    if found.urgency is not None:
        lines.append(f"How soon: <b>{URGENCIES[found.urgency]}</b>")
    if found.is_new is not None:
        lines.append(f"New to the area: <b>{'yes' if found.is_new else 'no'}</b>")
    if found.follow_up is not None:
        lines.append(f"Follow up: <b>{short_day(found.follow_up)}</b>")
    who = safe(board.names.get(found.recorded_by, "–"))
    lines.append(f"Recorded by {who}, {_when(board, found.recorded_at)}")
    return lines


def _when(board: ReferralBoard, at: datetime) -> str:
    day = at.astimezone(ZoneInfo(board.area.zone)).date()
    return f"{short_day(day)} {clock(at, board.area.zone)}"


def _struck(board: ReferralBoard) -> list[str]:
    if not board.changes:
        return []
    lines = [_change(board, each) for each in board.changes[-MOST_CHANGES:]]
    return ["", "<b>Before</b>", *lines]


def _change(board: ReferralBoard, change: Change) -> str:
    who = safe(board.names.get(change.by, "–")) if change.by is not None else "the agency"
    why = f": {SLIPS[change.slip]}" if change.slip is not None else ""
    was = safe(_was(board.area, change))
    return f"{FIELDS[change.what]}: <s>{was}</s>, {who}, {_when(board, change.at)}{why}"


def _was(area: Area, change: Change) -> str:
    """A value that does not stand any more, in words."""
    words: dict[str, Callable[[str], str]] = {
        "stage": lambda was: LINES[Stage(was)],
        "services": lambda was: ", ".join(area.referrals.name_of(each) for each in was.split(",")),
        "urgency": lambda was: URGENCIES[Urgency(was)],
        "is_new": lambda was: "yes" if was == "True" else "no",
        "follow_up": lambda was: short_day(date.fromisoformat(was)),
        "consent": lambda was: _CONSENT[Consent(was)],
    }
    return words[change.what](change.was) if change.was else "–"


_CONSENT = {
    Consent.GIVEN: "given",
    Consent.REFUSED: "refused",
    Consent.NOT_MET: "not yet met",
}


def _next(found: Referral) -> tuple[tuple[Button, ...], ...]:
    if found.stage is Stage.NOT_SENT:
        return ((button("✅ Handed over", HandOver(found.id)),),)
    if found.stage is Stage.NOT_MET:
        return ((button("🤝 Met now", MetNow(found.id)),),)
    if found.was_sent:
        others = [each for each in OUTCOMES if each is not found.stage]
        outcomes = [button(OUTCOMES[each], NoteOutcome(found.id, each.value)) for each in others]
        return (*in_rows(outcomes, 2), (button("Link for the agency", LinkForAgency(found.id)),))
    return ()


def _more(found: Referral) -> tuple[tuple[Button, ...], ...]:
    rows: list[Button] = []
    if found.stage not in (Stage.DECLINED, Stage.WITHDRAWN, Stage.STRUCK, Stage.MET):
        rows.append(button("Correct something", CorrectReferral(found.id)))
        rows.append(button("Consent withdrawn", WithdrawConsent(found.id, sure=False)))
    if found.handed_at is None and found.stage is not Stage.STRUCK:
        rows.append(button("Recorded by mistake", StrikeReferral(found.id, sure=False)))
    return in_rows(rows, 2)


def sure_to_withdraw(board: ReferralBoard) -> Screen:
    """She does not agree any more: is that so?"""
    found = board.found
    told = (
        "\n\nTell the agency by its own secure route; the bot tells nobody."
        if found.was_sent
        else ""
    )
    text = (
        f"<b>{safe(found.called)}</b>\n\nShe has withdrawn her consent? Nothing more is passed on "
        f"then, and nobody is asked about it any more.{told}"
    )
    yes = button("Yes, withdrawn", WithdrawConsent(found.id, sure=True))
    return Screen(text=text, rows=((yes,), (_back(found),)), protect=True)


def sure_to_strike(board: ReferralBoard) -> Screen:
    """It was a mistake: is that so?"""
    found = board.found
    text = (
        f"<b>Referral, {short_day(board.night)}</b>\n\nRecorded by mistake? It is struck: kept "
        "with who did that, and not counted."
    )
    yes = button("Yes, strike it", StrikeReferral(found.id, sure=True))
    return Screen(text=text, rows=((yes,), (_back(found),)), protect=True)


def _back(found: Referral) -> Button:
    return button("‹ Back", OpenReferral(found.id))


# Messages of their own: a lock screen shows how they begin, so that says nothing.


def reference(board: ReferralBoard) -> Screen:
    """For the officer's pocketbook, and what is to be done."""
    found = board.found
    head = f"<b>{short_day(board.night)}</b> · for your pocketbook"
    lines = [head, "", big(found), "", f"<b>{safe(stands(found))}</b>"]
    lines.append(_CARD.get(found.stage, "Open it to see more."))
    return _card(lines, found)


_CARD = {
    Stage.NOT_SENT: (
        "Nobody has been told. Contact the agency by its own secure route, quote this, then tap "
        "“Handed over”. Write no name beside it."
    ),
    Stage.NOT_MET: "When somebody has met and asked her, tap “Met now”. Write no name beside it.",
}


def _card(lines: list[str], found: Referral) -> Screen:
    rows = (*_next(found), (button("Open it", OpenReferral(found.id)),), home_row())
    return Screen(text="\n".join(lines), rows=rows, protect=True)


def chase(board: ReferralBoard) -> Screen:
    """It was not handed over."""
    found = board.found
    lines = [f"<b>{short_day(board.night)}</b> · an entry waits", ""]
    if found.stage is not Stage.NOT_SENT:
        return _card([*lines, f"{veiled(found.called)}: {safe(stands(found))}."], found)
    who = safe(board.names.get(found.recorded_by, "–"))
    lines += [
        f"{veiled(found.called)} is <b>NOT SENT</b> ({URGENCIES[found.urgency or Urgency.ROUTINE]}"
        f"; recorded by {who}, {_when(board, found.recorded_at)}).",
        "Contact the agency by its own secure route, quote the reference, then tap.",
    ]
    return _card(lines, found)


def alert(board: ReferralBoard) -> Screen:
    """To the leads: one that is immediate, with reference, night and service, and no more."""
    found = board.found
    what = veiled(f"{found.called} · {services_of(board.area, found)}")
    lines = [f"<b>{short_day(board.night)}</b> · an entry is urgent", "", what]
    lines.append(f"<b>{safe(stands(found))}</b>")
    rows = ((button("Open it", OpenReferral(found.id)),), home_row())
    return Screen(text="\n".join(lines), rows=rows, protect=True)


def follow(board: ReferralBoard) -> Screen:
    """The day of the follow-up: what became of it?"""
    found = board.found
    lines = [f"<b>{short_day(board.night)}</b> · an entry to follow up", ""]
    lines += [veiled(found.called), f"<b>{safe(stands(found))}</b>. What is known by now?"]
    return _card(lines, found)


def outcome(board: ReferralBoard) -> Screen:
    """The agency has answered."""
    found = board.found
    lines = [f"<b>{short_day(board.night)}</b> · an answer came", ""]
    lines.append(f"{veiled(found.called)}: <b>{safe(stands(found))}</b>.")
    return _card(lines, found)


def moved_on() -> Screen:
    """A message that has given way to a newer one."""
    return Screen(text="See the newer message below.", gives_way=True)


# Seen again, and what waits


def seen(patrol_id: int, known: Referral) -> Screen:
    """A reference is known here: nothing is shown of what went before."""
    lines = ["<b>Seen again</b>", "", big(known), "", "This reference is known here."]
    again = button("➕ New referral, same person", ReferAgain(patrol_id, known.reference or ""))
    back = button("‹ Entries", EntriesOf(patrol_id))
    return Screen(text="\n".join(lines), rows=((again,), (back,), home_row()), protect=True)


def waiting(board: WaitingReferrals) -> Screen:
    """What is still to be done or heard, the oldest first."""
    whose = "in the area" if board.is_lead else "that you recorded"
    lines = [f"<b>Referrals {whose}</b>", ""]
    shown = sorted(board.waiting, key=_order)[:MOST_WAITING]
    lines += [f"{safe(each.called)}, {short_day(night)}: {_line(each)}" for each, night in shown]
    if not board.waiting:
        lines.append("Nothing waits.")
    if len(board.waiting) > MOST_WAITING:
        lines.append(f"And {len(board.waiting) - MOST_WAITING} more.")
    if board.counts is not None:
        lines += ["", _counts(board.counts)]
    opens = [button(each.called, OpenReferral(each.id)) for each, _night in shown]
    return Screen(text="\n".join(lines), rows=(*in_rows(opens, 3), home_row()), protect=True)


def _order(each: tuple[Referral, date]) -> tuple[bool, int]:
    return each[0].stage is not Stage.NOT_SENT, each[0].id


def _line(found: Referral) -> str:
    urgent = f" ({URGENCIES[found.urgency]})" if found.urgency is not None else ""
    return f"{LINES[found.stage]}{urgent if found.stage is Stage.NOT_SENT else ''}"


def _counts(counts: ReferralCounts) -> str:
    people = count(counts.people, "person", "people")
    return (
        f"Nights of four weeks: {people}, {count(counts.referrals, 'referral')}. Offered "
        f"{counts.offered}, agreed {counts.agreed}, handed over {counts.sent}, accepted by an "
        f"agency {counts.accepted}, attended {counts.attended}."
    )


def waiting_button(area: str) -> Button:
    """To the list of what waits."""
    return button("Referrals", WaitingReferralsOf(area))


# An agency's


def agency_link(board: ReferralBoard, url: str, until: date) -> Screen:
    """A link, ready to be passed on."""
    day = short_day(until)
    text = (
        f"<b>Link for the agency</b>, until {day}, for one answer:\n\n{safe(url)}\n\nPass it on by "
        "the agency's own secure route. It shows the reference and the service, nothing else. It "
        "is shown only now; a new one takes its place."
    )
    return Screen(text=text, rows=((_back(board.found),), home_row()))


@dataclass(frozen=True, slots=True)
class AgencyView:
    """All that an agency sees."""

    link_id: int
    reference: str
    services: str
    is_over: bool
    """Whether the link was used or has run out."""


def for_agency(view: AgencyView) -> Screen:
    """Reference and service, and what has become of it."""
    if view.is_over:
        return Screen(text="Thank you. This link can no longer be used, and shows nothing more.")
    lines = [f"✍️  <b>{safe(spaced(view.reference))}</b>", safe(view.services), ""]
    lines.append("What has become of it? One answer, then this link is over.")
    answers = [button(OUTCOMES[each], AgencySays(view.link_id, each.value)) for each in OF_AGENCY]
    return Screen(text="\n".join(lines), rows=in_rows(answers, 1), protect=True)
