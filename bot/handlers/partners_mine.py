"""What the people of a partner agency answer."""

from __future__ import annotations

from bot.actions import partners_afterwards, partners_answers, partners_mine
from bot.callbacks.partners import (
    AnswerInvitation,
    GiveFeedback,
    MyInvitation,
    MyInvitations,
    SendColleague,
    SendUnnamed,
    SomeoneElse,
    StopQuoting,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.partners import FEEDBACK
from bot.routing import Routes
from bot.views.plain import short_day
from operation.people import Role
from storage import rota

routes = Routes()


@routes.press(MyInvitations, writes=True)
async def press_my_invitations(context: Context, button: MyInvitations) -> None:
    """What my agency is invited to."""
    area = context.area(button.area).key
    context.actor.acting(area, Role.PARTNER)
    context.show("my_invitations", area)


@routes.press(MyInvitation, writes=True)
async def press_my_invitation(context: Context, button: MyInvitation) -> None:
    """One invitation."""
    await _mine(context, button.invitation)
    context.show("my_invitation", str(button.invitation))


@routes.press(AnswerInvitation, writes=True)
async def press_answer(context: Context, button: AnswerInvitation) -> None:
    """I come, or nobody does."""
    await partners_answers.answer(
        context.tx,
        actor=context.actor,
        invitation_id=button.invitation,
        version=button.version,
        comes=button.comes,
        now=context.now,
    )
    # The card renews itself where it stands, and so does the panel.
    context.answer("Thank you: you come." if button.comes else "Thank you for saying so.")


@routes.press(SomeoneElse, writes=True)
async def press_someone_else(context: Context, button: SomeoneElse) -> None:
    """Somebody else comes: who?"""
    await _mine(context, button.invitation)
    context.show("someone_else", str(button.invitation))


@routes.press(SendColleague, writes=True)
async def press_colleague(context: Context, button: SendColleague) -> None:
    """This colleague comes."""
    await partners_answers.send_somebody(
        context.tx,
        actor=context.actor,
        invitation_id=button.invitation,
        version=button.version,
        member_id=button.member,
        now=context.now,
    )
    context.answer("Thank you. They have been told, if the bot can write to them.")
    context.show("my_invitation", str(button.invitation))


@routes.press(SendUnnamed, writes=True)
async def press_unnamed(context: Context, button: SendUnnamed) -> None:
    """A colleague without Telegram comes."""
    await partners_answers.send_unnamed(
        context.tx,
        actor=context.actor,
        invitation_id=button.invitation,
        version=button.version,
        now=context.now,
    )
    context.answer("Thank you. Please tell them when and where.")
    context.show("my_invitation", str(button.invitation))


@routes.press(GiveFeedback, writes=True)
async def press_feedback(context: Context, button: GiveFeedback) -> None:
    """Say how it went."""
    found = await partners_afterwards.require_feedback(
        context.tx, actor=context.actor, invitation_id=button.invitation, now=context.now
    )
    patrol = await rota.get_patrol(context.tx, found.patrol_id)
    await FORMS.begin(
        context,
        FEEDBACK,
        area=context.area(patrol.book.area),
        facts={"invitation": str(found.id), "night": short_day(patrol.book.night)},
    )


@routes.press(StopQuoting, writes=True)
async def press_stop_quoting(context: Context, button: StopQuoting) -> None:
    """Do not quote us after all."""
    await partners_afterwards.stop_quoting(
        context.tx, actor=context.actor, invitation_id=button.invitation, now=context.now
    )
    context.answer("You are not quoted.")


async def _mine(context: Context, invitation_id: int) -> None:
    await partners_mine.require_mine(context.tx, actor=context.actor, invitation_id=invitation_id)
