"""Taps on a crew: what officers answer, and what a lead decides about a night."""

from __future__ import annotations

from bot.actions import boards, crew, nights, turnout
from bot.callbacks import Unreadable
from bot.callbacks.crew import (
    Accept,
    AnswerFor,
    CalendarFile,
    CallForCover,
    CancelCard,
    CancelForAnother,
    CancelNight,
    CannotMakeIt,
    ChooseWard,
    Confirm,
    CrewCard,
    Decline,
    MoveTimes,
    PersonCard,
    Pick,
    Publish,
    PublishShort,
    PutBack,
    SetWard,
    Times,
    Withdraw,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.reasons import CANCEL_NIGHT, PUBLISH_SHORT
from bot.routing import Routes
from bot.views.plain import count, short_day
from operation.crew import Cancelled, Reason
from operation.people import require_active

routes = Routes()


# One's own answers


@routes.press(Confirm, writes=True)
async def press_confirm(context: Context, button: Confirm) -> None:
    """I am coming."""
    done = await turnout.confirm(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{short_day(done.patrol.book.night)}: confirmed. Thank you.")
    _back_to_list(context, button.on_list)


@routes.press(CannotMakeIt)
async def press_cannot(context: Context, button: CannotMakeIt) -> None:
    """I can't make it: sure?"""
    _require_access(context)
    context.show("sure_to_withdraw", str(button.patrol), new=not button.on_list)


@routes.press(Withdraw, writes=True)
async def press_withdraw(context: Context, button: Withdraw) -> None:
    """I can't make it, for this reason."""
    done = await turnout.withdraw(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        reason=_own_reason(button.reason),
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{short_day(done.patrol.book.night)}: you are off. Your lead knows.")
    context.show("my_shifts")


@routes.press(Accept, writes=True)
async def press_accept(context: Context, button: Accept) -> None:
    """I take the place."""
    done = await turnout.accept(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
        tapped=context.earliest,
    )
    context.answer(f"{short_day(done.patrol.book.night)}: the place is yours. Thank you.")
    _back_to_list(context, button.on_list)


@routes.press(Decline, writes=True)
async def press_decline(context: Context, button: Decline) -> None:
    """I leave the place to others."""
    done = await turnout.decline(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{short_day(done.patrol.book.night)}: that is fine. Others are asked.")
    _back_to_list(context, button.on_list)


@routes.press(CalendarFile)
async def press_calendar(context: Context, _button: CalendarFile) -> None:
    """My shifts as a file."""
    _require_access(context)
    context.show("calendar_file", new=True)


def _back_to_list(context: Context, on_list: bool) -> None:
    """A card renews itself; a list was left by the tap and is shown again."""
    if on_list:
        context.show("my_shifts")


def _require_access(context: Context) -> None:
    """Raise Suspended or AwaitingApproval for someone who may do nothing anywhere."""
    if not context.actor.active_members:
        require_active(context.actor.members[0])


def _own_reason(said: str) -> Reason:
    """Raises Unreadable for what no button of ours says."""
    reason = next((each for each in Reason if each.value == said), None)
    if reason is None or reason is Reason.ACCESS:
        raise Unreadable
    return reason


# For the lead


@routes.press(Publish, writes=True)
async def press_publish(context: Context, button: Publish) -> None:
    """Publish the crew."""
    done = await crew.publish(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        version=button.version,
        areas=context.areas,
        now=context.now,
    )
    night = short_day(done.patrol.book.night)
    context.answer(f"{night}: published. {count(done.told, 'person', 'people')} told.")
    card = {"w": "week_card", "p": "patrol_card", "c": "patrol_card"}.get(button.under)
    if card is not None:
        week_or_night = done.patrol.week_id if button.under == "w" else button.patrol
        context.show(card, str(week_or_night))


@routes.press(PublishShort, writes=True)
async def press_publish_short(context: Context, button: PublishShort) -> None:
    """Publish below the minimum: why?"""
    patrol = await boards.lead_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    await FORMS.begin(
        context,
        PUBLISH_SHORT,
        area=context.area(patrol.book.area),
        facts={
            "patrol": str(button.patrol),
            "version": str(button.version),
            "size": str(len(patrol.crew.picked)),
            "minimum": str(patrol.book.minimum),
        },
    )


@routes.press(CrewCard, writes=True)
async def press_crew(context: Context, button: CrewCard) -> None:
    """Choose who goes."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("crew_card", str(button.patrol))


@routes.press(Pick, writes=True)
async def press_pick(context: Context, button: Pick) -> None:
    """Put somebody into the crew, or out of it."""
    await crew.pick(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        member_id=button.member,
        wanted=button.wanted,
        now=context.now,
    )
    context.show("crew_card", str(button.patrol))


@routes.press(Times)
async def press_times(context: Context, button: Times) -> None:
    """The times that a night could have."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    starts, ends = button.starts % _TWO_DAYS, button.ends % _TWO_DAYS
    context.show("choose_times", str(button.patrol), starts=starts, ends=ends)


_TWO_DAYS = 2 * 24 * 60


@routes.press(MoveTimes, writes=True)
async def press_move_times(context: Context, button: MoveTimes) -> None:
    """Move a night."""
    done = await nights.move_times(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        starts=button.starts,
        ends=button.ends,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"Changed. {count(done.told, 'person', 'people')} told.")
    context.show("patrol_card", str(button.patrol))


@routes.press(ChooseWard)
async def press_choose_ward(context: Context, button: ChooseWard) -> None:
    """In which ward."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("choose_ward", str(button.patrol), page=button.page)


@routes.press(SetWard, writes=True)
async def press_set_ward(context: Context, button: SetWard) -> None:
    """It is this ward."""
    done = await nights.set_ward(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        ward=button.ward,
        areas=context.areas,
        now=context.now,
    )
    told = f" {count(done.told, 'person', 'people')} told." if done.told else ""
    context.answer(f"The ward is set.{told}")
    context.show("patrol_card", str(button.patrol))


@routes.press(CancelCard)
async def press_cancel_card(context: Context, button: CancelCard) -> None:
    """Call a night off: why?"""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("cancel_night", str(button.patrol))


@routes.press(CancelNight, writes=True)
async def press_cancel_night(context: Context, button: CancelNight) -> None:
    """Call a night off, for this reason."""
    reason = next((each for each in Cancelled if each.value == button.reason), None)
    if reason is None or reason is Cancelled.OTHER:
        raise Unreadable
    done = await nights.cancel(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        reason=reason,
        areas=context.areas,
        now=context.now,
    )
    night = short_day(done.patrol.book.night)
    context.answer(f"{night} is cancelled. {count(done.told, 'person', 'people')} told.")
    context.show("patrol_card", str(button.patrol))


@routes.press(CancelForAnother, writes=True)
async def press_cancel_for_another(context: Context, button: CancelForAnother) -> None:
    """Call a night off for a reason that is typed."""
    patrol = await boards.lead_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    await FORMS.begin(
        context,
        CANCEL_NIGHT,
        area=context.area(patrol.book.area),
        facts={"patrol": str(button.patrol), "night": short_day(patrol.book.night)},
    )


@routes.press(PutBack, writes=True)
async def press_put_back(context: Context, button: PutBack) -> None:
    """Take a cancellation back."""
    done = await nights.put_back(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    night = short_day(done.patrol.book.night)
    context.answer(f"{night} is on again. {count(done.told, 'person', 'people')} told.")
    context.show("patrol_card", str(button.patrol))


@routes.press(PersonCard)
async def press_person(context: Context, button: PersonCard) -> None:
    """One person of a night."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("person_card", str(button.patrol), member=button.member)


@routes.press(AnswerFor, writes=True)
async def press_answer_for(context: Context, button: AnswerFor) -> None:
    """Answer for somebody."""
    await _answer_for(context, button)
    context.answer("Recorded.")
    context.show("patrol_card", str(button.patrol))


async def _answer_for(context: Context, button: AnswerFor) -> None:
    tx, actor, areas, now = context.tx, context.actor, context.areas, context.now
    patrol, member = button.patrol, button.member
    match button.answer:
        case "confirm":
            await turnout.confirm(
                tx, actor=actor, patrol_id=patrol, member_id=member, areas=areas, now=now
            )
        case "withdraw":
            await turnout.withdraw(
                tx, actor=actor, patrol_id=patrol, member_id=member, areas=areas, now=now,
                reason=Reason.UNSAID,
            )  # fmt: skip
        case "accept":
            await turnout.accept(
                tx, actor=actor, patrol_id=patrol, member_id=member, areas=areas, now=now
            )
        case "decline":
            await turnout.decline(
                tx, actor=actor, patrol_id=patrol, member_id=member, areas=areas, now=now
            )
        case _:
            raise Unreadable


@routes.press(CallForCover, writes=True)
async def press_cover(context: Context, button: CallForCover) -> None:
    """Ask more people to cover."""
    done = await turnout.call_for_cover(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"Asking {count(len(done.events), 'person', 'people')}.")
