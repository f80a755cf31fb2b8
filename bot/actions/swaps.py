"""Giving a shift to somebody else: offering, taking, taking back, and a lead's yes or no."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.actions import swap_cards
from bot.actions.boards import lead_patrol
from bot.actions.cards import Headline, News, refresh_offers, tell_card
from bot.actions.crew import carry_out
from bot.actions.rest import require_rested
from bot.actions.swap_ends import end, plan_end, record_swap
from bot.actions.swap_options import options
from bot.actions.telling import tell
from operation import swaps as rules
from operation.area import Area
from operation.people import Actor, Member, Role
from operation.rest import NotRested
from operation.rota import require_eligible
from operation.swaps import Stage, Swap, SwapGone
from storage import crew as crews
from storage import notices, people, rota
from storage import swaps as kept
from storage.database import Transaction
from storage.rota import Patrol

Areas = Mapping[str, Area]


@dataclass(frozen=True, slots=True)
class Swapped:
    """A swap as it stands now, and its night; who is to be told by the lead who did it."""

    swap: Swap
    patrol: Patrol
    to_tell: tuple[str, ...] = ()
    giver_cannot: bool = False
    """Nothing has changed: in exchange the giver would go on a night for which they must not."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A swap with its night and the one asked for in return, both locked."""

    swap: Swap
    patrol: Patrol
    other: Patrol | None

    def nights(self, giver: int, taker: int) -> list[tuple[Patrol, int, int, int | None]]:
        """Each night in the order in which they start: who goes, who comes, which night they leave.

        The one who comes gives up the other of the two nights with that.
        """
        there = self.other.book.patrol_id if self.other else None
        found = [(self.patrol, giver, taker, there)]
        if self.other is not None:
            found.append((self.other, taker, giver, self.patrol.book.patrol_id))
        return sorted(found, key=lambda each: (each[0].book.starts, each[0].book.patrol_id))


async def require_may_give(tx: Transaction, *, actor: Actor, patrol_id: int, now: datetime) -> None:
    """Raise what `operation.swaps.require_may_give` raises, for a shift of one's own."""
    patrol = await rota.get_patrol(tx, patrol_id)
    rules.require_may_give(patrol.crew, actor.member(patrol.book.area).id, now=now)


async def offer(
    tx: Transaction, *, actor: Actor, patrol_id: int, areas: Areas, now: datetime,
    to: int | None = None, in_return: int | None = None,
) -> Swapped:  # fmt: skip
    """Someone on a crew offers their shift, to one person or to all who could take it.

    `in_return` is the patrol of that person's that they would have for it. Raises what
    `operation.swaps.offer` raises.
    """
    actor = await people.held(tx, actor)
    patrol = await crews.held(tx, patrol_id)
    mine = actor.member(patrol.book.area)
    area = areas[patrol.book.area]
    rules.require_may_give(patrol.crew, mine.id, now=now)
    able = await options(tx, patrol=patrol, giver=mine.id, area=area, now=now)
    live = await kept.live_of(tx, [patrol_id])
    swap = rules.offer(
        patrol.crew, mine.id, to=to, in_return=in_return,
        able={each.member.id: each.returns for each in able},
        is_on_offer=any(each.giver == mine.id for each in live),
        times=area.swaps, zone=area.zone, now=now,
    )  # fmt: skip
    swap = await kept.add(tx, swap, at=now)
    record_swap(tx, patrol, swap, "shift offered", actor, at=now)
    await plan_end(tx, swap, patrol, now=now)
    await refresh_offers(tx, patrol)
    await swap_cards.ask(tx, swap, swap.asked, at=now)
    return Swapped(swap, patrol)


async def take_back(tx: Transaction, *, actor: Actor, swap_id: int, now: datetime) -> Swapped:
    """Whoever offered their shift keeps it, while nobody has it. Raises what the rule raises."""
    held, mine = await _held_for(tx, actor, swap_id)
    after = rules.take_back(held.swap, mine.id)
    await _save(tx, held, after, actor, "offer taken back", now=now)
    await _renew(tx, held.patrol, after)
    return Swapped(after, held.patrol)


