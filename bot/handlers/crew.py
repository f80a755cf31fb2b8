"""What officers answer about a night: coming, not coming, taking a place."""

from __future__ import annotations

from bot.actions import turnout
from bot.callbacks import Unreadable
from bot.callbacks.crew import (
    Accept,
    CalendarFile,
    CannotMakeIt,
    Confirm,
    Decline,
    MyShift,
    StandByAgain,
    Withdraw,
)
from bot.context import Context
from bot.routing import Routes
from bot.views import rest_words
from bot.views.plain import short_day
from operation.crew import Reason

routes = Routes()


# One's own answers


@routes.press(MyShift)
async def press_my_shift(context: Context, button: MyShift) -> None:
    """One of my nights."""
    context.require_access()
    context.show("my_shift", str(button.patrol))


@routes.press(Confirm, writes=True)
async def press_confirm(context: Context, button: Confirm) -> None:
    """I am coming."""
    done = await turnout.confirm(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    said = "confirmed" if done.patrol.crew.is_published else "you are still in"
    context.answer(f"{short_day(done.patrol.book.night)}: {said}. Thank you.")
    _back_to_list(context, button.on_list)


@routes.press(CannotMakeIt)
async def press_cannot(context: Context, button: CannotMakeIt) -> None:
    """I can't make it: sure?"""
    context.require_access()
    context.show("sure_to_withdraw", str(button.patrol), new=not button.on_list)


@routes.press(Withdraw, writes=True)
async def press_withdraw(context: Context, button: Withdraw) -> None:
    """I can't make it, for this reason."""
    done = await turnout.withdraw(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        reason=_own_reason(button.reason),
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{short_day(done.patrol.book.night)}: you are off. Your lead knows.")
    context.show("my_shifts")


@routes.press(Accept, writes=True)
async def press_accept(context: Context, button: Accept) -> None:
    """I take the place."""
    done = await turnout.accept(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
        tapped=context.earliest,
    )
    warned = rest_words.noted(done.findings)
    night = short_day(done.patrol.book.night)
    context.answer(f"{night}: the place is yours. Thank you.{warned}")
    _back_to_list(context, button.on_list)


@routes.press(Decline, writes=True)
async def press_decline(context: Context, button: Decline) -> None:
    """I leave the place to others."""
    done = await turnout.decline(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{short_day(done.patrol.book.night)}: that is fine. Others are asked.")
    _back_to_list(context, button.on_list)


@routes.press(StandByAgain, writes=True)
async def press_stand_by_again(context: Context, button: StandByAgain) -> None:
    """I stand by after all."""
    done = await turnout.stand_by_again(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{short_day(done.patrol.book.night)}: you are standing by.")


@routes.press(CalendarFile)
async def press_calendar(context: Context, _button: CalendarFile) -> None:
    """My shifts as a file."""
    context.require_access()
    context.show("calendar_file", new=True)


def _back_to_list(context: Context, on_list: bool) -> None:
    """A card renews itself; a list was left by the tap and is shown again."""
    if on_list:
        context.show("my_shifts")


def _own_reason(said: str) -> Reason:
    """Raises Unreadable for what no button of ours says."""
    reason = next((each for each in Reason if each.value == said), None)
    if reason is None or reason is Reason.ACCESS:
        raise Unreadable
    return reason
