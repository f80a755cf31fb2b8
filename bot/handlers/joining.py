"""Taps about joining: the list of people, links, and a lead's yes or no."""

from __future__ import annotations

from bot.actions import joining, people_boards
from bot.callbacks.people import (
    ApprovalCard,
    Approve,
    ChooseLink,
    Decline,
    MakeLink,
    PeopleOf,
    RevokeLink,
)
from bot.context import Context
from bot.routing import Routes
from bot.views import people as views
from operation.people import Role

routes = Routes()


@routes.command("people", writes=True)
async def command_people(context: Context, _nothing: None) -> None:
    """The people of my area, for its lead."""
    area = context.own_area(Role.LEAD)
    await _list_people(context, area, 0)


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
        url=context.start_link(token),
    )


@routes.press(RevokeLink, writes=True)
async def press_revoke_link(context: Context, button: RevokeLink) -> None:
    """Withdraw a link."""
    area = await joining.withdraw_link(
        context.tx, actor=context.actor, invite_id=button.invite, now=context.now
    )
    context.answer("The link no longer works.")
    await _list_people(context, area, 0)


@routes.press(ApprovalCard, writes=True)
async def press_approval(context: Context, button: ApprovalCard) -> None:
    """A role that someone asked for."""
    await people_boards.consult_grant(
        context.tx,
        actor=context.actor,
        grant_id=button.grant,
        areas=context.areas,
        now=context.now,
    )
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


@routes.press(PeopleOf, writes=True)
async def press_people(context: Context, button: PeopleOf) -> None:
    """The people of an area."""
    await _list_people(context, context.area(button.area).key, button.page)


async def _list_people(context: Context, area: str, page: int) -> None:
    await people_boards.consult_people(context.tx, actor=context.actor, area=area, now=context.now)
    context.show("people", area, new=not context.is_tap, page=page)


async def _answer_about(context: Context, member_id: int, what: str) -> None:
    is_told = await people_boards.is_told(context.tx, member_id)
    context.answer(views.done(what, is_told=is_told))
