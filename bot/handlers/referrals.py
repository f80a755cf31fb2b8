"""Referrals: recorded, looked at, handed over, followed, corrected; and an agency's answer."""

from __future__ import annotations

from bot.actions import referral_links, referrals
from bot.actions.returns import recording_on
from bot.callbacks import Unreadable
from bot.callbacks.referrals import (
    AgencySays,
    CorrectReferral,
    HandOver,
    LinkForAgency,
    MetNow,
    NewReferral,
    NoteOutcome,
    OpenReferral,
    PractiseReferral,
    ReferAgain,
    SeenAgain,
    StrikeReferral,
    WaitingReferralsOf,
    WithdrawConsent,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.referrals import (
    CORRECT,
    HAND_OVER,
    MEET,
    REFERRAL,
    SEEN_AGAIN,
    facts_of,
    facts_of_one,
    given_of,
    practice_facts,
    subject_of,
)
from bot.forms.steps import Form
from bot.routing import Routes
from operation.nights import local_date
from operation.people import NotAMember, Role
from operation.referrals import Referral, Stage, require_correctable, require_handable
from storage import chats
from storage import referrals as stored
from storage.chats import ChatKind

routes = Routes()


@routes.press(NewReferral, writes=True)
async def press_new(context: Context, button: NewReferral) -> None:
    """Record one of a patrol."""
    await _begin(context, REFERRAL, button.patrol)


@routes.press(SeenAgain, writes=True)
async def press_seen_again(context: Context, button: SeenAgain) -> None:
    """Somebody with a reference was seen again."""
    await _begin(context, SEEN_AGAIN, button.patrol)


@routes.press(ReferAgain, writes=True)
async def press_refer_again(context: Context, button: ReferAgain) -> None:
    """One more of the same person."""
    found = await referrals.seen_again(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        reference=button.reference,
        now=context.now,
    )
    await _begin(context, REFERRAL, button.patrol, found)


async def _begin(
    context: Context, form: Form, patrol_id: int, again: Referral | None = None
) -> None:
    patrol, _ = await recording_on(
        context.tx, actor=context.actor, patrol_id=patrol_id, now=context.now
    )
    person_id = context.actor.person_id
    if person_id is None:
        raise NotAMember(patrol.book.area)
    area = context.area(patrol.book.area)
    subject = str(patrol_id)
    if again is not None:
        # By its number: what a draft is about is not under seal.
        subject = f"{patrol_id}+{again.id}"
    elif form.is_kept:
        subject = await subject_of(context.tx, person_id, patrol_id, context.now)
    facts = facts_of(patrol, area, context.now)
    if again is not None and again.reference is not None:
        facts["again"] = again.reference
    await FORMS.begin(context, form, area=area, facts=facts, subject=subject)


@routes.press(PractiseReferral, writes=True)
async def press_practise(context: Context, _button: PractiseReferral) -> None:
    """Try one: nothing comes of it."""
    area = context.area(context.own_area(Role.OFFICER))
    context.actor.acting(area.key, Role.OFFICER, Role.LOCAL_OFFICER, Role.LEAD)
    facts = practice_facts(area, context.now)
    await FORMS.begin(context, REFERRAL, area=area, facts=facts, subject="practice")


@routes.press(OpenReferral, writes=True)
async def press_open(context: Context, button: OpenReferral) -> None:
    """Look at one."""
    await _consult(context, button.referral)
    context.show("referral", str(button.referral), new=True)


@routes.press(WaitingReferralsOf, writes=True)
async def press_waiting(context: Context, button: WaitingReferralsOf) -> None:
    """What is to be done or heard."""
    area = context.area(button.area).key
    await referrals.consult_waiting(context.tx, actor=context.actor, area=area, now=context.now)
    context.show("referrals_waiting", area, new=True)


@routes.press(HandOver, writes=True)
async def press_hand_over(context: Context, button: HandOver) -> None:
    """The agency was contacted: which?"""
    found = await _consult(context, button.referral)
    require_handable(found)
    await _about(context, HAND_OVER, found)


@routes.press(MetNow, writes=True)
async def press_met(context: Context, button: MetNow) -> None:
    """She was met: what did she say?"""
    await _about(context, MEET, await _consult(context, button.referral))


@routes.press(CorrectReferral, writes=True)
async def press_correct(context: Context, button: CorrectReferral) -> None:
    """Something in it is wrong."""
    found = await _consult(context, button.referral)
    require_correctable(found)
    await _about(context, CORRECT, found, given_of(found))


async def _consult(context: Context, referral_id: int) -> Referral:
    return await referrals.consult(
        context.tx, actor=context.actor, referral_id=referral_id, now=context.now
    )


async def _about(
    context: Context, form: Form, found: Referral, given: dict[str, str] | None = None
) -> None:
    area = context.area(found.area)
    facts = await facts_of_one(context.tx, found, area, context.now)
    await FORMS.begin(context, form, area=area, facts=facts, subject=str(found.id), given=given)


@routes.press(NoteOutcome, writes=True)
async def press_outcome(context: Context, button: NoteOutcome) -> None:
    """What became of it."""
    await referrals.note(
        context.tx,
        actor=context.actor,
        referral_id=button.referral,
        outcome=_stage(button.outcome),
        now=context.now,
    )
    context.answer("Noted.")
    context.show("referral", str(button.referral))


def _stage(value: str) -> Stage:
    try:
        return Stage(value)
    except ValueError:
        raise Unreadable from None


@routes.press(WithdrawConsent, writes=True)
async def press_withdraw(context: Context, button: WithdrawConsent) -> None:
    """She does not agree any more, after a second tap."""
    if not button.sure:
        await _consult(context, button.referral)
        context.show("sure_to_withdraw_consent", str(button.referral))
        return
    await referrals.withdraw(
        context.tx, actor=context.actor, referral_id=button.referral, now=context.now
    )
    context.answer("Withdrawn. Nothing more is passed on.")
    context.show("referral", str(button.referral))


@routes.press(StrikeReferral, writes=True)
async def press_strike(context: Context, button: StrikeReferral) -> None:
    """It was recorded by mistake, after a second tap."""
    if not button.sure:
        await _consult(context, button.referral)
        context.show("sure_to_strike", str(button.referral))
        return
    await referrals.strike(
        context.tx, actor=context.actor, referral_id=button.referral, now=context.now
    )
    context.answer("Struck.")
    context.show("referral", str(button.referral))


@routes.press(LinkForAgency, writes=True)
async def press_link(context: Context, button: LinkForAgency) -> None:
    """A link by which the agency answers once."""
    token, expires_at = await referral_links.make_link(
        context.tx,
        actor=context.actor,
        referral_id=button.referral,
        areas=context.areas,
        now=context.now,
    )
    found = await _consult(context, button.referral)
    context.show(
        "referral_link",
        str(button.referral),
        url=context.start_link(token),
        until=local_date(expires_at, context.area(found.area).zone).isoformat(),
    )


# An agency's


@routes.press(AgencySays, writes=True, is_open=True)
async def press_agency_says(context: Context, button: AgencySays) -> None:
    """What became of it, by whoever has the link."""
    chat = await chats.ensure(context.tx, context.telegram_id, ChatKind.PRIVATE)
    link = await stored.find_link(context.tx, link_id=button.link)
    if not context.actor.members and (link is None or link.chat_id != chat.id):
        # Whoever nobody knows, and who has opened no link, learns nothing.
        raise NotAMember("")
    await referral_links.answer(
        context.tx,
        actor=context.actor,
        link_id=button.link,
        chat_id=chat.id,
        outcome=_stage(button.outcome),
        now=context.now,
    )
    context.answer("Thank you. The team can see it.")
    context.show("agency_referral", str(button.link))