async def take(
    tx: Transaction, *, actor: Actor, swap_id: int, areas: Areas, now: datetime,
    tapped: datetime | None = None,
) -> Swapped:  # fmt: skip
    """Somebody who was asked takes the shift: it is theirs, or waits for a lead.

    Of an exchange in which the giver is not rested for the other night nothing comes: they are
    told why, once, and nobody else is. Raises what `operation.swaps.take` and `require_may_take`
    raise, and NotRested.
    """
    giver = (await kept.get(tx, swap_id)).giver
    await people.hold_alone(tx, {giver, *(each.id for each in actor.members)})
    held, mine = await _held_for(tx, actor, swap_id)
    area = areas[held.patrol.book.area]
    after = rules.take(
        held.swap, mine.id, starts=held.patrol.book.starts, times=area.swaps, now=now,
        tapped=tapped or now,
    )  # fmt: skip
    if after is held.swap:
        return Swapped(after, held.patrol)
    try:
        await _require_possible(tx, held, mine, area, actor=actor, now=now)
    except NotRested as refused:
        if refused.member_id != after.giver:
            raise
        await _plan_to_tell_giver(tx, held)
        return Swapped(held.swap, held.patrol, giver_cannot=True)
    await _save(tx, held, after, actor, "swap taken", now=now)
    if after.stage is Stage.DONE:
        await _hand_over(
            tx, replace(held, swap=after), area, actor, now=now, answered={mine.id},
            leads_hear=(News.SWAPPED, after.giver, mine.id), but=mine.id,
        )  # fmt: skip
    else:
        await tell_card(tx, held.patrol, [after.giver], (News.SWAP_TAKEN,), at=now)
        await _renew(tx, held.patrol, after)
        await swap_cards.ask_leads(tx, after, area.key, at=now)
    return Swapped(after, held.patrol)


async def decline(
    tx: Transaction, *, actor: Actor, swap_id: int, areas: Areas, now: datetime
) -> Swapped:
    """Somebody who was asked will not, or steps back from what a lead has not agreed to yet.

    Raises what the rule raises.
    """
    held, mine = await _held_for(tx, actor, swap_id)
    patrol, area = held.patrol, areas[held.patrol.book.area]
    last = patrol.book.starts - timedelta(hours=area.swaps.closes_before)
    after = rules.decline(held.swap, mine.id, offer_ends=last)
    await _save(tx, held, after, actor, "said no to a swap", now=now)
    if not after.is_live:
        await end(tx, after, after, patrol, now=now)
        return Swapped(after, patrol)
    if held.swap.stage is Stage.TAKEN:
        news = (News.SWAP_ENDED, after.stage.value)
        await tell_card(tx, patrol, [after.giver], news, at=now)
    await _renew(tx, patrol, after)
    return Swapped(after, patrol)


async def approve(
    tx: Transaction, *, actor: Actor, swap_id: int, areas: Areas, now: datetime
) -> Swapped:
    """A lead agrees: the shift changes hands. Raises what `take` raises, looked at anew."""
    looked_at = await kept.get(tx, swap_id)
    await people.hold_alone(tx, {looked_at.giver, looked_at.taker or 0})
    held, lead = await _held_for_lead(tx, actor, swap_id)
    area = areas[held.patrol.book.area]
    after = rules.decide(held.swap, agrees=True)
    if after.taker != looked_at.taker:
        # Another than at this moment, who is not held.
        raise SwapGone
    taker = await people.get_member(tx, after.taker or 0)
    require_eligible(held.patrol.book, taker)
    await _require_possible(tx, held, taker, area, actor=actor, now=now)
    await _save(tx, held, after, actor, "swap approved", now=now)
    await _hand_over(
        tx, replace(held, swap=after), area, actor, now=now, by=lead.id, answered={lead.id}
    )
    return Swapped(after, held.patrol)


