"""The screens of a crew with ordinary values and the worst: forty people, the longest names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.actions.boards import MyNight, Name, NightBoard, WeekBoard
from bot.actions.cards import Headline, News
from bot.actions.crew_boards import DutyTimes, LeadNight, MyCard, TellThem
from bot.screens import Screen
from bot.views import crew as views
from bot.views import crew_lead, crew_news, night_changes, rota, rota_lead
from operation.area import Area
from operation.crew import CREW, ENDED, Assignment, Cancelled, Crew, Reason, State
from operation.fairness import Worked
from operation.pairing import Why
from operation.proposing import Facts, propose, rank
from operation.selection import LONGEST_REASON
from operation.swaps import Stage
from sandbox.entities import read_text
from storage.crew import Ended
from tests.unit.bot_examples import (
    NOW,
    WORST_AREA,
    WORST_NAME,
    lead_night,
    lead_week,
    night_board,
    week_board,
    worst_week,
)

CLOSED = night_board(open_now=False)
"""Three people on the list of a night that needs four."""
ON_IT = (State.SELECTED, State.CONFIRMED, State.STANDING_BY, State.OFFERED, State.ASKED)
NOTE = (WORST_NAME * 4)[:LONGEST_REASON]
GONE = 10**13
"""The id of somebody who was on the night and has left."""
LEAVER = "PC Leaver"
OFFICERS_NEWS: dict[News, Headline] = {
    **{
        each: (each,)
        for each in (
            News.SELECTED, News.STANDING_BY, News.BACK_TO_STANDBY, News.OFFERED, News.ASKED,
            News.CONFIRMED, News.TAKEN_OFF, News.WITHDRAWN, News.COVERED, News.CANCELLED,
            News.ON_AGAIN, News.REMINDER, News.CHASE, News.LAPSED, News.DECIDE,
            News.OPEN_TO_ALL, News.UNDECIDED,
            News.PATROL_LEAD, News.NOT_PATROL_LEAD, News.SWAPPED_OUT,
            News.SWAPPED_IN, News.SWAP_TAKEN, News.SWAP_REFUSED, News.MEETING, News.AGREE_WARD,
            News.PLACE_PROPOSED,
            News.NOT_RESTED, News.REST_OVERRIDDEN,
        )
    },
    News.SWAP_ENDED: (News.SWAP_ENDED, Stage.LAPSED.value),
    News.DROPPED: (News.DROPPED, GONE),
    News.TIMES: (News.TIMES, NOW.isoformat(), (NOW + timedelta(hours=6)).isoformat()),
    News.WARD: (News.WARD, "E00000001"),
}  # fmt: skip
LEADS_NEWS: dict[News, Headline] = {
    **{
        each: (each,)
        for each in (
            News.PROPOSED,
            News.NOBODY_LEFT,
            News.UNCONFIRMED,
            News.SHORT,
            News.UNLED,
            News.UNPAIRED,
            News.NO_WARD,
        )
    },
    News.LEAD_LEFT: (News.LEAD_LEFT, GONE),
    News.LOCAL_LEFT: (News.LOCAL_LEFT, GONE, Why.CREW.value),
    News.OFF_LATE: (News.OFF_LATE, GONE),
    News.PROPOSED_PLACE: (News.PROPOSED_PLACE, 10**12),
    News.AGREED_PLACE: (News.AGREED_PLACE, 10**12),
    News.WITHDREW: (News.WITHDREW, GONE, Reason.UNFIT.value),
    News.TOOK: (News.TOOK, 10**12),
    News.SWAPPED: (News.SWAPPED, GONE, 10**12),
    News.CALLED: (News.CALLED, 6),
    News.STOPPED: (News.STOPPED, 10**12),
    News.CANCELLED_BY: (News.CANCELLED_BY, 10**12 + 1),
}


def shown(screen: Screen) -> str:
    """The words as Telegram would show them."""
    return read_text(screen.text, "HTML", None)[0]


def labels(screen: Screen) -> list[str]:
    """The buttons, row by row."""
    return [button.label for row in screen.rows for button in row]


def worst(officers: int = 40) -> NightBoard:
    """A closed night with so many people of the longest names."""
    return night_board(
        officers=officers, places=20, worst=True, open_now=False, without_telegram=True
    )


def published(night: NightBoard, states: Sequence[State] = ON_IT) -> NightBoard:
    """The night with a crew: its people are in these states, in turn."""
    people = tuple(
        replace(
            each,
            state=state,
            picked=state in CREW,
            offered_until=NOW + timedelta(hours=12) if state is State.OFFERED else None,
        )
        for n, each in enumerate(night.crew.assignments)
        for state in [states[n % len(states)]]
    )
    crew = replace(
        night.crew, assignments=people, target=night.book.places, version=7, published_at=NOW
    )
    return replace(night, crew=crew, is_open=False)


def cancelled(night: NightBoard, reason: Cancelled = Cancelled.OTHER) -> NightBoard:
    """The night called off, everyone on it stood down."""
    crew = Crew(night.book, cancelled=reason, version=8, published_at=night.crew.published_at)
    return replace(night, crew=crew, called={}, is_open=False, cancel_note=NOTE)


def my_card(
    state: State,
    *news: Headline,
    night: NightBoard | None = None,
    area: Area = WORST_AREA,
    reason: Reason | None = None,
) -> MyCard:
    """The first person of a night, in this state, or off the night in it."""
    board = night or published(worst(), [state, *ON_IT] if state not in ENDED else ON_IT)
    first = board.names[0].member_id
    if state in ENDED:
        rest = tuple(e for e in board.crew.assignments if e.member_id != first)
        board = replace(board, crew=replace(board.crew, assignments=rest))
    elif board.crew.assignments and state is State.IN:
        board = in_anew(board)
    return MyCard(area, board, first, state, reason, news)


def in_anew(night: NightBoard) -> NightBoard:
    """Nobody is chosen yet, and the times have moved: all have to answer."""
    people = tuple(
        Assignment(each.member_id, State.IN, each.since, must_answer=True)
        for each in night.crew.assignments
    )
    return replace(night, crew=Crew(night.book, people))


def lead_card(night: NightBoard, *news: Headline, area: Area = WORST_AREA) -> LeadNight:
    """A night as its lead has it, one person having left it."""
    names = {**night.called, GONE: Name(GONE, LEAVER, True)}
    ended = (Ended(GONE, State.WITHDRAWN, Reason.UNFIT.value),)
    return replace(lead_night(night, area=area), ended=ended, names=names, news=news)


def ranked(night: NightBoard, hours: Sequence[float], area: Area = WORST_AREA) -> LeadNight:
    """A night to be chosen for, whose people have worked so many hours, in turn."""
    worked = {
        each.member_id: [Worked(NOW, NOW + timedelta(hours=hours[n % len(hours)]))]
        for n, each in enumerate(night.crew.assignments)
        if hours[n % len(hours)]
    }
    facts = Facts(area.fairness.weights, area.zone, worked)
    closed = night.crew.book.closes_at
    (crew,) = propose([night.crew], facts, now=closed)
    board = replace(night, crew=crew)
    return replace(lead_night(board, area=area), ranked=rank(crew, [crew], facts))


def to_tell(news: Headline, state: State | None = State.SELECTED) -> TellThem:
    """Somebody whom the bot cannot write to."""
    return TellThem(WORST_AREA, published(worst()), WORST_NAME, state, news)


def duties(count: int = 20) -> tuple[DutyTimes, ...]:
    """So many nights for a calendar, in every state."""
    states = (*ON_IT[:3], State.STOOD_DOWN, State.WITHDRAWN)
    return tuple(
        DutyTimes(
            uid=f"{n:032x}@ephedra",
            starts=NOW + timedelta(days=n),
            ends=NOW + timedelta(days=n, hours=6),
            changed_at=NOW,
            state=states[n % len(states)],
            is_cancelled=n % 2 == 1,
        )
        for n in range(count)
    )


def published_week() -> WeekBoard:
    """Seven nights, each with a crew of forty."""
    return replace(worst_week(), nights=tuple(published(night) for night in worst_week().nights))


def closed_week() -> WeekBoard:
    """Seven nights whose lists have closed."""
    nights = (replace(night, is_open=False) for night in worst_week().nights)
    return replace(worst_week(), nights=tuple(nights))


ALL_AT_ONCE = tuple(OFFICERS_NEWS.values()) * 4
PILED_UP = (
    *(headline for headline in LEADS_NEWS.values()),
    *((News.TOOK, 10**12 + n) for n in range(40)),
)
SHIFTS = tuple(
    MyNight(published(worst(), [state]), 10**12, WORST_AREA)
    for state in (*ON_IT, State.SELECTED)
    for _ in range(14)
)
FIRST = 10**12


def _my_night(state: State, *news: Headline) -> Screen:
    return views.my_night(my_card(state, *news))


def _crew_news(*news: Headline) -> Screen:
    return crew_news.crew_news(lead_card(published(worst()), *news))


def _person_card(state: State) -> Screen:
    return crew_lead.person_card(lead_card(published(worst(), [state])), FIRST)


def _tell_of_crew(headline: Headline) -> Screen:
    return crew_news.tell_of_crew(to_tell(headline))


CREW_SCREENS: dict[str, Callable[[], Screen | None]] = {
    **{f"my night, {state}": partial(_my_night, state) for state in State},
    **{
        f"my night, {state}, everything new": partial(_my_night, state, *ALL_AT_ONCE)
        for state in State
    },
    "my night, cancelled": lambda: views.my_night(
        my_card(State.STOOD_DOWN, (News.CANCELLED,), night=cancelled(worst()))
    ),
    "moved on": lambda: views.moved_on(worst()),
    "sure to withdraw": lambda: views.sure_to_withdraw(my_card(State.CONFIRMED)),
    "not to withdraw": lambda: views.sure_to_withdraw(my_card(State.DECLINED)),
    "calendar file": lambda: views.duties(duties(), NOW),
    "no calendar file": lambda: views.duties((), NOW),
    "my shifts, with crews": lambda: rota.my_shifts(SHIFTS),
    **{
        f"crew news, {news}": partial(_crew_news, headline) for news, headline in LEADS_NEWS.items()
    },
    "crew news, piled up": partial(_crew_news, *PILED_UP),
    "crew news, nothing new": _crew_news,
    "crew news, to choose": lambda: crew_news.crew_news(
        replace(ranked(worst(), [0, 6]), news=((News.PROPOSED,),))
    ),
    "crew news, cancelled": lambda: crew_news.crew_news(
        lead_card(cancelled(worst()), LEADS_NEWS[News.CANCELLED_BY])
    ),
    "crew card": lambda: crew_lead.crew_card(ranked(worst(), [6])),
    "crew card, long list": lambda: crew_lead.crew_card(ranked(worst(200), [6, 0, 12])),
    "crew card, published": lambda: crew_lead.crew_card(lead_card(published(worst(200)))),
    "patrol card, to choose": lambda: crew_lead.patrol_card(ranked(worst(200), [0])),
    "patrol card, published": lambda: crew_lead.patrol_card(lead_card(published(worst(200)))),
    "patrol card, cancelled": lambda: crew_lead.patrol_card(lead_card(cancelled(worst()))),
    **{f"person card, {state}": partial(_person_card, state) for state in (*ON_IT, State.IN)},
    "person card, gone": lambda: crew_lead.person_card(lead_card(published(worst())), GONE),
    "week closed, to choose": lambda: crew_news.week_closed(lead_week(closed_week())),
    "week closed, published": lambda: crew_news.week_closed(lead_week(published_week())),
    "week closed, cancelled": lambda: crew_news.week_closed(
        lead_week(week_board(cancelled(worst()), area=WORST_AREA))
    ),
    "week card, published": lambda: rota_lead.week_card(lead_week(published_week())),
    "week moved on": crew_news.week_moved_on,
    "choose times": lambda: night_changes.choose_times(lead_card(worst()), 20 * 60, 47 * 60),
    "choose ward": lambda: night_changes.choose_ward(lead_card(worst()), 3),
    "cancel night": lambda: night_changes.cancel_night(lead_card(published(worst()))),
    **{
        f"tell of crew, {news}": partial(_tell_of_crew, headline)
        for news, headline in OFFICERS_NEWS.items()
    },
}
CREW_IN_GROUP: dict[str, Callable[[], Screen | None]] = {
    "rota post, published": lambda: rota.week_post(published_week()),
    "rota post, cancelled": lambda: rota.week_post(week_board(cancelled(worst()), area=WORST_AREA)),
}
