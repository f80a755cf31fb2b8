"""Taps about a patrol's local officer, by sergeants, leads and local officers."""

from __future__ import annotations

from bot.actions import boards, pairing, pairing_links
from bot.actions.beside_boards import consult_record
from bot.callbacks.pairing import (
    AnswerForOfficer,
    AnswerNomination,
    BesideNight,
    ChooseNominee,
    InviteOfficer,
    MyWard,
    Nominate,
    OfficerByHand,
    PairingOf,
    ReachedOf,
    TakeBack,
    TogetherOf,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.local_officer import OFFICER_BY_HAND
from bot.routing import Routes
from bot.views.people import done
from bot.views.plain import short_day
from operation.people import Role
from storage import people

routes = Routes()


# For the ward's sergeants, and leads


@routes.press(Nominate, writes=True)
async def press_nominate(context: Context, button: Nominate) -> None:
    """Nominate this local officer."""
    await pairing.nominate(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        member_id=button.member,
        areas=context.areas,
        now=context.now,
    )
    member = await people.get_member(context.tx, button.member)
    is_told = member.has_telegram and member.is_reachable
    context.answer(done(f"{member.called} is nominated.", is_told=is_told))
    _back(context, button.patrol, on_card=button.on_card)


@routes.press(TakeBack, writes=True)
async def press_take_back(context: Context, button: TakeBack) -> None:
    """Take a nomination back, to nominate another."""
    await pairing.take_back(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    context.answer("Taken back. Whom do you nominate instead?")
    if not button.on_card:
        context.show("choose_nominee", str(button.patrol), page=0)


def _back(context: Context, patrol: int, *, on_card: bool) -> None:
    if not on_card:
        context.show("leading_card", str(patrol))


@routes.press(InviteOfficer, writes=True)
async def press_invite(context: Context, button: InviteOfficer) -> None:
    """A link for a local officer who is not here yet."""
    token, made, _ = await pairing_links.invite_local_officer(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    context.show(
        "nomination_link",
        str(button.patrol),
        expires_at=made.expires_at.isoformat(),
        url=context.start_link(token),
    )


# For leads


@routes.press(ChooseNominee)
async def press_choose_nominee(context: Context, button: ChooseNominee) -> None:
    """Whom a lead could nominate."""
    await boards.require_lead_of_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("choose_nominee", str(button.patrol), page=button.page)


@routes.press(AnswerForOfficer, writes=True)
async def press_answer_for(context: Context, button: AnswerForOfficer) -> None:
    """A lead records what the local officer has said."""
    await pairing.answer(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        member_id=button.member,
        comes=button.comes,
        areas=context.areas,
        now=context.now,
    )
    context.answer("Recorded.")
    context.show("leading_card", str(button.patrol))


@routes.press(OfficerByHand, writes=True)
async def press_by_hand(context: Context, button: OfficerByHand) -> None:
    """A local officer without Telegram."""
    patrol = await boards.lead_patrol(context.tx, actor=context.actor, patrol_id=button.patrol)
    area = context.area(patrol.book.area)
    ward = area.ward_name(patrol.ward or "")
    facts = {"patrol": str(button.patrol), "ward": ward}
    await FORMS.begin(context, OFFICER_BY_HAND, area=area, facts=facts)


@routes.press(PairingOf)
async def press_pairing(context: Context, button: PairingOf) -> None:
    """The nights ahead, and who comes from the ward."""
    context.actor.acting(button.area, Role.LEAD)
    context.show("pairing_list", button.area)


@routes.press(ReachedOf, writes=True)
async def press_reached(context: Context, button: ReachedOf) -> None:
    """Local officers reached per ward."""
    await consult_record(context.tx, actor=context.actor, area=button.area, now=context.now)
    context.show("officers_reached", button.area)


@routes.press(TogetherOf, writes=True)
async def press_together(context: Context, button: TogetherOf) -> None:
    """Who has been out with whom."""
    await consult_record(context.tx, actor=context.actor, area=button.area, now=context.now)
    context.show("together", button.area, page=button.page)


# For local officers and sergeants


@routes.press(AnswerNomination, writes=True)
async def press_answer(context: Context, button: AnswerNomination) -> None:
    """I come along, or I can't."""
    patrol = await pairing.answer(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        comes=button.comes,
        areas=context.areas,
        now=context.now,
    )
    night = short_day(patrol.book.night)
    said = "you come along. Thank you." if button.comes else "noted. Your sergeant is told."
    context.answer(f"{night}: {said}")


@routes.press(MyWard)
async def press_my_ward(context: Context, _button: MyWard) -> None:
    """The nights in my ward."""
    context.require_access()
    context.show("my_ward")


@routes.press(BesideNight)
async def press_beside(context: Context, button: BesideNight) -> None:
    """One of these nights."""
    context.require_access()
    context.show("beside_night", str(button.patrol))
