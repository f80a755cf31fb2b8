"""Taps and commands about people: home, links, approvals, members, the group."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.actions import (
    agencies,
    joining,
    membership,
    people_boards,
    referral_links,
    training_boards,
    training_choice,
    visit_boards,
    visits,
)
from bot.callbacks import Unreadable
from bot.callbacks.people import (
    AddRole,
    AddWithoutTelegram,
    ChoosePlace,
    ChooseRole,
    DropRole,
    Help,
    Home,
    MemberCard,
    Privacy,
    Remove,
    Restore,
    SetTrained,
    Suspend,
    TrainingDay,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.enrolment import ENROLMENT, WITHOUT_TELEGRAM
from bot.forms.training import TRAINING
from bot.forms.visiting import VISIT
from bot.routing import Routes
from bot.views import people as views
from bot.views.plain import short_day
from operation.area import Area
from operation.nights import local_date
from operation.people import Grant, Role
from storage import chats, people
from storage.chats import ChatKind

routes = Routes()

FOR_TRAINING = "training"
"""What the group's post about a training leads here with."""


# Home


@routes.command("start", writes=True, is_open=True)
async def command_start(context: Context, _nothing: None) -> None:
    """Home; or, with a token, the door."""
    if context.text == FOR_TRAINING and context.actor.members:
        context.show("my_training", context.own_area(Role.OFFICER), new=True)
        return
    if context.text and context.text not in ("hello", "home"):
        await _open_link(context, context.text)
        return
    if context.actor.members and context.actor.chat_id is not None:
        await chats.mark_reachable(context.tx, context.actor.chat_id)
    for member in context.actor.members:
        context.tx.mark(f"menu:{member.id}")
    await _show_or_go_on(context, "home", new=True)


async def _show_or_go_on(context: Context, screen: str, *, new: bool = False) -> None:
    """A screen for members; somebody who is still joining gets the question they are at.

    A visitor whom no area knows has their visits, and no more.
    """
    if context.actor.members:
        context.show(screen, new=new)
    elif await FORMS.waiting(context) is None and await _visits_of_guest(context) is not None:
        context.show("my_visits", str(context.actor.person_id), new=new)
    else:
        draft = await FORMS.expected(context)
        context.show("form", str(draft.id), new=new)


async def _visits_of_guest(context: Context) -> visit_boards.MyVisits | None:
    return await visit_boards.my_visits(
        context.tx, actor=context.actor, areas=context.areas, now=context.now
    )


async def _open_link(context: Context, token: str) -> None:
    if token.startswith(visits.PREFIX):
        await _open_visit(context, token)
        return
    if token.startswith(referral_links.PREFIX):
        await _open_referral(context, token)
        return
    behind = await training_boards.behind_link(
        context.tx, actor=context.actor, token=token, areas=context.areas
    )
    if behind is not None and (behind.is_officer or behind.is_asking):
        if behind.is_asking:
            await training_choice.apply(
                context.tx,
                actor=context.actor,
                session_id=behind.session_id,
                areas=context.areas,
                now=context.now,
            )
        context.show("my_training", behind.area, new=True)
        return
    welcome = await joining.open_link(
        context.tx, actor=context.actor, token=token, areas=context.areas, now=context.now
    )
    await _meet(context)
    await FORMS.begin(
        context,
        ENROLMENT,
        area=context.areas[welcome.area],
        facts={
            "invite": str(welcome.invite_id),
            "role": welcome.role.value,
            "asked": ",".join(welcome.asked),
            "agencies": json.dumps([(each.key, each.name) for each in welcome.agencies]),
            **({"training": short_day(behind.on)} if behind is not None else {}),
        },
    )


async def _open_visit(context: Context, token: str) -> None:
    """The door for one night."""
    welcome = await visits.open_link(
        context.tx, actor=context.actor, token=token, areas=context.areas, now=context.now
    )
    await _meet(context)
    await FORMS.begin(
        context,
        VISIT,
        area=context.areas[welcome.area],
        facts={
            "link": str(welcome.link_id),
            "night": short_day(welcome.night),
            "asked": ",".join(welcome.asked),
        },
    )


async def _open_referral(context: Context, token: str) -> None:
    """An agency says what became of a referral; whoever opens it becomes nobody here."""
    chat = await chats.ensure(context.tx, context.telegram_id, ChatKind.PRIVATE)
    if not chat.reachable:
        await chats.mark_reachable(context.tx, chat.id)
    link = await referral_links.open_link(
        context.tx, actor=context.actor, token=token, chat_id=chat.id, now=context.now
    )
    context.show("agency_referral", str(link.id), new=True)


async def _meet(context: Context) -> None:
    """Whoever opens a link becomes a person in a private chat, if they are none yet."""
    chat = await chats.ensure(context.tx, context.telegram_id, ChatKind.PRIVATE)
    if not chat.reachable:
        await chats.mark_reachable(context.tx, chat.id)
    person_id = await people.ensure_person(context.tx, chat.id, at=context.now)
    context.actor = replace(context.actor, chat_id=chat.id, person_id=person_id)


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
    elif guest := await _visits_of_guest(context):
        context.show("visit_privacy", guest.visits[0].area.key, new=True)
        return
    else:
        area = (await FORMS.expected(context)).answers["area"]
    context.show("privacy", area, new=True)


@routes.press(Privacy)
async def press_privacy(context: Context, _button: Privacy) -> None:
    """What is kept about me."""
    context.show("privacy", context.actor.members[0].area)


# Links and approvals


# Members


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
        trained_on=local_date(context.now, area.zone) if button.trained else None,
        area=area,
        now=context.now,
    )
    await _answer_about(context, button.member, "Recorded.")
    context.show("member", str(button.member))


@routes.press(TrainingDay, writes=True)
async def press_training_day(context: Context, button: TrainingDay) -> None:
    """Say on which day someone was trained."""
    area = await _area_of(context, button.member)
    context.actor.acting(area.key, Role.LEAD)
    await FORMS.begin(context, TRAINING, area=area, facts={"member": str(button.member)})


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
    area = await agencies.live(context.tx, await _area_of(context, button.member))
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
    return Grant(button.role, agency=area.agency(area.agencies[button.place].key).key)


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
    is_told = await people_boards.is_told(context.tx, member_id)
    context.answer(views.done(what, is_told=is_told))


async def _area_of(context: Context, member_id: int) -> Area:
    return context.area((await people.get_member(context.tx, member_id)).area)


# The group


# Screens
