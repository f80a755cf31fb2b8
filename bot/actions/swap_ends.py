"""What becomes of shifts on offer when something else happens to their nights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.actions import swap_cards
from bot.actions.cards import News, refresh_offers, tell_card
from bot.actions.recording import record
from operation import swaps as rules
from operation.crew import CREW
from operation.people import Actor
from operation.swaps import Stage, Swap
from storage import notices, rota
from storage import swaps as kept
from storage.audit import AuditKind
from storage.database import Transaction
from storage.rota import Patrol


async def follow_swaps(tx: Transaction, before: Patrol, after: Patrol, *, now: datetime) -> None:
    """A night has changed: offers that it has overtaken end, and those concerned are told."""
    if _as_it_matters(before) == _as_it_matters(after):
        return
    for swap in await kept.live_about(tx, after.book.patrol_id):
        ended = rules.after_change(swap, before.crew, after.crew)
        if ended is swap or not await kept.save(tx, swap, ended, at=now):
            continue
        if ended.is_live:
            await swap_cards.renew(tx, ended)
        else:
            is_its_own = swap.patrol_id == after.book.patrol_id
            night = after if is_its_own else await rota.get_patrol(tx, swap.patrol_id)
            await end(tx, swap, ended, night, now=now)


async def leave_swaps(
    tx: Transaction, member_id: int, swaps: Sequence[Swap], *, now: datetime
) -> None:
    """Somebody who has lost access takes none of these shifts; their nights are held by then."""
    for swap in swaps:
        after = rules.without(swap, member_id)
        if not await kept.save(tx, swap, after, at=now):
            continue
        patrol = await rota.get_patrol(tx, swap.patrol_id)
        if not after.is_live:
            await end(tx, after, after, patrol, now=now)
            continue
        if swap.stage is not after.stage:
            news = (News.SWAP_ENDED, after.stage.value)
            await tell_card(tx, patrol, [after.giver], news, at=now)
            await plan_end(tx, after, patrol, now=now)
        await refresh_offers(tx, patrol)
        await swap_cards.renew(tx, after)


async def show_again(tx: Transaction, member_id: int) -> None:
    """Somebody has their access back, and sees again what they were asked."""
    for swap in await kept.live_asked(tx, member_id):
        await swap_cards.renew(tx, swap)


async def end(tx: Transaction, before: Swap, after: Swap, patrol: Patrol, *, now: datetime) -> None:
    """An offer is over and the shift stays whose it is: they hear it, and who had taken it."""
    record_swap(tx, patrol, after, f"swap {after.stage.value}", None, at=now)
    await plan_end(tx, after, patrol, now=now)
    await refresh_offers(tx, patrol)
    mine = patrol.crew.of(after.giver)
    if mine is not None and mine.state in CREW and patrol.crew.cancelled is None:
        await tell_card(tx, patrol, [after.giver], (News.SWAP_ENDED, after.stage.value), at=now)
    await swap_cards.renew(tx, after)
    if before.stage is Stage.TAKEN and before.taker is not None:
        await swap_cards.ask(tx, after, [before.taker], at=now)


async def plan_end(tx: Transaction, swap: Swap, patrol: Patrol, *, now: datetime) -> None:
    """Have an offer run out when its time is over, and leads reminded of one that waits for them.

    They are half-way between when it was taken and when it runs out.
    """
    subject, area = str(swap.id), patrol.book.area
    if not swap.is_live:
        for kind in ("swap_ends", "swap_waits"):
            await notices.cancel(tx, kind=kind, subject=subject)
        return
    await notices.plan(tx, kind="swap_ends", subject=subject, due_at=swap.until, area=area)
    if swap.stage is Stage.TAKEN:
        half = now + max((swap.until - now) / 2, timedelta())
        await notices.plan(
            tx, kind="swap_waits", subject=subject, due_at=half, area=area,
            useful_until=swap.until,
        )  # fmt: skip
    else:
        await notices.cancel(tx, kind="swap_waits", subject=subject)


def record_swap(
    tx: Transaction, patrol: Patrol, swap: Swap, verb: str, actor: Actor | None, *, at: datetime
) -> None:
    """The audit's line: whose shift, who has it or would, and what for."""
    detail: dict[str, int] = {"swap": swap.id, "member": swap.giver}
    to = swap.taker or (None if swap.is_to_all else swap.asked[0])
    if to is not None:
        detail["to"] = to
    if swap.in_return is not None:
        detail["in_return"] = swap.in_return
    record(
        tx, AuditKind.ALTERATION, verb, f"patrol:{patrol.book.patrol_id}",
        area=patrol.book.area, actor=actor, at=at, **detail,
    )  # fmt: skip


def _as_it_matters(patrol: Patrol) -> tuple[object, ...]:
    crew = patrol.crew
    who = frozenset(each.member_id for each in crew.crew)
    return (who, crew.book.starts, crew.book.ends, crew.cancelled)
