"""Taps about support that is asked for."""

from __future__ import annotations

from bot.actions import support_requests
from bot.callbacks.support_requests import (
    AskForSupport,
    ChooseSupport,
    CloseRequest,
    RequestCard,
    SupportOf,
    WillCall,
    WriteAnswer,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.support import ANSWER_SUPPORT, ASK_FOR_SUPPORT
from bot.routing import Routes
from bot.views.support_requests import TOPICS
from operation.people import NotAMember, Role
from storage import support_requests as stored

routes = Routes()


@routes.press(ChooseSupport, writes=True, is_open=True)
async def press_choose_support(context: Context, _button: ChooseSupport) -> None:
    """Ask for support: whom? Straight on where there is only one area."""
    found = await support_requests.areas_to_ask(
        context.tx, actor=context.actor, areas=context.areas, now=context.now
    )
    if not (found or context.actor.members):
        raise NotAMember("")
    if len(found) == 1:
        await _begin(context, found[0].key)
        return
    context.show("choose_support")


@routes.press(AskForSupport, writes=True, is_open=True)
async def press_ask_for_support(context: Context, button: AskForSupport) -> None:
    """Ask the leads of an area."""
    await _begin(context, context.area(button.area).key)


async def _begin(context: Context, key: str) -> None:
    area = context.area(key)
    await support_requests.require_asker(
        context.tx, actor=context.actor, area=area, areas=context.areas, now=context.now
    )
    await FORMS.begin(context, ASK_FOR_SUPPORT, area=area, facts={})


@routes.press(SupportOf)
async def press_support(context: Context, button: SupportOf) -> None:
    """What is asked of an area."""
    context.actor.acting(context.area(button.area).key, Role.LEAD)
    context.show("support_list", button.area)


@routes.press(RequestCard, writes=True)
async def press_request(context: Context, button: RequestCard) -> None:
    """One request."""
    await support_requests.consult(
        context.tx, actor=context.actor, request_id=button.request, now=context.now
    )
    context.show("support_request", str(button.request))


@routes.press(WillCall, writes=True)
async def press_will_call(context: Context, button: WillCall) -> None:
    """I'll call you."""
    await support_requests.answer(
        context.tx, actor=context.actor, request_id=button.request, text=None, now=context.now
    )
    context.answer("They are told that you will call. Close it once you have.")


@routes.press(WriteAnswer, writes=True)
async def press_write_answer(context: Context, button: WriteAnswer) -> None:
    """An answer in a few words."""
    found = await stored.get(context.tx, button.request)
    context.actor.acting(found.area, Role.LEAD)
    await FORMS.begin(
        context,
        ANSWER_SUPPORT,
        area=context.area(found.area),
        facts={"request": str(found.id), "topic": TOPICS[found.topic]},
    )


@routes.press(CloseRequest, writes=True)
async def press_close(context: Context, button: CloseRequest) -> None:
    """It is done."""
    await support_requests.close(
        context.tx,
        actor=context.actor,
        request_id=button.request,
        areas=context.areas,
        now=context.now,
    )
    context.answer("Closed.")
