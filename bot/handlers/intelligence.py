"""Intelligence: begun, looked at, corrected, referred to the force's system."""

from __future__ import annotations

from bot.actions import intelligence
from bot.callbacks.intelligence import (
    AddIntelligence,
    CorrectIntelligence,
    OpenIntelligence,
    PractiseIntelligence,
    ReferIntelligence,
)
from bot.context import Context
from bot.forms.beginning import begin_entry, change_entry, practise_entry
from bot.forms.intelligence import CORRECT_INTELLIGENCE, INTELLIGENCE, REFER_INTELLIGENCE
from bot.routing import Routes
from operation.intelligence import ReferenceThere, answers_of

routes = Routes()


@routes.press(AddIntelligence, writes=True)
async def press_add(context: Context, button: AddIntelligence) -> None:
    """One more item, or on with the one that is open."""
    await begin_entry(context, INTELLIGENCE, button.patrol)


@routes.press(PractiseIntelligence, writes=True)
async def press_practise(context: Context, _button: PractiseIntelligence) -> None:
    """Try it."""
    await practise_entry(context, INTELLIGENCE)


@routes.press(OpenIntelligence, writes=True)
async def press_open(context: Context, button: OpenIntelligence) -> None:
    """All that is kept of an item."""
    await intelligence.consult(
        context.tx, actor=context.actor, item_id=button.entry, now=context.now
    )
    context.show("intelligence", str(button.entry), new=True)


@routes.press(CorrectIntelligence, writes=True)
async def press_correct(context: Context, button: CorrectIntelligence) -> None:
    """Why, and what."""
    item = await intelligence.consult(
        context.tx, actor=context.actor, item_id=button.entry, now=context.now
    )
    given = answers_of(item)
    await change_entry(context, CORRECT_INTELLIGENCE, item.patrol_id, item.id, given)


@routes.press(ReferIntelligence, writes=True)
async def press_refer(context: Context, button: ReferIntelligence) -> None:
    """Under which reference is the full report there?"""
    item = await intelligence.consult(
        context.tx, actor=context.actor, item_id=button.entry, now=context.now
    )
    if item.is_complete:
        raise ReferenceThere
    await change_entry(context, REFER_INTELLIGENCE, item.patrol_id, item.id)
