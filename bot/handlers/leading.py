"""Taps about who leads a patrol and who supervises it."""

from __future__ import annotations

from bot.actions import boards, leading
from bot.callbacks import Unreadable
from bot.callbacks.leading import ChooseNamed, LeadingCard, Name
from bot.context import Context
from bot.routing import Routes
from bot.views.beside_words import PARTS
from operation.leading import Part
from storage import people

routes = Routes()


@routes.press(LeadingCard)
async def press_leading(context: Context, button: LeadingCard) -> None:
    """A night's lead and pairing."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("leading_card", str(button.patrol))


@routes.press(ChooseNamed)
async def press_choose(context: Context, button: ChooseNamed) -> None:
    """Who could be named."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    part = _part(button.part)
    context.show("choose_named", str(button.patrol), part=part.value, page=button.page)


@routes.press(Name, writes=True)
async def press_name(context: Context, button: Name) -> None:
    """They are."""
    part = _part(button.part)
    if part is Part.PATROL_LEAD:
        await leading.name_patrol_lead(
            context.tx,
            actor=context.actor,
            patrol_id=button.patrol,
            member_id=button.member,
            now=context.now,
        )
    else:
        await leading.name_supervisor(
            context.tx,
            actor=context.actor,
            patrol_id=button.patrol,
            member_id=button.member,
            part=part,
            areas=context.areas,
            now=context.now,
        )
    member = await people.get_member(context.tx, button.member)
    context.answer(f"{member.called} is the {PARTS[part]}.")
    if not button.on_card:
        context.show("leading_card", str(button.patrol))


def _part(value: str) -> Part:
    """Raises Unreadable for none of ours."""
    try:
        return Part(value)
    except ValueError:
        raise Unreadable from None
