"""Incidents: begun, looked at, taken by one of those alerted, corrected."""

from __future__ import annotations

from bot.actions import incidents
from bot.callbacks.incidents import (
    AddIncident,
    CorrectIncident,
    OpenIncident,
    PractiseIncident,
    TakeIncident,
)
from bot.context import Context
from bot.forms.beginning import begin_entry, change_entry, practise_entry
from bot.forms.incidents import CORRECT_INCIDENT, INCIDENT
from bot.routing import Routes
from operation.incidents import answers_of

routes = Routes()


@routes.press(AddIncident, writes=True)
async def press_add(context: Context, button: AddIncident) -> None:
    """One more incident, or on with the one that is open."""
    await begin_entry(context, INCIDENT, button.patrol)


@routes.press(PractiseIncident, writes=True)
async def press_practise(context: Context, _button: PractiseIncident) -> None:
    """Try it."""
    await practise_entry(context, INCIDENT)


@routes.press(OpenIncident, writes=True)
async def press_open(context: Context, button: OpenIncident) -> None:
    """All that is kept of an incident."""
    await incidents.consult(
        context.tx, actor=context.actor, incident_id=button.entry, now=context.now
    )
    context.show("incident", str(button.entry), new=True)


@routes.press(TakeIncident, writes=True)
async def press_take(context: Context, button: TakeIncident) -> None:
    """One of those alerted has it."""
    await incidents.take(context.tx, actor=context.actor, incident_id=button.entry, now=context.now)
    context.answer("Noted: you have it. The others see it.")


@routes.press(CorrectIncident, writes=True)
async def press_correct(context: Context, button: CorrectIncident) -> None:
    """Why, and what."""
    found = await incidents.consult(
        context.tx, actor=context.actor, incident_id=button.entry, now=context.now
    )
    given = answers_of(found)
    await change_entry(context, CORRECT_INCIDENT, found.patrol_id, found.id, given)
