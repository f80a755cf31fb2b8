"""Taps about where a night is worked and where its people meet."""

from __future__ import annotations

from bot.actions import boards, places
from bot.callbacks.places import AgreeToPlace, ProposePlace, SetMeeting, SettleProposal
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.places import PROPOSE_PLACE, SET_MEETING
from bot.routing import Routes
from bot.views.plain import count, short_day

routes = Routes()


@routes.press(ProposePlace, writes=True)
async def press_propose(context: Context, button: ProposePlace) -> None:
    """Propose a ward and a meeting area."""
    patrol, wards = await places.require_proposer(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    facts = {
        "patrol": str(button.patrol),
        "night": short_day(patrol.book.night),
        "wards": ",".join(sorted(wards)) if wards is not None else "",
    }
    await FORMS.begin(context, PROPOSE_PLACE, area=context.area(patrol.book.area), facts=facts)


@routes.press(AgreeToPlace, writes=True)
async def press_agree(context: Context, button: AgreeToPlace) -> None:
    """I agree to what is proposed."""
    patrol = await places.agree(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        proposal_id=button.proposal,
        now=context.now,
    )
    context.answer(f"{short_day(patrol.book.night)}: you agree. The project lead settles it.")


@routes.press(SettleProposal, writes=True)
async def press_settle(context: Context, button: SettleProposal) -> None:
    """Take what was proposed."""
    _, told = await places.settle_proposal(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        proposal_id=button.proposal,
        areas=context.areas,
        now=context.now,
    )
    told_them = f" {count(told, 'person', 'people')} told." if told else ""
    context.answer(f"The place is set.{told_them}")
    context.show("patrol_card", str(button.patrol))


@routes.press(SetMeeting, writes=True)
async def press_set_meeting(context: Context, button: SetMeeting) -> None:
    """Where the people of a night meet."""
    patrol = await boards.lead_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    facts = {"patrol": str(button.patrol), "night": short_day(patrol.book.night)}
    await FORMS.begin(context, SET_MEETING, area=context.area(patrol.book.area), facts=facts)
