"""Taps by which shifts change hands."""

from __future__ import annotations

from bot.actions import boards, swaps
from bot.callbacks.swaps import (
    ApproveSwap,
    DeclineShift,
    GiveAway,
    GiveTo,
    OfferTo,
    OfferToAll,
    RefuseSwap,
    SwapApproval,
    SwapFor,
    SwapNow,
    TakeBack,
    TakeShift,
)
from bot.context import Context
from bot.routing import Routes
from bot.views.plain import count, short_day
from operation.swaps import Stage

routes = Routes()


@routes.press(GiveAway, writes=True)
async def press_give_away(context: Context, button: GiveAway) -> None:
    """To whom?"""
    await swaps.require_may_give(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    context.show("give_away", str(button.patrol), page=button.page)


@routes.press(GiveTo, writes=True)
async def press_give_to(context: Context, button: GiveTo) -> None:
    """For nothing, or for a shift of theirs?"""
    await swaps.require_may_give(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    context.show("give_to", str(button.patrol), member=button.member)


@routes.press(OfferToAll, writes=True)
async def press_offer_to_all(context: Context, button: OfferToAll) -> None:
    """Ask everyone who could."""
    await _offer(context, button.patrol, to=None, in_return=None)


@routes.press(OfferTo, writes=True)
async def press_offer_to(context: Context, button: OfferTo) -> None:
    """Ask this one."""
    await _offer(context, button.patrol, to=button.member, in_return=button.other or None)


async def _offer(context: Context, patrol: int, *, to: int | None, in_return: int | None) -> None:
    done = await swaps.offer(
        context.tx, actor=context.actor, patrol_id=patrol, to=to, in_return=in_return,
        areas=context.areas, now=context.now,
    )  # fmt: skip
    asked = count(len(done.swap.asked), "person", "people")
    context.answer(f"Asking {asked}. You are on the crew until somebody takes it.")
    context.show("my_shifts")


@routes.press(TakeBack, writes=True)
async def press_take_back(context: Context, button: TakeBack) -> None:
    """I keep my shift."""
    done = await swaps.take_back(
        context.tx, actor=context.actor, swap_id=button.swap, now=context.now
    )
    context.answer(f"{short_day(done.patrol.book.night)}: you keep your shift.")
    if button.on_list:
        context.show("my_shifts")


@routes.press(TakeShift, writes=True)
async def press_take(context: Context, button: TakeShift) -> None:
    """I take it."""
    done = await swaps.take(
        context.tx, actor=context.actor, swap_id=button.swap, areas=context.areas,
        now=context.now, tapped=context.earliest,
    )  # fmt: skip
    if done.giver_cannot:
        context.answer(
            "They cannot go on your night in return as things stand, so nothing has changed. "
            "They are told; there is nothing to do.",
            alert=True,
        )
        return
    night = short_day(done.patrol.book.night)
    waits = done.swap.stage is Stage.TAKEN
    context.answer(
        f"{night}: your lead decides now. You will be told."
        if waits
        else f"{night}: the shift is yours. Thank you."
    )


@routes.press(DeclineShift, writes=True)
async def press_decline(context: Context, button: DeclineShift) -> None:
    """I do not."""
    done = await swaps.decline(
        context.tx, actor=context.actor, swap_id=button.swap, areas=context.areas, now=context.now
    )
    context.answer(f"{short_day(done.patrol.book.night)}: that is fine. Thank you for answering.")


# For the lead


@routes.press(SwapApproval, writes=True)
async def press_approval(context: Context, button: SwapApproval) -> None:
    """What waits for a lead."""
    await swaps.require_lead_of_swap(context.tx, actor=context.actor, swap_id=button.swap)
    context.show("swap_approval", str(button.swap))


@routes.press(ApproveSwap, writes=True)
async def press_approve(context: Context, button: ApproveSwap) -> None:
    """It may go ahead."""
    done = await swaps.approve(
        context.tx, actor=context.actor, swap_id=button.swap, areas=context.areas, now=context.now
    )
    context.answer(f"{short_day(done.patrol.book.night)}: swapped. Both are told.")


@routes.press(RefuseSwap, writes=True)
async def press_refuse(context: Context, button: RefuseSwap) -> None:
    """It may not."""
    done = await swaps.refuse(context.tx, actor=context.actor, swap_id=button.swap, now=context.now)
    context.answer(f"{short_day(done.patrol.book.night)}: not swapped. Both are told.")


@routes.press(SwapFor, writes=True)
async def press_swap_for(context: Context, button: SwapFor) -> None:
    """Whom to put in this one's place?"""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("swap_for", str(button.patrol), member=button.member, page=button.page)


@routes.press(SwapNow, writes=True)
async def press_swap_now(context: Context, button: SwapNow) -> None:
    """Put this one in that one's place."""
    done = await swaps.swap_for(
        context.tx, actor=context.actor, patrol_id=button.patrol, member_id=button.member,
        taker_id=button.taker, areas=context.areas, now=context.now,
    )  # fmt: skip
    night = short_day(done.patrol.book.night)
    if done.to_tell:
        names = " and ".join(done.to_tell)
        context.answer(f"{night}: swapped. The bot cannot write to {names}: tell them.", alert=True)
    else:
        context.answer(f"{night}: swapped. Both are told.")
    context.show("patrol_card", str(button.patrol))