async def refuse(tx: Transaction, *, actor: Actor, swap_id: int, now: datetime) -> Swapped:
    """A lead says no: the shift stays whose it is, and both hear it. Raises what the rule does."""
    held, lead = await _held_for_lead(tx, actor, swap_id)
    after = rules.decide(held.swap, agrees=False)
    await _save(tx, held, after, actor, "swap refused", now=now)
    both = {after.giver, after.taker or 0} - {lead.id}
    if after.giver in both:
        await tell_card(tx, held.patrol, [after.giver], (News.SWAP_REFUSED,), at=now)
    await _renew(tx, held.patrol, after)
    await swap_cards.ask(tx, after, both - {after.giver}, at=now)
    return Swapped(after, held.patrol)


async def swap_for(
    tx: Transaction, *, actor: Actor, patrol_id: int, member_id: int, taker_id: int,
    areas: Areas, now: datetime,
) -> Swapped:  # fmt: skip
    """A lead puts somebody in the place of somebody else, with Telegram or without.

    An offer of that shift ends with it. Whom the bot cannot write to the lead tells themself.
    Raises what `hand_over` raises, NotEligible, NotRested.
    """
    await people.hold_alone(tx, [taker_id])
    taker = await people.get_member_for_update(tx, taker_id)
    patrol = await crews.held(tx, patrol_id)
    book, area = patrol.book, areas[patrol.book.area]
    lead = actor.acting(book.area, Role.LEAD)
    rules.require_may_give(patrol.crew, member_id, now=now)
    if taker_id == member_id:
        raise rules.SwapWithOneself
    require_eligible(book, taker)
    live = [e for e in await kept.live_of(tx, [patrol_id]) if e.giver == member_id]
    swap = Swap(patrol_id, member_id, (taker_id,), now, stage=Stage.DONE, taker=taker_id)
    if live and taker_id in live[0].asked and live[0].in_return is None:
        swap = replace(live[0], stage=Stage.DONE, taker=taker_id)
        await kept.save(tx, live[0], swap, at=now)
        await plan_end(tx, swap, patrol, now=now)
    else:
        swap = await kept.add(tx, swap, at=now)
    await require_rested(tx, member_id=taker_id, patrol=patrol, area=area, actor=actor, now=now)
    record_swap(tx, patrol, swap, "swapped by a lead", actor, at=now)
    both = (await people.get_member(tx, member_id), taker)
    away = {each.id: each.called for each in both if not (each.has_telegram and each.is_reachable)}
    await _hand_over(
        tx, _Held(swap, patrol, None), area, actor, now=now, by=lead.id, answered={lead.id},
        away=away, leads_hear=(News.SWAPPED, member_id, taker_id), but=lead.id,
    )  # fmt: skip
    return Swapped(swap, patrol, tuple(away.values()))


async def require_lead_of_swap(tx: Transaction, *, actor: Actor, swap_id: int) -> None:
    """Raise RoleMissing, or NotAMember, for anybody but a lead of the area of the swap."""
    swap = await kept.get(tx, swap_id)
    await lead_patrol(tx, actor=actor, patrol_id=swap.patrol_id)


# What falls due


async def run_out(tx: Transaction, *, swap_id: int, now: datetime) -> None:
    """An offer, or what waits for a lead, has run out."""
    held = await _hold(tx, swap_id)
    after = rules.lapse(held.swap, now=now)
    if after is not held.swap and await kept.save(tx, held.swap, after, at=now):
        await end(tx, held.swap, after, held.patrol, now=now)


async def remind_leads(tx: Transaction, *, swap_id: int, now: datetime) -> None:
    """The leads are asked again about a swap that waits for them."""
    held = await _hold(tx, swap_id)
    if held.swap.stage is Stage.TAKEN and now < held.swap.until:
        await swap_cards.ask_leads(tx, held.swap, held.patrol.book.area, at=now)


async def tell_giver(tx: Transaction, *, swap_id: int, now: datetime) -> None:
    """Whoever offered an exchange hears that they are not rested for the other night."""
    swap = await kept.get(tx, swap_id)
    if swap.is_live:
        await tell(tx, [swap.giver], "swap_not_rested", str(swap_id), at=now)


