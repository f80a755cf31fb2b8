"""The screens of rest at their worst: the longest names, every finding, everything remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.actions.rest import Standing
from bot.actions.rest_boards import DutiesBoard, OwedBoard, OwedCard, OwedEntry
from bot.screens import Screen
from bot.views import crew as crew_views
from bot.views import crew_lead, crew_news, rest, rest_lead, rota
from operation.crew import State
from operation.duties import Around, Duty, Side
from operation.rest import Finding, FindingKind, Severity
from operation.rest_rules import UsualDuty
from storage.rest import Override, Owed
from tests.unit.bot_examples import MONDAY, NOW, WORST_AREA, WORST_NAME, WORST_RANK, mine, person
from tests.unit.crew_screens import FIRST, lead_card, my_card, published, ranked, worst

AREA = replace(
    WORST_AREA,
    rest=replace(
        WORST_AREA.rest,
        duties=tuple(UsualDuty(f"Longest dut{n}", time(22, 45), time(14, 30)) for n in range(8)),
    ),
)
KNOWN = Around(
    Duty("Longest duty", NOW, NOW + timedelta(hours=15, minutes=45), is_remembered=True),
    Duty("Longest duty", NOW, NOW + timedelta(hours=15, minutes=45), is_remembered=True),
)
EVERYTHING = tuple(
    Finding(kind, Severity.STOP, 23.75, 23, tuple(MONDAY + timedelta(days=n) for n in range(28)))
    for kind in FindingKind
)
REASON = "<b>& reason" * 18
OVERRIDE = Override(FIRST, EVERYTHING, REASON, FIRST, NOW)
UNKNOWN = Standing(Around(), EVERYTHING, EVERYTHING)
STATED = Standing(KNOWN, EVERYTHING, EVERYTHING, OVERRIDE)
SETTLED = Standing(KNOWN, EVERYTHING, (), OVERRIDE)
OWED = Owed(
    10**12, FIRST, FIRST, AREA.key, MONDAY, NOW, NOW + timedelta(hours=10, minutes=59), 659, None
)


def duties_board(standing: Standing, state: State | None = State.CONFIRMED) -> DutiesBoard:
    """One person and a night."""
    night = published(worst())
    member = person(1, worst=True)
    by = f"{WORST_RANK} {WORST_NAME}"
    return DutiesBoard(AREA, night, member, state, standing, by, next_unknown=night)


def owed_board(count: int) -> OwedBoard:
    """So much rest that is owed."""
    entry = OwedEntry(OWED, f"{WORST_RANK} {WORST_NAME}")
    return OwedBoard(AREA, (entry,) * count)


def owed_card(owed: Owed = OWED) -> OwedCard:
    """One entry."""
    entry = OwedEntry(owed, f"{WORST_RANK} {WORST_NAME}")
    return OwedCard(AREA, entry, person(1, worst=True), MONDAY + timedelta(days=7))


def _of_all(standing: Standing) -> dict[int, Standing]:
    return {FIRST + n: standing for n in range(200)}


_CARD = replace(my_card(State.CONFIRMED), area=AREA)
_SHIFT = replace(mine(worst(), 40, area=AREA), rest=UNKNOWN)
_GIVEN = replace(OWED, given_on=datetime(2031, 9, 24, tzinfo=UTC).date())
_VOIDED = replace(OWED, voided_at=NOW, void_reason=REASON)

REST_SCREENS: dict[str, Callable[[], Screen | None]] = {
    "my duties, unknown": lambda: rest.my_duties(duties_board(UNKNOWN)),
    "my duties, stated": lambda: rest.my_duties(duties_board(STATED)),
    "my duties, asked anew": lambda: rest.my_duties(duties_board(STATED), Side.AFTER),
    "duties asked": lambda: rest.duties_asked(duties_board(UNKNOWN)),
    "duties asked, half known": lambda: rest.duties_asked(
        duties_board(replace(UNKNOWN, around=Around(KNOWN.before)))
    ),
    "my rest owed": lambda: rest.my_rest_owed([(AREA, OWED)] * 20),
    "no rest owed to me": lambda: rest.my_rest_owed([]),
    "rest owed, told": lambda: rest.rest_owed_told(owed_card()),
    "rest not owed, told": lambda: rest.rest_void_told(owed_card(_VOIDED)),
    "rest given, told": lambda: rest.rest_given_told(owed_card(_GIVEN)),
    "duties of, unknown": lambda: rest_lead.duties_of(duties_board(UNKNOWN)),
    "duties of, stated": lambda: rest_lead.duties_of(duties_board(STATED)),
    "duties of, not on it": lambda: rest_lead.duties_of(duties_board(STATED, None)),
    "duties of, settled, not on it": lambda: rest_lead.duties_of(duties_board(SETTLED, None)),
    "night rest": lambda: rest_lead.night_rest(
        replace(lead_card(published(worst(200))), rest=_of_all(STATED))
    ),
    "rest owed": lambda: rest_lead.rest_owed(owed_board(200)),
    "rest owed to one": lambda: rest_lead.rest_owed_to(owed_board(200)),
    "no rest owed to one": lambda: rest_lead.rest_owed_to(owed_board(0)),
    "no rest owed": lambda: rest_lead.rest_owed(owed_board(0)),
    "give rest": lambda: rest_lead.give_rest(owed_card()),
    "give rest, not owed": lambda: rest_lead.give_rest(owed_card(_VOIDED)),
    "give rest, given": lambda: rest_lead.give_rest(owed_card(_GIVEN)),
    "my night, unknown duties": lambda: crew_views.my_night(replace(_CARD, rest=UNKNOWN)),
    "my night, stated duties": lambda: crew_views.my_night(replace(_CARD, rest=STATED)),
    "my shifts, unknown duties": lambda: rota.my_shifts((_SHIFT,) * 84, [OWED]),
    "my shifts, stated duties": lambda: rota.my_shifts((replace(_SHIFT, rest=STATED),) * 84),
    "person card, not rested": lambda: crew_lead.person_card(
        replace(lead_card(published(worst())), rest=_of_all(STATED)), FIRST
    ),
    "patrol card, not rested": lambda: crew_lead.patrol_card(
        replace(ranked(worst(200), [0]), rest=_of_all(STATED))
    ),
    "crew news, not rested": lambda: crew_news.crew_news(
        replace(lead_card(published(worst(200))), rest=_of_all(STATED))
    ),
}
REST_ARRIVING = [
    name
    for name in REST_SCREENS
    if name.startswith(("duties asked", "my night", "crew news")) or name.endswith("told")
]
"""What arrives unasked."""
