"""What officers say of their duties around a night, and what a lead makes of it."""

from __future__ import annotations

from bot.actions import boards, rest_boards, rest_owed, rest_stating
from bot.callbacks import Unreadable
from bot.callbacks.rest import (
    AskDuty,
    AskDutyOf,
    DutiesOf,
    GivenOn,
    GivenOnAnother,
    GiveRest,
    MyDuties,
    MyRestOwed,
    NightRest,
    NotOwed,
    OverrideRest,
    OwedIn,
    OwedTo,
    SayDuty,
    SayDutyFor,
    SayTimes,
    SayTimesFor,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.rest import DUTY_TIMES, OVERRIDE_REST, REST_GIVEN, REST_NOT_OWED
from bot.routing import Routes
from bot.views import rest_words
from bot.views.plain import safe, short_day
from operation.duties import Side

routes = Routes()


# One's own


@routes.press(MyDuties)
async def press_my_duties(context: Context, button: MyDuties) -> None:
    """What I work around a night."""
    context.require_access()
    context.show("my_duties", str(button.patrol), new=not button.on_list)


@routes.press(AskDuty)
async def press_ask(context: Context, button: AskDuty) -> None:
    """Say it anew."""
    context.require_access()
    context.show("my_duties", str(button.patrol), side=_side(button.side))


@routes.press(SayDuty, writes=True)
async def press_say(context: Context, button: SayDuty) -> None:
    """I work this."""
    said = await rest_stating.state_duty(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        side=_side(button.side),
        name=button.duty,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"Noted.{rest_words.noted(said.standing.open)}")
    context.show("my_duties", str(button.patrol))


@routes.press(SayTimes, writes=True)
async def press_say_times(context: Context, button: SayTimes) -> None:
    """I work other times."""
    context.require_access()
    side = _side(button.side)
    area, night = await boards.night_board(
        context.tx, patrol_id=button.patrol, areas=context.areas, now=context.now
    )
    context.actor.member(area.key)
    facts = {"patrol": str(button.patrol), "side": side, "title": _title(side, night)}
    await FORMS.begin(context, DUTY_TIMES, area=area, facts=facts)


@routes.press(MyRestOwed)
async def press_my_rest_owed(context: Context, _button: MyRestOwed) -> None:
    """What rest I am owed."""
    context.require_access()
    context.show("my_rest_owed")


# For the lead


@routes.press(NightRest, writes=True)
async def press_night_rest(context: Context, button: NightRest) -> None:
    """How rested everyone on a night is."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("night_rest", str(button.patrol))


@routes.press(DutiesOf, writes=True)
async def press_duties_of(context: Context, button: DutiesOf) -> None:
    """One person's duties around a night."""
    await _consult(context, button.patrol, button.member)
    context.show("duties_of", str(button.patrol), member=button.member)


@routes.press(AskDutyOf, writes=True)
async def press_ask_of(context: Context, button: AskDutyOf) -> None:
    """Say anew for somebody what they work."""
    side = _side(button.side)
    await _consult(context, button.patrol, button.member)
    context.show("duties_of", str(button.patrol), member=button.member, side=side)


@routes.press(SayDutyFor, writes=True)
async def press_say_for(context: Context, button: SayDutyFor) -> None:
    """They work this."""
    said = await rest_stating.state_duty(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        side=_side(button.side),
        name=button.duty,
        member_id=button.member,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"Noted.{rest_words.noted(said.standing.open)}")
    context.show("duties_of", str(button.patrol), member=button.member)


@routes.press(SayTimesFor, writes=True)
async def press_say_times_for(context: Context, button: SayTimesFor) -> None:
    """They work other times."""
    side = _side(button.side)
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    area, night = await boards.night_board(
        context.tx, patrol_id=button.patrol, areas=context.areas, now=context.now
    )
    facts = {
        "patrol": str(button.patrol),
        "member": str(button.member),
        "side": side,
        "title": _title(side, night),
    }
    await FORMS.begin(context, DUTY_TIMES, area=area, facts=facts)


@routes.press(OverrideRest, writes=True)
async def press_override(context: Context, button: OverrideRest) -> None:
    """Let somebody go all the same: why?"""
    found = await rest_stating.to_override(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        member_id=button.member,
        areas=context.areas,
    )
    facts = {
        "patrol": str(button.patrol),
        "member": str(button.member),
        "night": short_day(found.patrol.book.night),
        "against": safe(" ".join(rest_words.lines(found.standing.open))),
    }
    await FORMS.begin(
        context, OVERRIDE_REST, area=context.area(found.patrol.book.area), facts=facts
    )


@routes.press(OwedIn, writes=True)
async def press_owed(context: Context, button: OwedIn) -> None:
    """What rest is owed in an area."""
    await rest_owed.consult_owed(context.tx, actor=context.actor, area=button.area, now=context.now)
    context.show("rest_owed", button.area)


@routes.press(OwedTo, writes=True)
async def press_owed_to(context: Context, button: OwedTo) -> None:
    """What rest is owed to one person."""
    await rest_owed.consult_owed(context.tx, actor=context.actor, area=button.area, now=context.now)
    context.show("rest_owed_to", button.area, member=button.member)


@routes.press(NotOwed, writes=True)
async def press_not_owed(context: Context, button: NotOwed) -> None:
    """It is not owed: why?"""
    owed = await rest_owed.require_lead_of_owed(
        context.tx, actor=context.actor, owed_id=button.owed
    )
    card = await rest_boards.owed_card(
        context.tx, owed_id=button.owed, areas=context.areas, now=context.now
    )
    facts = {"owed": str(button.owed), "who": card.entry.called}
    await FORMS.begin(context, REST_NOT_OWED, area=context.area(owed.area), facts=facts)


@routes.press(GiveRest)
async def press_give(context: Context, button: GiveRest) -> None:
    """It has been given: when?"""
    await rest_owed.require_lead_of_owed(context.tx, actor=context.actor, owed_id=button.owed)
    context.show("give_rest", str(button.owed))


@routes.press(GivenOn, writes=True)
async def press_given_on(context: Context, button: GivenOn) -> None:
    """On this day."""
    owed = await rest_owed.mark_given(
        context.tx,
        actor=context.actor,
        owed_id=button.owed,
        on=button.day,
        areas=context.areas,
        now=context.now,
    )
    context.answer("Noted. They are told.")
    context.show("rest_owed", owed.area)


@routes.press(GivenOnAnother, writes=True)
async def press_given_on_another(context: Context, button: GivenOnAnother) -> None:
    """On a day that is typed."""
    owed = await rest_owed.require_lead_of_owed(
        context.tx, actor=context.actor, owed_id=button.owed
    )
    facts = {"owed": str(button.owed)}
    await FORMS.begin(context, REST_GIVEN, area=context.area(owed.area), facts=facts)


async def _consult(context: Context, patrol_id: int, member_id: int) -> None:
    await rest_stating.consult_duties(
        context.tx,
        actor=context.actor,
        patrol_id=patrol_id,
        member_id=member_id,
        now=context.now,
    )


def _side(said: str) -> Side:
    """Raises Unreadable for what no button of ours says."""
    found = next((each for each in Side if each.value == said), None)
    if found is None:
        raise Unreadable
    return found


def _title(side: Side, night: boards.NightBoard) -> str:
    return f"Duty {side.value} {short_day(night.book.night)}"
