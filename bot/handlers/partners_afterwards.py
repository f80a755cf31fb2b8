"""Who came, and soup kitchens: taps of whoever acts for a patrol."""

from __future__ import annotations

from bot.actions import agencies, leading, partners_afterwards
from bot.callbacks.partners import (
    AgencyHistory,
    DropSoup,
    KeepServed,
    MarkAttendance,
    SetSupplier,
    SoupCard,
    StepServed,
    TypeServed,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.partners import SERVED
from bot.routing import Routes
from bot.views.partners_past import PERIODS
from bot.views.partners_words import ATTENDANCE
from bot.views.plain import short_day
from operation.partners_afterwards import MOST_SERVED
from storage import partners as records

routes = Routes()


@routes.press(MarkAttendance, writes=True)
async def press_mark(context: Context, button: MarkAttendance) -> None:
    """Whether an agency took part."""
    await partners_afterwards.mark(
        context.tx,
        actor=context.actor,
        invitation_id=button.invitation,
        attendance=button.attendance,
        now=context.now,
    )
    # Whatever shows it renews itself where it stands: the next tap is under the same message.
    context.answer(f"Noted: {ATTENDANCE[button.attendance]}.")


@routes.press(SoupCard, writes=True)
async def press_soup(context: Context, button: SoupCard) -> None:
    """Whether the night is a soup kitchen."""
    await leading.require_acting(context.tx, actor=context.actor, patrol_id=button.patrol)
    context.show("soup_kitchen", str(button.patrol))


@routes.press(SetSupplier, writes=True)
async def press_supplier(context: Context, button: SetSupplier) -> None:
    """This agency supplies."""
    await partners_afterwards.set_soup_kitchen(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        agency_id=button.agency,
        areas=context.areas,
        now=context.now,
    )
    context.answer("A soup kitchen. Who is invited and supplies has been told.")
    context.show("night_partners", str(button.patrol))


@routes.press(DropSoup, writes=True)
async def press_drop_soup(context: Context, button: DropSoup) -> None:
    """No soup kitchen after all."""
    await partners_afterwards.drop_soup_kitchen(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    context.answer("No soup kitchen.")
    context.show("night_partners", str(button.patrol))


@routes.press(StepServed, writes=True)
async def press_step_served(context: Context, button: StepServed) -> None:
    """Another number; fast taps each count."""
    await leading.require_acting(context.tx, actor=context.actor, patrol_id=button.patrol)
    looked_at = await context.panel_facts("soup_kitchen", str(button.patrol))
    kitchen = await records.soup_kitchen_of(context.tx, button.patrol)
    kept = kitchen.served if kitchen is not None and kitchen.served is not None else 0
    served = looked_at.get("served", kept) + button.step
    context.show("soup_kitchen", str(button.patrol), served=min(max(served, 0), MOST_SERVED))


@routes.press(KeepServed, writes=True)
async def press_keep_served(context: Context, button: KeepServed) -> None:
    """So many were served."""
    await partners_afterwards.record_served(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        served=button.served,
        now=context.now,
    )
    context.answer("Recorded.")
    context.show("night_partners", str(button.patrol))


@routes.press(TypeServed, writes=True)
async def press_type_served(context: Context, button: TypeServed) -> None:
    """How many, typed."""
    patrol, _ = await leading.require_acting(
        context.tx, actor=context.actor, patrol_id=button.patrol
    )
    await FORMS.begin(
        context,
        SERVED,
        area=context.area(patrol.book.area),
        facts={"patrol": str(button.patrol), "night": short_day(patrol.book.night)},
    )


@routes.press(AgencyHistory, writes=True)
async def press_history(context: Context, button: AgencyHistory) -> None:
    """What has been with an agency, over one of the periods there are."""
    await agencies.consult_agency(
        context.tx, actor=context.actor, agency_id=button.agency, now=context.now
    )
    weeks = min((weeks for weeks, _ in PERIODS), key=lambda each: abs(each - button.weeks))
    context.show("agency_history", str(button.agency), weeks=weeks)
