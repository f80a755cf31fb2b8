"""How the form of a patrol's entry is begun: a new one, or a correction of one that is there."""

from __future__ import annotations

from bot.actions.returns import recording_on
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.entry_forms import entry_facts, next_subject, practice_entry
from bot.forms.steps import Answers, Form
from operation.people import Role
from storage import rota


async def begin_entry(context: Context, form: Form, patrol_id: int) -> None:
    """One more entry of a patrol, or on with the one that is open."""
    patrol, _ = await recording_on(
        context.tx, actor=context.actor, patrol_id=patrol_id, now=context.now
    )
    await FORMS.begin(
        context,
        form,
        area=context.area(patrol.book.area),
        facts=entry_facts(patrol, context.now),
        subject=await next_subject(context, form.name, patrol_id),
    )


async def change_entry(
    context: Context, form: Form, patrol_id: int, entry_id: int, given: Answers | None = None
) -> None:
    """Something of an entry that is there: its answers are `given`."""
    patrol = await rota.get_patrol(context.tx, patrol_id)
    await FORMS.begin(
        context,
        form,
        area=context.area(patrol.book.area),
        facts=entry_facts(patrol, context.now, entry=str(entry_id)),
        subject=str(entry_id),
        given=given,
    )


async def practise_entry(context: Context, form: Form) -> None:
    """Try a form: nothing comes of it."""
    area = context.area(context.own_area(Role.OFFICER))
    context.actor.acting(area.key, Role.OFFICER, Role.LOCAL_OFFICER, Role.LEAD)
    facts = practice_entry(context.now)
    await FORMS.begin(context, form, area=area, facts=facts, subject="practice")
