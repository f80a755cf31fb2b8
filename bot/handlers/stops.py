"""Stops: asked about, made, looked at, referred to the force's system."""

from __future__ import annotations

from bot.actions import stops
from bot.actions.returns import recording_on
from bot.callbacks import Unreadable
from bot.callbacks.stops import AskStop, OpenStop, PractiseEntries, ReferStop, StopNow
from bot.context import Context
from bot.forms.beginning import change_entry
from bot.forms.catalogue import FORMS
from bot.forms.stops import REFER_STOP
from bot.routing import Routes
from operation.stops import StopKind, StopReferenced

routes = Routes()


@routes.press(AskStop, writes=True)
async def press_ask(context: Context, button: AskStop) -> None:
    """What to do now, and whether to stop."""
    kind = _kind(button.kind)
    patrol_id = button.patrol
    if button.draft:
        patrol_id = int((await FORMS.stopping(context, button.draft)).facts["patrol"])
    else:
        await recording_on(context.tx, actor=context.actor, patrol_id=patrol_id, now=context.now)
    context.show("stop_ask", str(patrol_id), draft=button.draft, kind=kind.value)


@routes.press(StopNow, writes=True)
async def press_stop(context: Context, button: StopNow) -> None:
    """It stops: of an under-18 entry nothing is left."""
    kind, patrol_id = _kind(button.kind), button.patrol
    if button.draft:
        setting = await FORMS.stopping(context, button.draft)
        patrol_id = int(setting.facts["patrol"])
        if kind is StopKind.CHILD:
            await FORMS.stop(context, button.draft)
        if setting.is_practice:
            context.answer("Practised. Nobody was told.")
            context.show("stop_practised", setting.area.key, kind=kind.value)
            return
    made, told = await stops.stop(
        context.tx, actor=context.actor, patrol_id=patrol_id, kind=kind, areas=context.areas,
        now=context.now,
    )  # fmt: skip
    if kind is StopKind.CHILD and not told:
        context.answer("Nobody can be told here: ring your supervisor.", alert=True)
    elif kind is StopKind.CHILD:
        context.answer("Stopped. Supervisor and leads are told patrol and time.")
    # In place of the question: what was answered stands nowhere any more.
    context.show("stop_card", str(made.id))


def _kind(value: str) -> StopKind:
    """A source's stop comes of an answer, never of a button."""
    if value not in (StopKind.CHILD, StopKind.DANGER):
        raise Unreadable
    return StopKind(value)


@routes.press(OpenStop, writes=True)
async def press_open(context: Context, button: OpenStop) -> None:
    """The card of a stop."""
    await stops.consult(context.tx, actor=context.actor, stop_id=button.stop, now=context.now)
    context.show("stop_card", str(button.stop), new=True)


@routes.press(ReferStop, writes=True)
async def press_refer(context: Context, button: ReferStop) -> None:
    """Under which reference does the force have it?"""
    found = await stops.consult(
        context.tx, actor=context.actor, stop_id=button.stop, now=context.now
    )
    if not found.waits:
        raise StopReferenced
    await change_entry(context, REFER_STOP, found.patrol_id, found.id)


@routes.press(PractiseEntries)
async def press_practise(context: Context, _button: PractiseEntries) -> None:
    """Which form is to be tried?"""
    context.show("practise_entries")
