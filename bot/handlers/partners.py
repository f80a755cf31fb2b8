"""What whoever acts for a patrol does about partner agencies before the night."""

from __future__ import annotations

from bot.actions import leading, partners, partners_answers
from bot.callbacks import Unreadable
from bot.callbacks.partners import (
    AnswerForAgency,
    ChoosePurpose,
    InvitationCard,
    InviteCard,
    InviteNext,
    KeepWindow,
    MeetingPoint,
    PartnersOf,
    SetPurpose,
    StepWindow,
    TickAgency,
    Window,
    WithdrawInvitation,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.partners import INVITE, MEETING
from bot.routing import Routes
from bot.views.partners import OF_INVITED, OF_NIGHT, TO_INVITE
from bot.views.partners_said import what_was_sent
from bot.views.partners_words import in_minutes, span
from bot.views.plain import short_day
from operation.agencies import PartnerAgency
from operation.partners import (
    NoAgencyChosen,
    PartnersInvited,
    first_hours,
    require_engagement,
)
from storage import agencies
from storage import partners as records
from storage.rota import Patrol

routes = Routes()

_MOST_IN_TITLE = 3


@routes.press(PartnersOf, writes=True)
async def press_partners(context: Context, button: PartnersOf) -> None:
    """A night's engagement, and who is invited."""
    await _acting(context, button.patrol)
    context.show("night_partners", str(button.patrol))


@routes.press(ChoosePurpose, writes=True)
async def press_choose_purpose(context: Context, button: ChoosePurpose) -> None:
    """What the night is for."""
    await _acting(context, button.patrol)
    context.show("choose_purpose", str(button.patrol), asks=False)


@routes.press(SetPurpose, writes=True)
async def press_set_purpose(context: Context, button: SetPurpose) -> None:
    """It is for this; whoever is invited is turned away only after that was asked."""
    try:
        sent = await partners.set_purpose(
            context.tx,
            actor=context.actor,
            patrol_id=button.patrol,
            purpose=button.purpose,
            is_sure=button.sure,
            now=context.now,
        )
    except PartnersInvited:
        context.show("choose_purpose", str(button.patrol), asks=True)
        return
    context.answer(what_was_sent(sent, "Changed"), alert=bool(sent.by_hand))
    context.show("night_partners", str(button.patrol))


@routes.press(Window, writes=True)
async def press_window(context: Context, button: Window) -> None:
    """A window to step."""
    starts, ends = await _window_now(context, button.patrol, button.part)
    context.show(
        "choose_window", str(button.patrol), part=button.part, starts=starts, ends=ends,
        ticked=await _ticked(context, button.patrol),
    )  # fmt: skip


@routes.press(StepWindow, writes=True)
async def press_step_window(context: Context, button: StepWindow) -> None:
    """Another window; fast taps each count, from what the screen was asked to show last."""
    patrol, _ = await _acting(context, button.patrol)
    looked_at = await context.panel_facts("choose_window", str(button.patrol))
    if looked_at.get("part") != button.part:
        looked_at = {}
    starts, ends = await _window_now(context, button.patrol, button.part)
    most = in_minutes(partners.span_of(patrol), partners.span_of(patrol))[1]
    starts = looked_at.get("starts", starts) + button.starts
    ends = looked_at.get("ends", ends) + button.ends
    context.show(
        "choose_window", str(button.patrol), part=button.part,
        starts=min(max(starts, 0), most), ends=min(max(ends, 0), most),
        ticked=looked_at.get("ticked", []),
    )  # fmt: skip


@routes.press(KeepWindow, writes=True)
async def press_keep_window(context: Context, button: KeepWindow) -> None:
    """It is this window."""
    if button.part == TO_INVITE:
        await _acting(context, button.patrol)
        ticked = await _ticked(context, button.patrol)
        context.show(
            "invite_agencies", str(button.patrol), ticked=ticked, starts=button.starts,
            ends=button.ends,
        )  # fmt: skip
        return
    change = {OF_NIGHT: partners.set_window, OF_INVITED: partners.change_window}.get(button.part)
    if change is None:
        raise Unreadable
    sent = await change(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        starts=button.starts,
        ends=button.ends,
        areas=context.areas,
        now=context.now,
    )
    context.answer(what_was_sent(sent, "Set"), alert=bool(sent.by_hand))
    context.show("night_partners", str(button.patrol))


@routes.press(InviteCard, writes=True)
async def press_invite(context: Context, button: InviteCard) -> None:
    """Whom to invite."""
    await _acting(context, button.patrol)
    require_engagement(await records.engagement_of(context.tx, button.patrol))
    context.show("invite_agencies", str(button.patrol), ticked=[])


@routes.press(TickAgency, writes=True)
async def press_tick(context: Context, button: TickAgency) -> None:
    """This one too, or not after all."""
    await _acting(context, button.patrol)
    looked_at = dict(await context.panel_facts("invite_agencies", str(button.patrol)))
    ticked = set(looked_at.pop("ticked", []))
    looked_at["ticked"] = sorted(ticked ^ {button.agency})
    context.show("invite_agencies", str(button.patrol), **looked_at)


@routes.press(InviteNext, writes=True)
async def press_invite_next(context: Context, button: InviteNext) -> None:
    """These are invited: where do they meet?"""
    patrol, _ = await _acting(context, button.patrol)
    looked_at = await context.panel_facts("invite_agencies", str(button.patrol))
    chosen = await agencies.by_id(context.tx, looked_at.get("ticked", []))
    if not chosen:
        raise NoAgencyChosen
    starts, ends = await _window_now(context, button.patrol, TO_INVITE)
    starts, ends = looked_at.get("starts", starts), looked_at.get("ends", ends)
    area = context.area(patrol.book.area)
    window = span(partners.window_of(patrol, starts, ends), area.zone)
    await FORMS.begin(
        context,
        INVITE,
        area=area,
        facts={
            "patrol": str(button.patrol),
            "agencies": ",".join(str(each) for each in sorted(chosen)),
            "names": _named(list(chosen.values())),
            "starts": str(starts),
            "ends": str(ends),
            "when": f"{short_day(patrol.book.night)}, {window}",
            "usual": await partners.usual_meeting(context.tx, button.patrol),
        },
    )


@routes.press(MeetingPoint, writes=True)
async def press_meeting_point(context: Context, button: MeetingPoint) -> None:
    """Another meeting point for everyone who is invited."""
    patrol, _ = await _acting(context, button.patrol)
    await FORMS.begin(
        context,
        MEETING,
        area=context.area(patrol.book.area),
        facts={"patrol": str(button.patrol), "night": short_day(patrol.book.night)},
    )


@routes.press(InvitationCard, writes=True)
async def press_invitation(context: Context, button: InvitationCard) -> None:
    """One agency's invitation."""
    found = await records.get_invitation(context.tx, button.invitation)
    await _acting(context, found.patrol_id)
    context.show("invitation_card", str(button.invitation), asks=button.sure)


@routes.press(AnswerForAgency, writes=True)
async def press_answer_for(context: Context, button: AnswerForAgency) -> None:
    """Record what an agency has answered."""
    found = await partners_answers.answer_for(
        context.tx,
        actor=context.actor,
        invitation_id=button.invitation,
        comes=button.comes,
        now=context.now,
    )
    context.answer("Recorded.")
    context.show("night_partners", str(found.patrol_id))


@routes.press(WithdrawInvitation, writes=True)
async def press_withdraw(context: Context, button: WithdrawInvitation) -> None:
    """Take an invitation back."""
    sent = await partners.withdraw(
        context.tx, actor=context.actor, invitation_id=button.invitation, now=context.now
    )
    context.answer(what_was_sent(sent, "Withdrawn"), alert=bool(sent.by_hand))
    context.show("night_partners", str(sent.patrol.book.patrol_id))


async def _acting(context: Context, patrol_id: int) -> tuple[Patrol, object]:
    return await leading.require_acting(context.tx, actor=context.actor, patrol_id=patrol_id)


async def _ticked(context: Context, patrol_id: int) -> list[int]:
    """Who was ticked on the screen that was there before, whichever of the two it was."""
    for screen in ("invite_agencies", "choose_window"):
        looked_at = await context.panel_facts(screen, str(patrol_id))
        if looked_at.get("ticked"):
            return list(looked_at["ticked"])
    return []


async def _window_now(context: Context, patrol_id: int, part: str) -> tuple[int, int]:
    """The window that is there now, in minutes from the patrol's start."""
    if part not in {OF_NIGHT, TO_INVITE, OF_INVITED}:
        raise Unreadable
    patrol, _ = await _acting(context, patrol_id)
    whole = partners.span_of(patrol)
    standing = await partners.standing_of(context.tx, patrol_id) if part == OF_INVITED else []
    if standing:
        return in_minutes(standing[0].window, whole)
    engagement = await records.engagement_of(context.tx, patrol_id)
    if engagement.window is None and part == TO_INVITE:
        hours = context.area(patrol.book.area).partners.engagement_hours
        return in_minutes(first_hours(whole, hours), whole)
    return in_minutes(engagement.window or whole, whole)


def _named(chosen: list[PartnerAgency]) -> str:
    names = [each.name for each in chosen[:_MOST_IN_TITLE]]
    more = len(chosen) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
