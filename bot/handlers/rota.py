"""Taps on the rota: in and out, and the lead's cards."""

from __future__ import annotations

from bot.actions import boards, calling, plan
from bot.actions import rota as actions
from bot.callbacks import Unreadable
from bot.callbacks.rota import (
    AddExtraNight,
    AddOfficer,
    AskUnanswered,
    ChangeNight,
    ChangeNumbers,
    ChooseExtraNight,
    ChooseOfficer,
    CloseWeek,
    MyShifts,
    PatrolCard,
    PlanMoment,
    PlanNight,
    PlanOf,
    ReopenWeek,
    RotaOf,
    SignUp,
    StepBack,
    StepMoment,
    StepNight,
    TakeOff,
    ToggleNight,
    WeekCard,
)
from bot.context import Context
from bot.routing import Routes
from bot.views import rest_words
from bot.views import rota as views
from bot.views.plain import count, moment, short_day
from operation.nights import local_date
from operation.people import Role

routes = Routes()


@routes.press(SignUp, writes=True)
async def press_in(context: Context, button: SignUp) -> None:
    """I am in."""
    done = await actions.sign_up(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
        tapped=context.earliest,
    )
    _require_same_week(done.week_id, button.week)
    warned = rest_words.signed_up(done.findings)
    context.answer(f"{short_day(done.night)}: {views.signed_up(done.event)}{warned}")
    _show_in_private(context, done.week_id)


@routes.press(StepBack, writes=True)
async def press_out(context: Context, button: StepBack) -> None:
    """I am out."""
    done = await actions.step_back(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
        tapped=context.earliest,
    )
    _require_same_week(done.week_id, button.week)
    context.answer(f"{short_day(done.night)}: you are off the list.")
    _show_in_private(context, done.week_id)


@routes.press(MyShifts, writes=True)
async def press_my_shifts(context: Context, _button: MyShifts) -> None:
    """What I am in for."""
    context.require_access()
    context.show("my_shifts")


@routes.command("shifts", writes=True)
async def command_shifts(context: Context, _nothing: None) -> None:
    """What I am in for."""
    context.require_access()
    context.show("my_shifts", new=True)


@routes.command("rota")
async def command_rota(context: Context, _nothing: None) -> None:
    """The rota of my area, for its lead."""
    area = context.own_area(Role.LEAD)
    context.actor.acting(area, Role.LEAD)
    context.show("rota", area, new=True)


@routes.press(RotaOf)
async def press_rota(context: Context, button: RotaOf) -> None:
    """The weeks of an area."""
    context.actor.acting(button.area, Role.LEAD)
    context.show("rota", button.area)


@routes.press(WeekCard, writes=True)
async def press_week(context: Context, button: WeekCard) -> None:
    """One week."""
    await boards.require_lead_of_week(context.tx, actor=context.actor, week_id=button.week)
    context.show("week_card", str(button.week))


@routes.press(PatrolCard, writes=True)
async def press_night(context: Context, button: PatrolCard) -> None:
    """One night."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("patrol_card", str(button.patrol))


@routes.press(CloseWeek, writes=True)
async def press_close(context: Context, button: CloseWeek) -> None:
    """Close sign-up by hand."""
    await calling.close_week(
        context.tx, actor=context.actor, week_id=button.week, areas=context.areas, now=context.now
    )
    context.answer("Sign-up is closed. The post says so.")
    context.show("week_card", str(button.week))


@routes.press(ReopenWeek, writes=True)
async def press_reopen(context: Context, button: ReopenWeek) -> None:
    """Open sign-up again."""
    event = await calling.reopen_week(
        context.tx, actor=context.actor, week_id=button.week, now=context.now
    )
    zone = context.areas[context.own_area(Role.LEAD)].zone
    context.answer(f"Sign-up is open until {moment(event.closes_at, zone)}.")
    context.show("week_card", str(button.week))


@routes.press(AskUnanswered, writes=True)
async def press_ask(context: Context, button: AskUnanswered) -> None:
    """Ask everyone who has not answered."""
    asked = await calling.ask_unanswered(
        context.tx, actor=context.actor, week_id=button.week, now=context.now
    )
    people_asked = count(asked, "person", "people")
    context.answer(f"Asking {people_asked}." if asked else "Everyone has answered.")


@routes.press(ChangeNight)
async def press_change_night(context: Context, button: ChangeNight) -> None:
    """What could be changed."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("change_night", str(button.patrol))