# How it is done


async def _plan_to_tell_giver(tx: Transaction, held: _Held) -> None:
    """However often somebody taps: what was due at this very time is not done twice."""
    book = held.patrol.book
    await notices.plan(
        tx, kind="swap_not_rested", subject=str(held.swap.id), due_at=book.closes_at,
        area=book.area, useful_until=held.swap.until,
    )  # fmt: skip


async def _require_possible(
    tx: Transaction, held: _Held, taker: Member, area: Area, *, actor: Actor, now: datetime
) -> None:
    """Both can be where they would be, by training and by rest."""
    giver = await people.get_member(tx, held.swap.giver)
    by_id = {giver.id: giver, taker.id: taker}
    for patrol, goes, comes, leaves in held.nights(giver.id, taker.id):
        rules.require_may_give(patrol.crew, goes, now=now)
        rules.require_may_take(patrol.crew, by_id[comes], now=now)
        await require_rested(
            tx, member_id=comes, patrol=patrol, area=area, actor=actor, now=now,
            leaving=() if leaves is None else (leaves,),
        )  # fmt: skip


async def _hand_over(
    tx: Transaction,
    held: _Held,
    area: Area,
    actor: Actor,
    *,
    now: datetime,
    answered: Collection[int],
    by: int | None = None,
    away: Collection[int] = (),
    leads_hear: Headline | None = None,
    but: int | None = None,
) -> None:
    """The places change hands on every night of the swap; `by` is a lead who decided it.

    Whoever comes has the card of the night from then on, though they were answered where they
    tapped; the lead tells those who are `away` from Telegram.
    """
    swap = held.swap
    for patrol, goes, comes, _ in held.nights(swap.giver, swap.taker or 0):
        who = (by or goes, by or comes)
        crew, events = rules.hand_over(patrol.crew, goes, comes, by=who, now=now)
        is_its_own = patrol.book.patrol_id == swap.patrol_id
        await carry_out(
            tx, patrol, crew, events, actor=actor, area=area, now=now,
            answered={*answered, *away} - ({comes} - {*away}),
            leads_hear=leads_hear if is_its_own else None, but=but,
        )  # fmt: skip
    await swap_cards.renew(tx, swap)


async def _save(
    tx: Transaction, held: _Held, after: Swap, actor: Actor, verb: str, *, now: datetime
) -> None:
    if not await kept.save(tx, held.swap, after, at=now):
        # The night asked for in return has changed at this moment, and with it the swap.
        raise SwapGone
    record_swap(tx, held.patrol, after, verb, actor, at=now)
    await plan_end(tx, after, held.patrol, now=now)


async def _renew(tx: Transaction, patrol: Patrol, swap: Swap) -> None:
    await refresh_offers(tx, patrol)
    await swap_cards.renew(tx, swap)


async def _hold(tx: Transaction, swap_id: int) -> _Held:
    """The nights of a swap, locked in the order in which they start, and then the swap itself."""
    found = await kept.get(tx, swap_id)
    nights = [await rota.get_patrol(tx, found.patrol_id)]
    if found.in_return is not None:
        nights.append(await rota.get_patrol(tx, found.in_return))
    held = {}
    for each in sorted(nights, key=lambda night: night.book.starts):
        held[each.book.patrol_id] = await crews.held(tx, each.book.patrol_id)
    other = held[found.in_return] if found.in_return is not None else None
    return _Held(await kept.get(tx, swap_id), held[found.patrol_id], other)


async def _held_for(tx: Transaction, actor: Actor, swap_id: int) -> tuple[_Held, Member]:
    """The swap, and who acts as a member of its area."""
    actor = await people.held(tx, actor)
    held = await _hold(tx, swap_id)
    return held, actor.member(held.patrol.book.area)


async def _held_for_lead(tx: Transaction, actor: Actor, swap_id: int) -> tuple[_Held, Member]:
    actor = await people.held(tx, actor)
    held = await _hold(tx, swap_id)
    return held, actor.acting(held.patrol.book.area, Role.LEAD)
