"""Taps about fairness: one's own account."""

from __future__ import annotations

from bot.actions import fairness
from bot.callbacks.fairness import MyAccount
from bot.context import Context
from bot.routing import Routes

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


async def _require_officer(context: Context) -> None:
    await fairness.my_accounts(
        context.tx, actor=context.actor, areas=context.areas, now=context.now
    )
