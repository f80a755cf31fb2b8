"""Taps about one's calendar: the file, the address, and revoking it."""

from __future__ import annotations

from bot.actions import feed
from bot.callbacks.feed import CalendarOf, MakeAddress, RevokeAddress
from bot.context import Context
from bot.routing import Routes

routes = Routes()


@routes.press(CalendarOf)
async def press_calendar(context: Context, _button: CalendarOf) -> None:
    """My calendar."""
    await feed.calendar_board(context.tx, actor=context.actor, areas=context.areas)
    context.show("calendar")


@routes.press(MakeAddress, writes=True)
async def press_make_address(context: Context, _button: MakeAddress) -> None:
    """Make my address."""
    await feed.make_address(context.tx, actor=context.actor, areas=context.areas, now=context.now)
    context.answer("Your address is in a message of its own.")
    context.show("calendar")


@routes.press(RevokeAddress, writes=True)
async def press_revoke_address(context: Context, button: RevokeAddress) -> None:
    """Revoke my address, after a second tap."""
    if not button.sure:
        await feed.calendar_board(context.tx, actor=context.actor, areas=context.areas)
        context.show("sure_to_revoke")
        return
    await feed.revoke_address(context.tx, actor=context.actor, now=context.now)
    context.answer("Revoked: your calendar finds nothing there any more.")
    context.show("calendar")
