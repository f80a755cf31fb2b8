"""Taps about training: applying, the sessions, whom the lead selects, who was there."""

from __future__ import annotations

from bot.actions import (
    people_boards,
    qualification,
    training,
    training_after,
    training_boards,
    training_choice,
)
from bot.callbacks import Unreadable
from bot.callbacks.training import (
    AnswerMindset,
    ApplicantCard,
    Apply,
    AttendanceOf,
    CallOffSession,
    ChangeSession,
    ChooseApplicant,
    DeclineApplicant,
    EnterApplicant,
    KeepWaiting,
    MarkAttendance,
    MoveSession,
    MyTraining,
    NewSession,
    QualificationCard,
    SelectApplicant,
    SessionCard,
    SessionLink,
    SetExpiry,
    SignOff,
    SignOffAll,
    StepSeats,
    TellGroup,
    TrainingOf,
    UndoSignOff,
    WithdrawApplication,
    WithdrawFor,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.training_session import (
    MOVE_SESSION,
    SELECT_ANYWAY,
    SET_SESSION,
    UNDO_SIGN_OFF,
    decided,
    facts_for,
    told,
)
from bot.routing import Routes
from bot.views import qualification as views
from bot.views.plain import short_day
from bot.views.training_words import full_day, on_day
from operation.area import Area
from operation.people import Role
from operation.qualification import MOST_MONTHS
from operation.training import Attendance, Mindset

routes = Routes()


# One's own


@routes.press(MyTraining)
async def press_my_training(context: Context, button: MyTraining) -> None:
    """Where I stand."""
    context.show("my_training", context.area(button.area).key)


@routes.press(Apply, writes=True)
async def press_apply(context: Context, button: Apply) -> None:
    """I apply."""
    done = await training_choice.apply(
        context.tx,
        actor=context.actor,
        session_id=button.session,
        areas=context.areas,
        now=context.now,
    )
    context.answer("You have applied. You will be told here.")
    context.show("my_training", done.session.area)


@routes.press(WithdrawApplication, writes=True)
async def press_withdraw_application(context: Context, button: WithdrawApplication) -> None:
    """I take it back."""
    done = await training_choice.withdraw(
        context.tx, actor=context.actor, session_id=button.session, now=context.now
    )
    context.answer("Withdrawn. Thank you for saying so.")
    screen = "training_left" if done.is_forgotten else "my_training"
    context.show(screen, done.session.area)


# Sessions


@routes.press(TrainingOf, writes=True)
async def press_training(context: Context, button: TrainingOf) -> None:
    """The pool and the sessions."""
    area = context.area(button.area).key
    await people_boards.consult_people(context.tx, actor=context.actor, area=area, now=context.now)
    context.show("training_lead", area)


@routes.press(NewSession, writes=True)
async def press_new_session(context: Context, button: NewSession) -> None:
    """Set a session."""
    context.actor.acting(button.area, Role.LEAD)
    area = context.area(button.area)
    await FORMS.begin(context, SET_SESSION, area=area, facts=facts_for(context.now, area.zone))


@routes.press(SessionCard, writes=True)
async def press_session(context: Context, button: SessionCard) -> None:
    """One session."""
    await training_boards.consult_session(
        context.tx, actor=context.actor, session_id=button.session, now=context.now
    )
    context.show("training_session", str(button.session), page=button.page)


@routes.press(ChangeSession)
async def press_change_session(context: Context, button: ChangeSession) -> None:
    """What can be changed."""
    await _require_lead(context, button.session)
    context.show("training_change", str(button.session))


@routes.press(StepSeats, writes=True)
async def press_step_seats(context: Context, button: StepSeats) -> None:
    """More or fewer places."""
    await training.step_seats(
        context.tx,
        actor=context.actor,
        session_id=button.session,
        step=button.step,
        now=context.now,
    )
    context.show("training_change", str(button.session))


@routes.press(MoveSession, writes=True)
async def press_move_session(context: Context, button: MoveSession) -> None:
    """Another time or place."""
    area, day = await _require_lead(context, button.session)
    facts = facts_for(context.now, area.zone, session=str(button.session), day=day)
    await FORMS.begin(context, MOVE_SESSION, area=area, facts=facts)


@routes.press(CallOffSession, writes=True)
async def press_call_off_session(context: Context, button: CallOffSession) -> None:
    """Call it off, after a second tap."""
    if not button.sure:
        await _require_lead(context, button.session)
        context.show("training_sure_off", str(button.session))
        return
    done = await training.call_off(
        context.tx, actor=context.actor, session_id=button.session, now=context.now
    )
    context.answer(told("Called off.", done))
    context.show("training_session", str(button.session), page=0)


@routes.press(TellGroup, writes=True)
async def press_tell_group(context: Context, button: TellGroup) -> None:
    """Tell the group."""
    await training.announce(
        context.tx,
        actor=context.actor,
        session_id=button.session,
        url=_start_link(context, "training"),
        now=context.now,
    )
    context.answer("The group has been told.")
    context.show("training_session", str(button.session), page=0)


@routes.press(SessionLink, writes=True)
async def press_session_link(context: Context, button: SessionLink) -> None:
    """A link for newcomers."""
    token, made = await training.make_session_link(
        context.tx, actor=context.actor, session_id=button.session, now=context.now
    )
    context.show(
        "training_link",
        str(button.session),
        expires_at=made.expires_at.isoformat(),
        people=made.people,
        url=_start_link(context, token),
    )


def _start_link(context: Context, token: str) -> str:
    return f"https://t.me/{context.bot_username}?start={token}"


@routes.press(ChooseApplicant)
async def press_choose_applicant(context: Context, button: ChooseApplicant) -> None:
    """Whom to enter."""
    await _require_lead(context, button.session)
    context.show("training_enter", str(button.session), page=button.page)


@routes.press(EnterApplicant, writes=True)
async def press_enter_applicant(context: Context, button: EnterApplicant) -> None:
    """Enter somebody."""
    done = await training_choice.apply(
        context.tx,
        actor=context.actor,
        session_id=button.session,
        member_id=button.member,
        areas=context.areas,
        now=context.now,
    )
    context.answer(decided(f"{done.member.called} is entered.", is_told=done.is_told))
    await _show_applicant(context, done.application.id)


# Applicants


@routes.press(ApplicantCard, writes=True)
async def press_applicant(context: Context, button: ApplicantCard) -> None:
    """One applicant."""
    await _show_applicant(context, button.application)


@routes.press(AnswerMindset, writes=True)
async def press_mindset(context: Context, button: AnswerMindset) -> None:
    """Whether the mindset was seen."""
    mindset = next((each for each in Mindset if each.value == button.mindset), None)
    if mindset is None:
        raise Unreadable
    await training_choice.assess(
        context.tx,
        actor=context.actor,
        application_id=button.application,
        mindset=mindset,
        now=context.now,
    )
    context.show("training_applicant", str(button.application))


@routes.press(SelectApplicant, writes=True)
async def press_select(context: Context, button: SelectApplicant) -> None:
    """Give somebody a place; where the mindset was not seen, say why first."""
    asked = await training_boards.reason_needed(
        context.tx, actor=context.actor, application_id=button.application
    )
    if asked is not None:
        facts = {"application": str(button.application), "name": asked.called}
        await FORMS.begin(context, SELECT_ANYWAY, area=context.area(asked.area), facts=facts)
        return
    done = await training_choice.select(
        context.tx,
        actor=context.actor,
        application_id=button.application,
        areas=context.areas,
        now=context.now,
    )
    context.answer(decided(f"{done.member.called} is selected.", is_told=done.is_told))
    context.show("training_applicant", str(button.application))


@routes.press(KeepWaiting, writes=True)
async def press_keep_waiting(context: Context, button: KeepWaiting) -> None:
    """Put somebody on the reserve list."""
    done = await training_choice.keep_waiting(
        context.tx, actor=context.actor, application_id=button.application, now=context.now
    )
    context.answer(decided(f"{done.member.called} is on reserve.", is_told=done.is_told))
    context.show("training_applicant", str(button.application))


@routes.press(DeclineApplicant, writes=True)
async def press_decline_applicant(context: Context, button: DeclineApplicant) -> None:
    """Say no, after a second tap."""
    if not button.sure:
        await training_choice.consult_application(
            context.tx, actor=context.actor, application_id=button.application, now=context.now
        )
        context.show("training_sure_decline", str(button.application))
        return
    done = await training_choice.decline(
        context.tx, actor=context.actor, application_id=button.application, now=context.now
    )
    context.answer(decided(f"{done.member.called} is declined.", is_told=done.is_told))
    context.show("training_applicant", str(button.application))


@routes.press(WithdrawFor, writes=True)
async def press_withdraw_for(context: Context, button: WithdrawFor) -> None:
    """Somebody has told their lead that they do not come."""
    found = await training_choice.consult_application(
        context.tx, actor=context.actor, application_id=button.application, now=context.now
    )
    done = await training_choice.withdraw(
        context.tx,
        actor=context.actor,
        session_id=found.session_id,
        member_id=found.member_id,
        now=context.now,
    )
    context.answer(decided(f"{done.member.called} is off the list.", is_told=done.is_told))
    context.show("training_applicant", str(button.application))


# Afterwards


@routes.press(AttendanceOf, writes=True)
async def press_attendance(context: Context, button: AttendanceOf) -> None:
    """Who was there."""
    area, _ = await _require_lead(context, button.session)
    months = _months(button.months, area)
    context.show("training_attendance", str(button.session), months=months, page=button.page)


@routes.press(MarkAttendance, writes=True)
async def press_mark(context: Context, button: MarkAttendance) -> None:
    """Somebody was there, or was not."""
    session = await training_after.mark(
        context.tx,
        actor=context.actor,
        application_id=button.application,
        attendance=Attendance.ATTENDED if button.attended else Attendance.ABSENT,
        now=context.now,
    )
    await _show_attendance(context, session.id, context.area(session.area), None)


@routes.press(SignOff, writes=True)
async def press_sign_off(context: Context, button: SignOff) -> None:
    """Somebody is qualified."""
    done = await training_after.sign_off(
        context.tx,
        actor=context.actor,
        application_id=button.application,
        months=_months(button.months),
        areas=context.areas,
        now=context.now,
    )
    await _say_signed_off(context, done, button.months)


@routes.press(SignOffAll, writes=True)
async def press_sign_off_all(context: Context, button: SignOffAll) -> None:
    """Everybody who was there is qualified."""
    done = await training_after.sign_off_all(
        context.tx,
        actor=context.actor,
        session_id=button.session,
        months=_months(button.months),
        areas=context.areas,
        now=context.now,
    )
    await _say_signed_off(context, done, button.months)


async def _say_signed_off(context: Context, done: training_after.SignedOff, months: int) -> None:
    names = [member.called for member in done.members]
    context.answer(views.signed_off(names, done.untold))
    await _show_attendance(context, done.session.id, context.area(done.session.area), months)


async def _show_attendance(
    context: Context, session_id: int, area: Area, months: int | None
) -> None:
    """The list as it was looked at: the same page, and the same length of a sign-off."""
    facts = await context.panel_facts("training_attendance", str(session_id))
    if months is None:
        months = facts.get("months", area.training.valid_months)
    context.show("training_attendance", str(session_id), months=months, page=facts.get("page", 0))


@routes.press(QualificationCard, writes=True)
async def press_qualification(context: Context, button: QualificationCard) -> None:
    """A member's training."""
    await people_boards.consult_member(
        context.tx, actor=context.actor, member_id=button.member, now=context.now
    )
    context.show("qualification", str(button.member))


@routes.press(SetExpiry, writes=True)
async def press_set_expiry(context: Context, button: SetExpiry) -> None:
    """How long a member's training counts."""
    ends = await qualification.set_expiry(
        context.tx,
        actor=context.actor,
        member_id=button.member,
        months=_months(button.months),
        areas=context.areas,
        now=context.now,
    )
    lost = (
        await qualification.nights_lost(
            context.tx, member_id=button.member, expires_on=ends, now=context.now
        )
        if ends
        else []
    )
    nights = f" They are on {short_day(lost[0])}, after it: see “Rest” there." if lost else ""
    context.answer(f"Runs out on {full_day(ends)}.{nights}" if ends else "It does not run out.")
    context.show("qualification", str(button.member))


@routes.press(UndoSignOff, writes=True)
async def press_undo_sign_off(context: Context, button: UndoSignOff) -> None:
    """Take a mistaken sign-off back: ask why."""
    member = await training_after.to_undo(
        context.tx, actor=context.actor, qualification_id=button.qualification
    )
    facts = {"qualification": str(button.qualification), "called": member.called}
    await FORMS.begin(context, UNDO_SIGN_OFF, area=context.area(member.area), facts=facts)


# What they share


def _months(months: int, area: Area | None = None) -> int:
    """A length that there is a button for. Raises Unreadable."""
    if not 0 <= months <= MOST_MONTHS:
        raise Unreadable
    if area is not None and months not in views.lengths(area):
        raise Unreadable
    return months


async def _require_lead(context: Context, session_id: int) -> tuple[Area, str]:
    """The session's area and its day, for its lead."""
    session = await training_boards.require_lead_of_session(
        context.tx, actor=context.actor, session_id=session_id
    )
    area = context.area(session.area)
    return area, on_day(session, area)


async def _show_applicant(context: Context, application_id: int) -> None:
    await training_choice.consult_application(
        context.tx, actor=context.actor, application_id=application_id, now=context.now
    )
    context.show("training_applicant", str(application_id))
