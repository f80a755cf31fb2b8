"""Taps about fairness: one's own account, and saying maybe."""

from __future__ import annotations

from bot.actions import fairness, provisional
from bot.callbacks import Unreadable
from bot.callbacks.fairness import MyAccount, SayMaybe
from bot.context import Context
from bot.routing import Routes
from bot.views import fairness as views
from bot.views.plain import short_day

routes = Routes()


@routes.press(MyAccount, writes=True)
async def press_account(context: Context, _button: MyAccount) -> None:
    """What I have carried."""
    await _require_officer(context)
    context.show("my_account")


@routes.command("account", writes=True)
async def command_account(context: Context, _nothing: None) -> None:
    """What I have carried."""
    await _require_officer(context)
    context.show("my_account", new=True)


@routes.press(SayMaybe, writes=True)
async def press_maybe(context: Context, button: SayMaybe) -> None:
    """I may come."""
    done = await provisional.say_maybe(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
        tapped=context.earliest,
    )
    if done.week_id != button.week:
        # A button that names a night of another week was tampered with; all is rolled back.
        raise Unreadable
    context.answer(f"{short_day(done.night)}: {views.said_maybe(had_place=done.event is not None)}")
    if context.where.is_private:
        context.show("my_shifts")


async def _require_officer(context: Context) -> None:
    await fairness.my_accounts(
        context.tx, actor=context.actor, areas=context.areas, now=context.now
    )
