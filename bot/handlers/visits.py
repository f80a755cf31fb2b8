"""Taps about visits: a sergeant asks, a lead decides, a visitor looks; somebody invites."""

from __future__ import annotations

from bot.actions import boards, visit_boards, visits
from bot.callbacks.visits import (
    AcceptVisitor,
    AskToVisit,
    CannotVisit,
    ChooseVisit,
    DeclineVisitor,
    InviteVisitor,
    MyVisit,
    MyVisits,
    TakeVisitBack,
    VisitNights,
    VisitorCard,
    Visitors,
)
from bot.context import Context
from bot.routing import Routes
from bot.views.plain import short_day
from operation.people import NotAMember, Role
from operation.visits import NoVisit
from storage import rota
from storage import visits as stored

routes = Routes()


# A sergeant's


@routes.press(ChooseVisit)
async def press_choose_visit(context: Context, _button: ChooseVisit) -> None:
    """Visit a patrol: where? Straight on where there is only one area."""
    visits.require_sergeant(context.actor)
    found = visit_boards.areas_to_visit(context.actor, context.areas)
    if len(found) == 1:
        context.show("visit_nights", found[0].key)
    else:
        context.show("choose_visit")


@routes.press(VisitNights)
async def press_visit_nights(context: Context, button: VisitNights) -> None:
    """When an area could be visited."""
    area = context.area(button.area).key
    visits.require_sergeant(context.actor, area)
    context.show("visit_nights", area)


@routes.press(AskToVisit, writes=True)
async def press_ask_to_visit(context: Context, button: AskToVisit) -> None:
    """Ask to visit a night, after a second tap."""
    if not button.sure:
        patrol = await rota.get_patrol(context.tx, button.patrol)
        visits.require_sergeant(context.actor, patrol.book.area)
        context.show("sure_to_visit", str(button.patrol))
        return
    await visits.ask(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    context.answer("Asked. The project lead answers here.")
    context.show("my_visits", str(context.actor.person_id))


# A visitor's


@routes.press(MyVisits, is_open=True)
async def press_my_visits(context: Context, _button: MyVisits) -> None:
    """My visits."""
    await _require_known(context)
    context.show("my_visits", str(context.actor.person_id))


@routes.press(MyVisit, is_open=True)
async def press_my_visit(context: Context, button: MyVisit) -> None:
    """One visit of mine."""
    await _require_own(context, button.visit)
    context.show("my_visit", str(button.visit))


@routes.press(CannotVisit, writes=True, is_open=True)
async def press_cannot_visit(context: Context, button: CannotVisit) -> None:
    """I can't come, after a second tap."""
    await _require_known(context)
    if not button.sure:
        await _require_own(context, button.visit)
        context.show("sure_not_to_visit", str(button.visit))
        return
    await visits.withdraw(context.tx, actor=context.actor, visit_id=button.visit, now=context.now)
    context.answer("Noted. The team is told.")
    context.show("my_visits", str(context.actor.person_id))


async def _require_known(context: Context) -> None:
    """Visitors whom no area knows are known by their visits; strangers learn nothing."""
    found = await visit_boards.my_visits(
        context.tx, actor=context.actor, areas=context.areas, now=context.now
    )
    if found is None:
        raise NotAMember("")


async def _require_own(context: Context, visit_id: int) -> None:
    await _require_known(context)
    found = await stored.get(context.tx, visit_id)
    if found.person_id != context.actor.person_id:
        raise NoVisit


# A lead's, and the crew's


@routes.press(Visitors)
async def press_visitors(context: Context, button: Visitors) -> None:
    """The visitors of a night."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("visitors", str(button.patrol))


@routes.press(VisitorCard)
async def press_visitor(context: Context, button: VisitorCard) -> None:
    """One visitor."""
    found = await stored.get(context.tx, button.visit)
    context.actor.acting(found.area, Role.LEAD)
    context.show("visitor", str(button.visit))


@routes.press(AcceptVisitor, writes=True)
async def press_accept_visitor(context: Context, button: AcceptVisitor) -> None:
    """They may come."""
    visit = await visits.accept(
        context.tx,
        actor=context.actor,
        visit_id=button.visit,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{visit.called} may come. They are told what they need.")


@routes.press(DeclineVisitor, writes=True)
async def press_decline_visitor(context: Context, button: DeclineVisitor) -> None:
    """They may not come."""
    await visits.decline(context.tx, actor=context.actor, visit_id=button.visit, now=context.now)
    context.answer("Declined. They are told.")


@routes.press(TakeVisitBack, writes=True)
async def press_take_back(context: Context, button: TakeVisitBack) -> None:
    """They may not come after all."""
    await visits.take_back(context.tx, actor=context.actor, visit_id=button.visit, now=context.now)
    context.answer("Taken back. They are told.")


@routes.press(InviteVisitor, writes=True)
async def press_invite(context: Context, button: InviteVisitor) -> None:
    """Make a link for one visitor."""
    token, patrol = await visits.make_link(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"A link for {short_day(patrol.book.night)}.")
    context.show(
        "visit_link",
        str(button.patrol),
        url=f"https://t.me/{context.bot_username}?start={token}",
    )
