"""The screens of swaps with the worst that can come: forty people, the longest names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.actions.boards import MyNight, Name, NightBoard, OnOffer
from bot.actions.crew_boards import MyCard
from bot.actions.swap_boards import GivingBoard, StandInBoard, SwapBoard
from bot.actions.swap_options import Option, StandIn
from bot.screens import Screen
from bot.views import crew as crew_views
from bot.views import crew_lead, rota
from bot.views import swaps as views
from operation.area import Area
from operation.crew import Crew, State
from operation.people import Member
from operation.rest import Finding, FindingKind
from operation.rest_rules import Severity
from operation.swap_rules import Approval, SwapTimes
from operation.swaps import Stage, Swap
from storage.rota import Patrol
from tests.unit.bot_examples import NOW, WORST_AREA, WORST_NAME, WORST_RANK, night_board, person
from tests.unit.crew_screens import lead_card, published, worst

AREA: Area = replace(WORST_AREA, swaps=SwapTimes(approval=Approval.LEAD))
GIVER, TAKER, OTHER = 10**12, 10**12 + 7, 10**12 + 8
LONGEST = f"{WORST_RANK} {WORST_NAME}"
WARNED = (
    Finding(FindingKind.REST_BEFORE, Severity.WARNING, amount=9.25, limit=11),
    Finding(FindingKind.WEEKENDS, Severity.WARNING, amount=5, limit=3),
)


def night() -> NightBoard:
    return published(worst(), [State.CONFIRMED])


def patrol(day: int) -> Patrol:
    """A night of somebody's that could be given in return."""
    book = night_board(day, worst=True).book
    return Patrol(1, None, False, book, Crew(book), None, None, None)


def members(count: int) -> list[Member]:
    return [person(n, worst=True) for n in range(count)]


def giving(count: int, **more: bool) -> GivingBoard:
    """A shift that so many could take, each of them for a whole week of theirs."""
    nights = tuple(patrol(day) for day in range(7))
    options = tuple(Option(each, n % 3 > 0, nights) for n, each in enumerate(members(count)))
    return GivingBoard(AREA, replace(night(), **more), is_mine=True, options=options)  # type: ignore[arg-type]  # as given


def swap(stage: Stage, *, to_all: bool = True, back: bool = True) -> Swap:
    is_taken = stage not in {Stage.OPEN, Stage.TAKEN_BACK, Stage.OVER, Stage.DECLINED}
    asked = tuple(TAKER + n for n in range(40 if to_all else 1))
    return Swap(
        10**12, GIVER, asked, NOW + timedelta(days=200), is_to_all=to_all,
        in_return=10**12 + 1 if back else None, stage=stage, said_no=frozenset(asked[3:30]),
        taker=TAKER if is_taken else None, id=10**12,
    )  # fmt: skip


def seen(stage: Stage, viewer: int, *, area: Area = AREA, back: bool = True) -> SwapBoard:
    return SwapBoard(
        area, night(), night() if back else None, swap(stage, back=back), LONGEST, LONGEST,
        viewer, WARNED,
    )  # fmt: skip


def with_offer(stage: Stage) -> NightBoard:
    offer = OnOffer(swap(stage), Name(TAKER, LONGEST, True) if stage is Stage.TAKEN else None)
    return replace(night(), on_offer={GIVER: offer})


def stand_ins(count: int, *, is_on_crew: bool = True) -> StandInBoard:
    found = tuple(StandIn(each, WARNED) for each in members(count))
    return StandInBoard(AREA, night(), Name(GIVER, LONGEST, True), is_on_crew, found)


def _my_night(stage: Stage) -> Screen:
    return crew_views.my_night(MyCard(AREA, with_offer(stage), GIVER, State.CONFIRMED, None, ()))


def _swap_card(stage: Stage, viewer: int) -> Screen:
    return views.swap_card(seen(stage, viewer))


def _approval(stage: Stage) -> Screen:
    return views.swap_approval(seen(stage, TAKER))


def _stopped() -> SwapBoard:
    """The giver cannot go on the other night, by everything there is."""
    found = tuple(Finding(kind, Severity.STOP, 23.75, 23) for kind in FindingKind)
    return replace(seen(Stage.OPEN, GIVER), findings=found)


SWAP_SCREENS: dict[str, Callable[[], Screen | None]] = {
    "give away": lambda: views.give_away(giving(60), 3),
    "give away, to nobody": lambda: views.give_away(giving(0), 0),
    "give away, too late": lambda: views.give_away(giving(3, is_too_near=True), 0),
    "give away, on offer": lambda: views.give_away(
        replace(giving(3), offer=OnOffer(swap(Stage.OPEN))), 0
    ),
    "give away, not mine": lambda: views.give_away(replace(giving(3), is_mine=False), 0),
    "give to": lambda: views.give_to(giving(3), 10**12 + 1),
    "give to, not any more": lambda: views.give_to(giving(3), 5),
    **{f"swap card, {stage}": partial(_swap_card, stage, TAKER) for stage in Stage},
    **{f"swap card, {stage}, of another": partial(_swap_card, stage, OTHER) for stage in Stage},
    "swap card, said no": lambda: views.swap_card(seen(Stage.OPEN, TAKER + 5)),
    "swap card, plain": lambda: views.swap_card(
        seen(Stage.OPEN, TAKER, area=WORST_AREA, back=False)
    ),
    "swap not rested": lambda: views.swap_not_rested(_stopped()),
    "swap moved on": lambda: views.swap_moved_on(night()),
    **{f"swap approval, {stage}": partial(_approval, stage) for stage in Stage},
    "swap for": lambda: views.swap_for(stand_ins(60), 3),
    "swap for, nobody": lambda: views.swap_for(stand_ins(0), 0),
    "swap for, gone": lambda: views.swap_for(stand_ins(3, is_on_crew=False), 0),
    "short notice": lambda: views.short_notice(AREA, replace(night(), crew=night().crew)),
    "my night, on offer": partial(_my_night, Stage.OPEN),
    "my night, taken": partial(_my_night, Stage.TAKEN),
    "my shifts, on offer": lambda: rota.my_shifts(
        (MyNight(with_offer(Stage.OPEN), GIVER, AREA),) * 30
    ),
    "patrol card, a swap waits": lambda: crew_lead.patrol_card(
        lead_card(with_offer(Stage.TAKEN), area=AREA)
    ),
    "patrol card, under way": lambda: crew_lead.patrol_card(
        lead_card(replace(night(), has_started=True), area=AREA)
    ),
    "person card, under way": lambda: crew_lead.person_card(
        lead_card(replace(night(), has_started=True), area=AREA), GIVER
    ),
}
ARRIVING = [
    name
    for name in SWAP_SCREENS
    if name.startswith(
        ("swap card", "swap approval", "swap not", "swap moved", "short notice", "my night")
    )
]
"""What arrives unasked."""
