"""The forms by which a lead names a partner agency, or writes down somebody of it."""

from __future__ import annotations

from bot.actions import agencies, joining
from bot.context import Context
from bot.forms.enrolment import checked
from bot.forms.steps import Answers, Form, Setting, Typed
from operation.agencies import tidy_agency_name
from operation.details import Details, tidy_name
from operation.people import Role


async def _add(context: Context, setting: Setting, answers: Answers) -> None:
    made = await agencies.add(
        context.tx,
        actor=context.actor,
        area=setting.area.key,
        name=answers["name"],
        now=context.now,
    )
    context.answer(f"{made.name} is on the list.")
    context.show("agency", str(made.id))


async def _rename(context: Context, setting: Setting, answers: Answers) -> None:
    agency_id = int(setting.facts["agency"])
    await agencies.rename(
        context.tx,
        actor=context.actor,
        agency_id=agency_id,
        name=answers["name"],
        now=context.now,
    )
    context.answer("Renamed.")
    context.show("agency", str(agency_id))


async def _write_down(context: Context, setting: Setting, answers: Answers) -> None:
    await joining.write_down(
        context.tx,
        actor=context.actor,
        area=setting.area,
        role=Role.PARTNER,
        details=Details(surname=answers["surname"], agency=setting.facts["key"]),
        trained_on=None,
        now=context.now,
    )
    context.answer(f"{answers['surname']} is a contact. You answer for them.")
    context.show("agency", setting.facts["agency"])


async def _correct(context: Context, setting: Setting, answers: Answers) -> None:
    agency_id = int(setting.facts["agency"])
    changed = await agencies.correct_contact(
        context.tx,
        actor=context.actor,
        agency_id=agency_id,
        member_id=int(setting.facts["member"]),
        surname=answers["surname"],
        now=context.now,
    )
    context.answer(f"Put right: {changed.called}.")
    context.show("agency", str(agency_id))


ADD_AGENCY = Form(
    name="addagency",
    version=1,
    title=lambda _s, _a: "Add a partner agency",
    steps=(Typed("name", "Name", lambda _s, _a: "The agency's name?", checked(tidy_agency_name)),),
    submit=_add,
    submit_label="Add it",
)
"""A lead puts an agency on the list."""

RENAME_AGENCY = Form(
    name="renameagency",
    version=1,
    title=lambda s, _a: f"Rename {s.facts['name']}",
    steps=(Typed("name", "New name", lambda _s, _a: "Its new name?", checked(tidy_agency_name)),),
    submit=_rename,
    submit_label="Rename",
)
"""A lead gives an agency another name."""

ADD_CONTACT = Form(
    name="addcontact",
    version=1,
    title=lambda s, _a: f"A contact at {s.facts['name']}",
    steps=(Typed("surname", "Surname", lambda _s, _a: "Their surname?", checked(tidy_name)),),
    submit=_write_down,
    submit_label="Add to the list",
)
"""A lead writes down somebody of an agency who has no Telegram."""

CORRECT_CONTACT = Form(
    name="contactname",
    version=1,
    title=lambda s, _a: f"Put the name of {s.facts['called']} right",
    steps=(Typed("surname", "Surname", lambda _s, _a: "Their surname?", checked(tidy_name)),),
    submit=_correct,
    submit_label="Put it right",
)
"""A lead puts the name of somebody of an agency right."""