@routes.press(ChangeNumbers, writes=True)
async def press_numbers(context: Context, button: ChangeNumbers) -> None:
    """Change a night's numbers."""
    book = await actions.change_numbers(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        minimum=button.minimum,
        places=button.places,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"Minimum {book.minimum}, places {book.places}.")
    context.show("change_night", str(button.patrol))


@routes.press(ChooseOfficer)
async def press_choose_officer(context: Context, button: ChooseOfficer) -> None:
    """Whom to add."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("choose_officer", str(button.patrol), page=button.page)


@routes.press(AddOfficer, writes=True)
async def press_add_officer(context: Context, button: AddOfficer) -> None:
    """Sign someone up."""
    done = await actions.add_officer(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        member_id=button.member,
        areas=context.areas,
        now=context.now,
    )
    warned = rest_words.noted(done.findings)
    context.answer(f"{short_day(done.night)}: {views.added_as(done.event)}{warned}")
    context.show("patrol_card", str(button.patrol))


@routes.press(TakeOff, writes=True)
async def press_take_off(context: Context, button: TakeOff) -> None:
    """Take someone off."""
    done = await actions.take_off(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        member_id=button.member,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{short_day(done.night)}: taken off the list.")
    context.show("patrol_card", str(button.patrol))


@routes.press(ChooseExtraNight)
async def press_choose_extra(context: Context, button: ChooseExtraNight) -> None:
    """Which date an extra night is on."""
    context.actor.acting(button.area, Role.LEAD)
    context.show("choose_extra_night", button.area)


@routes.press(AddExtraNight, writes=True)
async def press_add_extra(context: Context, button: AddExtraNight) -> None:
    """Add a night."""
    area = context.area(button.area)
    days_ahead = (button.night - local_date(context.now, area.zone)).days
    if days_ahead not in range(boards.EXTRA_NIGHT_DAYS):
        raise Unreadable
    week_id, event = await calling.add_extra_night(
        context.tx,
        actor=context.actor,
        area=area,
        night=button.night,
        now=context.now,
    )
    context.answer(f"{short_day(event.planned.night)} is on the rota.")
    context.show("week_card", str(week_id))


@routes.press(PlanOf)
async def press_plan(context: Context, button: PlanOf) -> None:
    """The usual nights and the rhythm."""
    context.actor.acting(button.area, Role.LEAD)
    context.show("plan", button.area)


@routes.press(PlanNight)
async def press_plan_night(context: Context, button: PlanNight) -> None:
    """One usual night."""
    context.actor.acting(button.area, Role.LEAD)
    context.show("plan_night", button.area, weekday=button.weekday)


@routes.press(PlanMoment)
async def press_plan_moment(context: Context, button: PlanMoment) -> None:
    """One moment of the rhythm."""
    context.actor.acting(button.area, Role.LEAD)
    context.show("plan_moment", button.area, name=button.name)


@routes.press(StepNight, writes=True)
async def press_step_night(context: Context, button: StepNight) -> None:
    """Change a figure of a usual night."""
    try:
        figure = plan.Figure(button.figure)
    except ValueError:
        raise Unreadable from None
    await plan.step_night(
        context.tx,
        actor=context.actor,
        area=context.area(button.area),
        weekday=button.weekday,
        figure=figure,
        step=button.step,
        now=context.now,
    )
    context.show("plan_night", button.area, weekday=button.weekday)


@routes.press(ToggleNight, writes=True)
async def press_toggle_night(context: Context, button: ToggleNight) -> None:
    """Add a weekday to the usual nights, or take it out."""
    await plan.toggle_night(
        context.tx,
        actor=context.actor,
        area=context.area(button.area),
        weekday=button.weekday,
        now=context.now,
    )
    context.show("plan", button.area)


@routes.press(StepMoment, writes=True)
async def press_step_moment(context: Context, button: StepMoment) -> None:
    """Move a moment of the rhythm."""
    await plan.step_moment(
        context.tx,
        actor=context.actor,
        area=context.area(button.area),
        name=button.name,
        minutes=button.minutes,
        now=context.now,
    )
    context.show("plan_moment", button.area, name=button.name)


def _require_same_week(actual: int, claimed: int) -> None:
    """A button that names a night of another week was tampered with; all is rolled back."""
    if actual != claimed:
        raise Unreadable


def _show_in_private(context: Context, week_id: int) -> None:
    """A tap in the group is answered by the post; one in private by the list it came from."""
    if context.where.is_private:
        context.show("my_shifts")
