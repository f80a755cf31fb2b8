"""What a lead decides about a night: who goes, its times and ward, whether it takes place."""

from __future__ import annotations

from bot.actions import boards, crew, nights, turnout
from bot.actions.spending import overspend_of
from bot.callbacks import Unreadable
from bot.callbacks.budget import PublishOverspent
from bot.callbacks.crew import (
    AnswerFor,
    CallForCover,
    CancelCard,
    CancelForAnother,
    CancelNight,
    ChooseWard,
    CrewCard,
    MoveTimes,
    PersonCard,
    Pick,
    Publish,
    PublishShort,
    PutBack,
    SetWard,
    StepTimes,
    Times,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.reasons import CANCEL_NIGHT, PUBLISH_SHORT
from bot.routing import Routes
from bot.views.budget_words import in_words
from bot.views.plain import count, short_day
from operation.budget import Accepted, PricesMissing, WouldOverspend
from operation.crew import Cancelled, Reason

routes = Routes()


@routes.press(Publish, writes=True)
async def press_publish(context: Context, button: Publish) -> None:
    """Publish the crew."""
    try:
        await _publish(context, button, accepts=None)
    except (WouldOverspend, PricesMissing):
        _ask_about_money(context, button)


def _ask_about_money(context: Context, button: Publish | PublishOverspent) -> None:
    """Nothing has been changed yet: the lead is asked whether they mean it."""
    context.show(
        "sure_to_overspend", str(button.patrol), version=button.version, under=button.under
    )


@routes.press(PublishOverspent, writes=True)
async def press_publish_overspent(context: Context, button: PublishOverspent) -> None:
    """Publish all the same, though the pot cannot pay for it; asked again if it is more by now."""
    try:
        await _publish(context, button, accepts=Accepted(button.over, button.unpriced))
    except (WouldOverspend, PricesMissing):
        context.answer("It is more by now. Look again.")
        _ask_about_money(context, button)


async def _publish(
    context: Context, button: Publish | PublishOverspent, *, accepts: Accepted | None
) -> None:
    done = await crew.publish(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        version=button.version,
        areas=context.areas,
        now=context.now,
        accepts=accepts,
    )
    night = short_day(done.patrol.book.night)
    context.answer(f"{night}: published. {count(done.told, 'person', 'people')} told.")
    card = {"w": "week_card", "p": "patrol_card", "c": "patrol_card"}.get(button.under)
    if card is None and accepts is not None:
        # The question stood in a message of its own.
        card = "patrol_card"
    if card is not None:
        week_or_night = done.patrol.week_id if button.under == "w" else button.patrol
        context.show(card, str(week_or_night))


@routes.press(PublishShort, writes=True)
async def press_publish_short(context: Context, button: PublishShort) -> None:
    """Publish below the minimum: why?"""
    patrol = await boards.lead_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    area = context.area(patrol.book.area)
    over = await overspend_of(
        context.tx, patrol=patrol, crew=patrol.crew, area=area, now=context.now
    )
    await FORMS.begin(
        context,
        PUBLISH_SHORT,
        area=area,
        facts={
            "over": in_words(over),
            "over_by": str(over.over if over else 0),
            "unpriced": str(len(over.unpriced) if over else 0),
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
        areas=context.areas,
        now=context.now,
    )
    context.show("crew_card", str(button.patrol))


@routes.press(Times, writes=True)
async def press_times(context: Context, button: Times) -> None:
    """What times a night could have."""
    starts, ends = await nights.times_now(
        context.tx, actor=context.actor, patrol_id=button.patrol, areas=context.areas
    )
    context.show("choose_times", str(button.patrol), starts=starts, ends=ends)


@routes.press(StepTimes, writes=True)
async def press_step_times(context: Context, button: StepTimes) -> None:
    """Other times; fast taps each count, from what the screen was asked to show last."""
    starts, ends = await nights.times_now(
        context.tx, actor=context.actor, patrol_id=button.patrol, areas=context.areas
    )
    looked_at = await context.panel_facts("choose_times", str(button.patrol))
    starts = looked_at.get("starts", starts) + button.starts
    ends = looked_at.get("ends", ends) + button.ends
    context.show(
        "choose_times", str(button.patrol), starts=starts % _TWO_DAYS, ends=ends % _TWO_DAYS
    )


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
    said = f"Changed. {count(done.told, 'person', 'people')} told."
    context.answer(said + _stopped(done), alert=bool(done.stopped))
    context.show("patrol_card", str(button.patrol))


def _stopped(done: crew.Done) -> str:
    """Of whom it has made somebody who may not go: what a lead is to look at."""
    number = len(done.stopped)
    if not number:
        return ""
    are = "person is" if number == 1 else "people are"
    return f" ⛔ {number} {are} not rested for it now: see “Rest” on the night."


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
    said = f"{night} is on again. {count(done.told, 'person', 'people')} told."
    if done.left_off:
        are = "person is" if done.left_off == 1 else "people are"
        said += f" {done.left_off} {are} on another patrol by now, so not on it again."
    context.answer(said + _stopped(done), alert=bool(done.left_off or done.stopped))
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
