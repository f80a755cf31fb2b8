"""The area's group: linked by a lead, followed when people or the bot come and go."""

from __future__ import annotations

from telegram import Bot, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import filters

from bot.actions import groups, membership
from bot.context import Context
from bot.routing import Routes
from bot.views import people_notices
from operation.people import Actor, Role, RoleMissing
from storage import areas as area_plans
from storage import people

routes = Routes()


async def bot_status(bot: Bot, update: Update) -> bool:
    """Whether the bot is an administrator of the group the update came from."""
    chat = update.effective_chat
    if chat is None:
        return False
    try:
        status = (await bot.get_chat_member(chat.id, bot.id)).status
    except TelegramError:
        return False
    return status == ChatMemberStatus.ADMINISTRATOR


@routes.command("link", writes=True, in_group=True, fetch=bot_status)
async def command_link(context: Context, _nothing: None) -> None:
    """Make this group the area's."""
    area = context.area(_lead_of(context.actor))
    linked = await groups.link_group(
        context.tx,
        actor=context.actor,
        area=area,
        telegram_id=context.where.telegram_id,
        title=context.where.title,
        now=context.now,
    )
    context.answer(
        people_notices.group_linked(area, linked, is_administrator=bool(context.fetched))
    )


@routes.command("link")
async def command_link_here(context: Context, _nothing: None) -> None:
    """The same in a private chat, where it has no sense."""
    context.answer("Send /link in your team's group: it makes that group yours.")


def _lead_of(actor: Actor) -> str:
    """The area that this person leads; raises RoleMissing."""
    for member in actor.active_members:
        if member.may(Role.LEAD):
            return member.area
    # Nobody's standing with their area is said aloud in a group.
    raise RoleMissing(actor.members[0].area, (Role.LEAD,))


@routes.membership(of_bot=True)
async def follow_bot(context: Context, _nothing: None) -> None:
    """The bot came into a chat, or was put out of it."""
    change = context.change
    if change is None:
        return
    if change.is_there:
        await groups.bot_came(context.tx, telegram_id=context.where.telegram_id)
    else:
        await groups.bot_left(context.tx, telegram_id=context.where.telegram_id, now=context.now)
    if change.is_there and not change.was_there and not context.where.is_private:
        context.answer(people_notices.HELLO_GROUP)


@routes.message(filters.StatusUpdate.LEFT_CHAT_MEMBER, writes=True, is_open=True)
@routes.membership(of_bot=False)
async def follow_person(context: Context, _nothing: None) -> None:
    """Someone left the area's group, or was put out of it."""
    change = context.change
    if change is None or change.is_there:
        return
    area = await area_plans.area_of_group(context.tx, context.where.telegram_id)
    if area is None:
        return
    who = await people.actor_by_telegram(context.tx, change.telegram_id)
    await membership.leave_group(context.tx, who=who, area=area, now=context.now)


@routes.message(filters.StatusUpdate.MIGRATE, writes=True, is_open=True)
async def follow_migration(context: Context, _nothing: None) -> None:
    """The group became a supergroup."""
    if context.migrated_to is not None:
        await groups.migrate(
            context.tx,
            old=context.where.telegram_id,
            new=context.migrated_to,
            areas=context.areas,
            now=context.now,
        )
