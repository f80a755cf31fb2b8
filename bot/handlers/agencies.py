"""Taps by which leads keep the list of partner agencies."""

from __future__ import annotations

from bot.actions import agencies
from bot.callbacks.agencies import (
    AddAgency,
    AddContact,
    AgenciesOf,
    AgencyCard,
    CorrectContact,
    MainContact,
    PauseAgency,
    RenameAgency,
)
from bot.context import Context
from bot.forms.agencies import ADD_AGENCY, ADD_CONTACT, CORRECT_CONTACT, RENAME_AGENCY
from bot.forms.catalogue import FORMS
from bot.forms.steps import Form
from bot.routing import Routes
from operation.agencies import NotAContact
from operation.people import Role

routes = Routes()


@routes.press(AgenciesOf)
async def press_agencies(context: Context, button: AgenciesOf) -> None:
    """The partner agencies of an area."""
    area = context.area(button.area).key
    await agencies.consult_agencies(context.tx, actor=context.actor, area=area)
    context.show("agencies", area, page=button.page)


@routes.press(AgencyCard, writes=True)
async def press_agency(context: Context, button: AgencyCard) -> None:
    """One agency."""
    await agencies.consult_agency(
        context.tx, actor=context.actor, agency_id=button.agency, now=context.now
    )
    context.show("agency", str(button.agency))


@routes.press(AddAgency, writes=True)
async def press_add_agency(context: Context, button: AddAgency) -> None:
    """Put an agency on the list: its name?"""
    area = context.area(button.area)
    context.actor.acting(area.key, Role.LEAD)
    await FORMS.begin(context, ADD_AGENCY, area=area, facts={})


@routes.press(RenameAgency, writes=True)
async def press_rename_agency(context: Context, button: RenameAgency) -> None:
    """Another name."""
    await _begin(context, RENAME_AGENCY, button.agency)


@routes.press(AddContact, writes=True)
async def press_add_contact(context: Context, button: AddContact) -> None:
    """Somebody of the agency who has no Telegram."""
    await _begin(context, ADD_CONTACT, button.agency)


async def _begin(context: Context, form: Form, agency_id: int) -> None:
    found = await agencies.consult_agency(
        context.tx, actor=context.actor, agency_id=agency_id, now=context.now
    )
    facts = {"agency": str(found.id), "key": found.key, "name": found.name}
    await FORMS.begin(context, form, area=context.area(found.area), facts=facts)


@routes.press(PauseAgency, writes=True)
async def press_pause_agency(context: Context, button: PauseAgency) -> None:
    """Not invited any more, or again."""
    await agencies.pause(
        context.tx,
        actor=context.actor,
        agency_id=button.agency,
        wanted=button.wanted,
        now=context.now,
    )
    context.answer("Paused: not invited any more." if button.wanted else "Can be invited again.")
    context.show("agency", str(button.agency))


@routes.press(MainContact, writes=True)
async def press_main_contact(context: Context, button: MainContact) -> None:
    """Turn to this person first."""
    await agencies.choose_main_contact(
        context.tx,
        actor=context.actor,
        agency_id=button.agency,
        member_id=button.member,
        now=context.now,
    )
    context.answer("Main contact noted.")
    context.show("agency", str(button.agency))


@routes.press(CorrectContact, writes=True)
async def press_correct_contact(context: Context, button: CorrectContact) -> None:
    """Put the name of somebody of the agency right."""
    found = await agencies.consult_agency(
        context.tx, actor=context.actor, agency_id=button.agency, now=context.now
    )
    people = await agencies.contacts_of(context.tx, found)
    member = next((each for each in people if each.id == button.member), None)
    if member is None:
        raise NotAContact
    facts = {"agency": str(found.id), "member": str(member.id), "called": member.called}
    await FORMS.begin(context, CORRECT_CONTACT, area=context.area(found.area), facts=facts)
