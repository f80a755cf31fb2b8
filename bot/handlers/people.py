"""Taps and commands about people: home, links, approvals, members, the group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from telegram import Bot, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import filters

from bot.actions import groups, joining, membership, people_boards
from bot.callbacks import Unreadable
from bot.callbacks.people import (
    AddRole,
    AddWithoutTelegram,
    ApprovalCard,
    Approve,
    ChooseLink,
    ChoosePlace,
    ChooseRole,
    Decline,
    DropRole,
    Help,
    Home,
    MakeLink,
    MemberCard,
    PeopleOf,
    Privacy,
    Remove,
    Restore,
    RevokeLink,
    SetTrained,
    Suspend,
)
from bot.context import Context
from bot.forms.enrolment import ENROLMENT, FORMS, WITHOUT_TELEGRAM
from bot.routing import Routes
from bot.screens import Screenplay, Showing
from bot.views import people as views
from operation.area import Area
from operation.people import Actor, Grant, Role, RoleMissing
from storage import areas as area_plans
from storage import chats, drafts, people
from storage.chats import ChatKind
from storage.database import Transaction


def start_link(username: str, token: str) -> str:
    """The deep link that opens the bot with a token."""
    return f"https://t.me/{username}?start={token}"


routes = Routes()


# Home


@routes.command("start", writes=True, is_open=True)
async def command_start(context: Context, _nothing: None) -> None:
    """Home; or, with a token, the door."""
    if context.text and context.text not in ("hello", "home"):
        await _open_link(context, context.text)
        return
    if context.actor.members and context.actor.chat_id is not None:
        await chats.mark_reachable(context.tx, context.actor.chat_id)
    for member in context.actor.members:
        context.tx.mark(f"menu:{member.id}")
    await _show_or_go_on(context, "home", new=True)


async def _show_or_go_on(context: Context, screen: str, *, new: bool = False) -> None:
    """A screen for members; somebody who is still joining gets the question they are at."""
    if context.actor.members:
        context.show(screen, new=new)
    else:
        draft = await FORMS.expected(context)
        context.show("form", str(draft.id), new=new)


async def _open_link(context: Context, token: str) -> None:
    welcome = await joining.open_link(
        context.tx, actor=context.actor, token=token, areas=context.areas, now=context.now
    )
    chat = await chats.ensure(context.tx, context.telegram_id, ChatKind.PRIVATE)
    if not chat.reachable:
        await chats.mark_reachable(context.tx, chat.id)
    person_id = await people.ensure_person(context.tx, chat.id, at=context.now)
    context.actor = replace(context.actor, chat_id=chat.id, person_id=person_id)
    await FORMS.begin(
        context,
        ENROLMENT,
        area=context.areas[welcome.area],
        facts={
            "invite": str(welcome.invite_id),
            "role": welcome.role.value,
            "asked": ",".join(welcome.asked),
        },
    )


@routes.press(Home, is_open=True)
async def press_home(context: Context, _button: Home) -> None:
    """Back home."""
    await _show_or_go_on(context, "home")


@routes.command("help", writes=True, is_open=True)
async def command_help(context: Context, _nothing: None) -> None:
    """What I can do."""
    await _show_or_go_on(context, "help", new=True)


@routes.press(Help)
async def press_help(context: Context, _button: Help) -> None:
    """What I can do."""
    context.show("help")


@routes.command("privacy", is_open=True)
async def command_privacy(context: Context, _nothing: None) -> None:
    """What is kept about me, or would be."""
    if context.actor.members:
        area = context.actor.members[0].area
    else:
        area = (await FORMS.expected(context)).answers["area"]
    context.show("privacy", area, new=True)


@routes.press(Privacy)
async def press_privacy(context: Context, _button: Privacy) -> None:
    """What is kept about me."""
    context.show("privacy", context.actor.members[0].area)


@routes.command("people", writes=True)
async def command_people(context: Context, _nothing: None) -> None:
    """The people of my area, for its lead."""
    area = context.actor.members[0].area
    await _list_people(context, area, 0)


# Links and approvals


@routes.press(ChooseLink)
async def press_choose_link(context: Context, button: ChooseLink) -> None:
    """Which role a new link is for."""
    context.actor.acting(button.area, Role.LEAD)
    context.show("choose_link", button.area)


@routes.press(MakeLink, writes=True)
async def press_make_link(context: Context, button: MakeLink) -> None:
    """Make a link."""
    token, made = await joining.make_link(
        context.tx,
        actor=context.actor,
        area=context.area(button.area).key,
        role=button.role,
        uses=button.uses,
        now=context.now,
    )
    context.show(
        "link_made",
        button.area,
        role=made.role.value,
        people=made.people,
        expires_at=made.expires_at.isoformat(),
        url=start_link(context.bot_username, token),
    )


@routes.press(RevokeLink, writes=True)
async def press_revoke_link(context: Context, button: RevokeLink) -> None:
    """Withdraw a link."""
    area = await joining.withdraw_link(
        context.tx, actor=context.actor, invite_id=button.invite, now=context.now
    )
    context.answer("The link no longer works.")
    await _list_people(context, area, 0)


@routes.press(ApprovalCard)
async def press_approval(context: Context, button: ApprovalCard) -> None:
    """A role that someone asked for."""
    board = await people_boards.load_grant(context.tx, grant_id=button.grant, areas=context.areas)
    context.actor.acting(board.area.key, Role.LEAD)
    context.show("approval", str(button.grant))


@routes.press(Approve, writes=True)
async def press_approve(context: Context, button: Approve) -> None:
    """Let someone in."""
    board = await people_boards.load_grant(context.tx, grant_id=button.grant, areas=context.areas)
    await joining.approve(
        context.tx,
        actor=context.actor,
        grant_id=button.grant,
        trained=button.trained,
        area=board.area,
        now=context.now,
    )
    await _answer_about(context, board.member.id, f"{board.member.called} is in.")
    context.show("approval", str(button.grant))


@routes.press(Decline, writes=True)
async def press_decline(context: Context, button: Decline) -> None:
    """Do not let someone in."""
    event = await joining.decline(
        context.tx, actor=context.actor, grant_id=button.grant, now=context.now
    )
    await _answer_about(context, event.member_id, "Not let in.")
    context.show("approval", str(button.grant))


# Members


@routes.press(PeopleOf, writes=True)
async def press_people(context: Context, button: PeopleOf) -> None:
    """The people of an area."""
    await _list_people(context, context.area(button.area).key, button.page)


async def _list_people(context: Context, area: str, page: int) -> None:
    await people_boards.consult_people(context.tx, actor=context.actor, area=area, now=context.now)
    context.show("people", area, new=not context.is_tap, page=page)


@routes.press(MemberCard, writes=True)
async def press_member(context: Context, button: MemberCard) -> None:
    """One member."""
    await people_boards.consult_member(
        context.tx, actor=context.actor, member_id=button.member, now=context.now
    )
    context.show("member", str(button.member))


@routes.press(SetTrained, writes=True)
async def press_trained(context: Context, button: SetTrained) -> None:
    """Trained as of today, or not."""
    area = await _area_of(context, button.member)
    await membership.record_training(
        context.tx,
        actor=context.actor,
        member_id=button.member,
        trained=button.trained,
        area=area,
        now=context.now,
    )
    await _answer_about(context, button.member, "Recorded.")
    context.show("member", str(button.member))


@routes.press(ChooseRole)
async def press_choose_role(context: Context, button: ChooseRole) -> None:
    """Which role to add."""
    context.actor.acting((await _area_of(context, button.member)).key, Role.LEAD)
    context.show("choose_role", str(button.member))


@routes.press(ChoosePlace)
async def press_choose_place(context: Context, button: ChoosePlace) -> None:
    """For which ward or agency."""
    context.actor.acting((await _area_of(context, button.member)).key, Role.LEAD)
    context.show("choose_place", str(button.member), role=button.role.value, page=button.page)


@routes.press(AddRole, writes=True)
async def press_add_role(context: Context, button: AddRole) -> None:
    """Add a role."""
    area = await _area_of(context, button.member)
    await membership.give_role(
        context.tx,
        actor=context.actor,
        member_id=button.member,
        grant=_grant(button, area),
        now=context.now,
    )
    await _answer_about(context, button.member, "Role added.")
    context.show("member", str(button.member))


def _grant(button: AddRole, area: Area) -> Grant:
    if not (button.role.needs_ward or button.role.needs_agency):
        return Grant(button.role)
    places = views.places_of(area, button.role)
    if not 0 <= button.place < len(places):
        raise Unreadable
    if button.role.needs_ward:
        return Grant(button.role, ward=area.wards[button.place].code)
    return Grant(button.role, agency=area.agencies[button.place].key)


@routes.press(DropRole, writes=True)
async def press_drop_role(context: Context, button: DropRole) -> None:
    """Take a role away."""
    member, _ = await membership.end_role(
        context.tx, actor=context.actor, grant_id=button.grant, now=context.now
    )
    await _answer_about(context, member.id, "Role ended.")
    context.show("member", str(member.id))


@routes.press(Suspend, writes=True)
async def press_suspend(context: Context, button: Suspend) -> None:
    """Pause access."""
    await membership.suspend(
        context.tx, actor=context.actor, member_id=button.member, now=context.now
    )
    await _answer_about(context, button.member, "Access is paused.")
    context.show("member", str(button.member))


@routes.press(Restore, writes=True)
async def press_restore(context: Context, button: Restore) -> None:
    """Give access again."""
    await membership.restore(
        context.tx, actor=context.actor, member_id=button.member, now=context.now
    )
    await _answer_about(context, button.member, "Access is back.")
    context.show("member", str(button.member))


@routes.press(Remove, writes=True)
async def press_remove(context: Context, button: Remove) -> None:
    """End a membership, after a second tap."""
    if not button.sure:
        context.actor.acting((await _area_of(context, button.member)).key, Role.LEAD)
        context.show("sure_to_remove", str(button.member))
        return
    await membership.remove(
        context.tx, actor=context.actor, member_id=button.member, now=context.now
    )
    await _answer_about(context, button.member, "Removed.")
    context.show("member", str(button.member))


@routes.press(AddWithoutTelegram, writes=True)
async def press_add_without_telegram(context: Context, button: AddWithoutTelegram) -> None:
    """Put someone without Telegram on the list."""
    context.actor.acting(button.area, Role.LEAD)
    await FORMS.begin(context, WITHOUT_TELEGRAM, area=context.area(button.area), facts={})


async def _answer_about(context: Context, member_id: int, what: str) -> None:
    """Say what was done to somebody, and whether they know."""
    who = await people.get_member(context.tx, member_id)
    knows = who.has_telegram and who.is_reachable
    told = "They have been told." if knows else "Tell them yourself: the bot cannot."
    context.answer(f"{what} {told}")


async def _area_of(context: Context, member_id: int) -> Area:
    return context.area((await people.get_member(context.tx, member_id)).area)


# The group


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
    context.answer(views.group_linked(area, linked, is_administrator=bool(context.fetched)))


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
        context.answer(views.HELLO_GROUP)


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


# Screens


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def home(tx: Transaction, showing: Showing) -> people_boards.HomeBoard | None:
        return await people_boards.home_board(
            tx, chat_id=showing.chat_id, areas=areas, now=showing.now
        )

    async def privacy(tx: Transaction, showing: Showing) -> tuple[Area, int | None]:
        """With the draft of somebody who is still joining, to lead them back to it."""
        actor = await people.actor_of_chat(tx, showing.chat_id)
        is_joining = actor.person_id is not None and not actor.members
        draft = await drafts.latest(tx, person_id=actor.person_id or 0) if is_joining else None
        return areas[showing.subject], draft.id if draft is not None else None

    async def area(_tx: Transaction, showing: Showing) -> Area:
        return areas[showing.subject]

    async def grant(tx: Transaction, showing: Showing) -> people_boards.GrantBoard:
        return await people_boards.load_grant(tx, grant_id=int(showing.subject), areas=areas)

    async def member(tx: Transaction, showing: Showing) -> people_boards.MemberBoard:
        return await people_boards.load_member(tx, member_id=int(showing.subject), areas=areas)

    async def place(
        tx: Transaction, showing: Showing
    ) -> tuple[people_boards.MemberBoard, Role, int]:
        return await member(tx, showing), Role(showing.facts["role"]), int(showing.facts["page"])

    async def everyone(tx: Transaction, showing: Showing) -> people_boards.PeopleBoard:
        return await people_boards.people_board(
            tx, area=areas[showing.subject], page=int(showing.facts["page"]), now=showing.now
        )

    async def link(_tx: Transaction, showing: Showing) -> tuple[Area, Role, int, datetime, str]:
        facts = showing.facts
        expires_at = datetime.fromisoformat(facts["expires_at"])
        role = Role(facts["role"])
        return areas[showing.subject], role, int(facts["people"]), expires_at, facts["url"]

    async def joined(_tx: Transaction, showing: Showing) -> tuple[Area, bool]:
        return areas[showing.subject], bool(showing.facts["is_waiting"])

    async def lost(tx: Transaction, showing: Showing) -> Area | None:
        chat = await chats.get(tx, int(showing.subject))
        return areas.get(chat.area or "") if not chat.reachable else None

    async def group(tx: Transaction, showing: Showing) -> Area | None:
        return areas.get((await chats.get(tx, int(showing.subject))).area or "")

    about_member = {
        "member": views.member,
        "sure_to_remove": views.sure_to_remove,
        "choose_role": views.choose_role,
        "training": views.training,
        "roles": views.roles,
        "suspended": views.suspended,
        "restored": views.restored,
        "removed": views.removed,
        "left_group": views.left_group,
        "unreachable": views.unreachable,
        "set_aside": views.set_aside,
    }
    return {
        **{name: Screenplay(member, view) for name, view in about_member.items()},
        "home": Screenplay(home, views.home),
        "help": Screenplay(home, views.help_),
        "privacy": Screenplay(privacy, lambda found: views.privacy(*found)),
        "choose_link": Screenplay(area, views.choose_link),
        "link_made": Screenplay(link, lambda found: views.link_made(*found)),
        "joined": Screenplay(joined, lambda found: views.joined(found[0], is_waiting=found[1])),
        "approval": Screenplay(grant, views.approval),
        "approved": Screenplay(grant, views.approved),
        "declined": Screenplay(grant, views.declined),
        "people": Screenplay(everyone, views.people),
        "choose_place": Screenplay(place, lambda found: views.choose_place(*found)),
        "group_lost": Screenplay(lost, views.group_lost),
        "pin_refused": Screenplay(group, views.pin_refused),
    }
