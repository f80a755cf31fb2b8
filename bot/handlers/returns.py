"""Patrol returns: begun, sent, looked at, decided about, corrected."""

from __future__ import annotations

from bot.actions import returns
from bot.callbacks import Unreadable
from bot.callbacks.returns import (
    AcceptReturn,
    ChooseFault,
    CorrectReturn,
    EnterReturn,
    EntriesOf,
    NilReturn,
    OpenReturn,
    PractiseReturn,
    SendBack,
    StruckValues,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.quick import read_line
from bot.forms.returns import (
    CORRECTIONS,
    ENTER_RETURN,
    NIL_RETURN,
    RETURN,
    facts_of,
    practice_facts,
)
from bot.forms.steps import Form
from bot.routing import Routes
from bot.views.returns import what_is_left
from operation.people import Role
from operation.returns import Fault, Kind, ReturnIn, ReturnNotIn, require_correctable
from storage import returns as stored
from storage import rota
from storage.rota import Patrol

routes = Routes()


@routes.press(OpenReturn, writes=True)
async def press_open(context: Context, button: OpenReturn) -> None:
    """To the next question of an open return; to all that is in one that was sent."""
    patrol, found = await returns.consult(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    if found is not None and not found.takes_answers:
        context.show("return", str(button.patrol), new=True)
        return
    await returns.begin(context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now)
    await _fill_in(context, patrol, RETURN)


@routes.press(NilReturn, writes=True)
async def press_nil(context: Context, button: NilReturn) -> None:
    """Nothing came of the patrol; unless its return already says that women were seen."""
    patrol, found = await returns.begin(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    if not found.takes_answers:
        raise ReturnIn
    answers = await stored.answers_of(context.tx, button.patrol)
    if int(answers.get("seen") or 0) > 0:
        await _fill_in(context, patrol, RETURN)
        context.answer("The return has begun and says who was seen. Go on with it here.")
        return
    await _fill_in(context, patrol, NIL_RETURN)


QUICK_LIKE = (
    "Say it like: /quick 5 seen, 4 engaged, 2 new, 1 buyers, housing 2, soup 14, dry, quieter"
)


@routes.command("quick", writes=True)
async def command_quick(context: Context, _nothing: None) -> None:
    """A return in one line: what is understood is filled in, and all of it looked through."""
    if not context.text.strip():
        context.answer(QUICK_LIKE)
        return
    line = read_line(context.text)
    area = context.own_area(Role.OFFICER)
    patrol = await returns.latest_unsent(
        context.tx, actor=context.actor, area=area, now=context.now
    )
    patrol_id = patrol.book.patrol_id
    await returns.begin(context.tx, actor=context.actor, patrol_id=patrol_id, now=context.now)
    answers = dict(line.all_answers())
    # Not asked of a night without a soup kitchen, and said below.
    no_soup = "soup" in answers and not (await facts_of(context.tx, patrol))["soup"]
    for step, value in answers.items():
        if step == "soup" and no_soup:
            continue
        await returns.answer(
            context.tx, actor=context.actor, patrol_id=patrol_id, step=step, value=value,
            now=context.now,
        )  # fmt: skip
    context.tidy(context.where.message_id)
    draft = await _fill_in(context, patrol, RETURN)
    await FORMS.look(
        context, draft, said=what_is_left(line.not_understood, line.entries, no_soup=no_soup)
    )


async def _fill_in(context: Context, patrol: Patrol, form: Form) -> int:
    return await FORMS.begin(
        context,
        form,
        area=context.area(patrol.book.area),
        facts=await facts_of(context.tx, patrol),
        subject=str(patrol.book.patrol_id),
    )


@routes.press(PractiseReturn, writes=True)
async def press_practise(context: Context, _button: PractiseReturn) -> None:
    """Try the return: nothing comes of it."""
    area = context.area(context.own_area(Role.OFFICER))
    context.actor.acting(area.key, Role.OFFICER, Role.LOCAL_OFFICER, Role.LEAD)
    facts = practice_facts(context.now)
    await FORMS.begin(context, RETURN, area=area, facts=facts, subject="practice")


@routes.press(AcceptReturn, writes=True)
async def press_accept(context: Context, button: AcceptReturn) -> None:
    """A lead is content."""
    await returns.accept(context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now)
    context.answer("Accepted.")
    context.show("return", str(button.patrol))


@routes.press(ChooseFault)
async def press_choose_fault(context: Context, button: ChooseFault) -> None:
    """What is to be put right?"""
    patrol = await rota.get_patrol(context.tx, button.patrol)
    context.actor.acting(patrol.book.area, Role.LEAD)
    context.show("choose_fault", str(button.patrol))


@routes.press(SendBack, writes=True)
async def press_send_back(context: Context, button: SendBack) -> None:
    """A lead sends it back."""
    try:
        fault = Fault(button.fault)
    except ValueError:
        raise Unreadable from None
    await returns.send_back(
        context.tx, actor=context.actor, patrol_id=button.patrol, fault=fault, now=context.now
    )
    context.answer("Sent back. The crew is told.")
    context.show("return", str(button.patrol))


@routes.press(EnterReturn, writes=True)
async def press_enter(context: Context, button: EnterReturn) -> None:
    """Under which reference is it in the force's system?"""
    patrol = await rota.get_patrol(context.tx, button.patrol)
    context.actor.acting(patrol.book.area, Role.LEAD)
    await _fill_in(context, patrol, ENTER_RETURN)


@routes.press(CorrectReturn, writes=True)
async def press_correct(context: Context, button: CorrectReturn) -> None:
    """Something is wrong in it: why, and what."""
    patrol, found = await returns.consult(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    if found is None:
        raise ReturnNotIn
    require_correctable(found)
    await FORMS.begin(
        context,
        CORRECTIONS[found.kind or Kind.WORKED],
        area=context.area(patrol.book.area),
        facts=await facts_of(context.tx, patrol),
        subject=str(button.patrol),
        given=await stored.answers_of(context.tx, button.patrol),
    )


@routes.press(EntriesOf, writes=True)
async def press_entries(context: Context, button: EntriesOf) -> None:
    """What is recorded besides the return."""
    await returns.consult(context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now)
    context.show("entries", str(button.patrol), new=True)


@routes.press(StruckValues, writes=True)
async def press_struck(context: Context, button: StruckValues) -> None:
    """What does not stand any more."""
    await returns.consult(context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now)
    context.show("struck_values", str(button.patrol))
