"""Hours: what officers state, what leads note, confirm and correct."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from bot.actions import attendance, hours, hours_boards
from bot.callbacks import Unreadable
from bot.callbacks.hours import (
    AsPlanned,
    ConfirmAsPlanned,
    ConfirmTimes,
    CorrectTimes,
    MarkAll,
    MarkOne,
    MusterCard,
    MusterOne,
    MyHours,
    NightHoursCard,
    NotThere,
    OtherTimes,
    SayTimes,
    SetKind,
    SheetCard,
    StepMine,
    StepTheirs,
    WantMine,
    WantTheirs,
    minutes_of,
)
from bot.context import Context
from bot.forms.catalogue import FORMS
from bot.forms.hours import CORRECT_HOURS
from bot.routing import Routes
from bot.views.hours_words import AS_PLANNED
from bot.views.plain import count, short_day
from operation.attendance import Attended, NotOfTheCrew
from operation.hours import Why
from operation.overtime import Kind, Wants

K = TypeVar("K", bound=StrEnum)

routes = Routes()

_FARTHEST = 24 * 60
"""No stepping leads farther from the plan than a day."""


# One's own


@routes.press(MyHours)
async def press_my_hours(context: Context, _button: MyHours) -> None:
    """My hours of the last weeks."""
    context.require_access()
    context.show("my_hours_list")


@routes.press(AsPlanned, writes=True)
async def press_as_planned(context: Context, button: AsPlanned) -> None:
    """My times were as planned; for who left during the patrol, until then."""
    wants = _one_of(Wants, button.wants)
    sheet = await hours_boards.times_looked_at(
        context.tx, actor=context.actor, patrol_id=button.patrol
    )
    starts, ends = sheet.offset_of(sheet.expected)
    done = await hours.propose(
        context.tx, actor=context.actor, patrol_id=button.patrol, starts=starts, ends=ends,
        why=Why.EARLY, wants=wants, now=context.now,
    )  # fmt: skip
    context.answer(f"{short_day(done.patrol.book.night)}: noted. Thank you.")


@routes.press(OtherTimes, writes=True)
async def press_other_times(context: Context, button: OtherTimes) -> None:
    """My times were other ones."""
    sheet = await hours_boards.times_looked_at(
        context.tx, actor=context.actor, patrol_id=button.patrol
    )
    starts, ends = sheet.offset_of(sheet.stated)
    context.show("step_mine", str(button.patrol), starts=starts, ends=ends)


@routes.press(StepMine, writes=True)
async def press_step_mine(context: Context, button: StepMine) -> None:
    """Other times; fast taps each count, from what the screen was asked to show last."""
    sheet = await hours_boards.times_looked_at(
        context.tx, actor=context.actor, patrol_id=button.patrol
    )
    starts, ends = await _stepped(context, "step_mine", button, sheet.offset_of(sheet.stated))
    context.show("step_mine", str(button.patrol), starts=starts, ends=ends)


@routes.press(WantMine, writes=True)
async def press_want_mine(context: Context, button: WantMine) -> None:
    """Pay or time off."""
    done = await hours.set_wants(
        context.tx, actor=context.actor, patrol_id=button.patrol,
        wants=_one_of(Wants, button.wants), now=context.now,
    )  # fmt: skip
    facts = await context.panel_facts("step_mine", str(button.patrol))
    starts, ends = done.sheet.offset_of(done.sheet.stated)
    context.show(
        "step_mine", str(button.patrol),
        starts=facts.get("starts", starts), ends=facts.get("ends", ends),
    )  # fmt: skip


@routes.press(SayTimes, writes=True)
async def press_say_times(context: Context, button: SayTimes) -> None:
    """My times were these."""
    (starts, ends), why = minutes_of(button.times), _why(button.why)
    sheet = await hours_boards.times_looked_at(
        context.tx, actor=context.actor, patrol_id=button.patrol
    )
    done = await hours.propose(
        context.tx, actor=context.actor, patrol_id=button.patrol, starts=starts, ends=ends,
        why=why, wants=sheet.wants, now=context.now,
    )  # fmt: skip
    context.answer(f"{short_day(done.patrol.book.night)}: noted. Thank you.")
    context.show("my_hours", str(button.patrol))


# Who is there


@routes.press(MusterCard, writes=True)
async def press_muster(context: Context, button: MusterCard) -> None:
    """Who is there."""
    await attendance.open_muster(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    context.show("muster", str(button.patrol), page=button.page)


@routes.press(MusterOne, writes=True)
async def press_muster_one(context: Context, button: MusterOne) -> None:
    """One person: how did they turn out?"""
    muster = await attendance.open_muster(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    if button.member not in muster.everyone:
        raise NotOfTheCrew(button.member)
    context.show("muster", str(button.patrol), page=button.page, member=button.member)


@routes.press(MarkOne, writes=True)
async def press_mark(context: Context, button: MarkOne) -> None:
    """How one of the crew turned out."""
    await attendance.mark(
        context.tx, actor=context.actor, patrol_id=button.patrol, member_id=button.member,
        attended=_one_of(Attended, button.attended), now=context.now,
    )  # fmt: skip
    context.answer("Noted.")
    context.show("muster", str(button.patrol), page=button.page)


@routes.press(MarkAll, writes=True)
async def press_mark_all(context: Context, button: MarkAll) -> None:
    """Everyone else turned up."""
    done = await attendance.mark_all(
        context.tx, actor=context.actor, patrol_id=button.patrol, now=context.now
    )
    context.answer(f"{count(done, 'person', 'people')} noted.")
    context.show("muster", str(button.patrol), page=0)


# A night's hours, for its lead


@routes.press(NightHoursCard, writes=True)
async def press_night_hours(context: Context, button: NightHoursCard) -> None:
    """The hours of one night."""
    await hours_boards.require_lead_of_night(
        context.tx, actor=context.actor, patrol_id=button.patrol
    )
    context.show("night_hours", str(button.patrol), page=button.page)


@routes.press(ConfirmAsPlanned, writes=True)
async def press_confirm_as_planned(context: Context, button: ConfirmAsPlanned) -> None:
    """Confirm everyone who says that it was as planned."""
    done = await hours.confirm_as_planned(
        context.tx,
        actor=context.actor,
        patrol_id=button.patrol,
        areas=context.areas,
        now=context.now,
    )
    context.answer(f"{count(done, 'person', 'people')} confirmed.")
    context.show("night_hours", str(button.patrol), page=0)


@routes.press(SheetCard, writes=True)
async def press_sheet(context: Context, button: SheetCard) -> None:
    """One person's hours."""
    sheet = await hours_boards.times_looked_at(
        context.tx, actor=context.actor, patrol_id=button.patrol, member_id=button.member
    )
    starts, ends = sheet.offset_of(sheet.stated)
    _show_sheet(context, button.patrol, button.member, starts, ends)


@routes.press(StepTheirs, writes=True)
async def press_step_theirs(context: Context, button: StepTheirs) -> None:
    """Other times for them; nothing is confirmed yet."""
    sheet = await hours_boards.times_looked_at(
        context.tx, actor=context.actor, patrol_id=button.patrol, member_id=button.member
    )
    here = sheet.offset_of(sheet.stated)
    facts = await context.panel_facts("sheet_card", str(button.patrol))
    if facts.get("member") != button.member:
        facts = {}
    starts, ends = (
        _near(facts.get("starts", here[0]) + button.starts),
        _near(facts.get("ends", here[1]) + button.ends),
    )
    _show_sheet(context, button.patrol, button.member, starts, ends)


@routes.press(ConfirmTimes, writes=True)
async def press_confirm_times(context: Context, button: ConfirmTimes) -> None:
    """Confirm these times."""
    starts, ends = minutes_of(button.times)
    await hours.confirm(
        context.tx, actor=context.actor, patrol_id=button.patrol, member_id=button.member,
        version=button.version, starts=starts, ends=ends, why=_why(button.why),
        areas=context.areas, now=context.now,
    )  # fmt: skip
    context.answer("Confirmed.")
    context.show("night_hours", str(button.patrol), page=0)


@routes.press(CorrectTimes, writes=True)
async def press_correct(context: Context, button: CorrectTimes) -> None:
    """Correct confirmed hours: why?"""
    minutes_of(button.times)
    _why(button.why)
    await _ask_reason(context, button, button.times, button.why)


@routes.press(NotThere, writes=True)
async def press_not_there(context: Context, button: NotThere) -> None:
    """They were not there after all: why?"""
    await _ask_reason(context, button, "", AS_PLANNED)


@routes.press(SetKind, writes=True)
async def press_kind(context: Context, button: SetKind) -> None:
    """What sort of overtime it was."""
    done = await hours.set_kind(
        context.tx, actor=context.actor, patrol_id=button.patrol, member_id=button.member,
        kind=_one_of(Kind, button.kind), now=context.now,
    )  # fmt: skip
    _show_sheet(context, button.patrol, button.member, *done.sheet.offset_of(done.sheet.stated))


@routes.press(WantTheirs, writes=True)
async def press_want_theirs(context: Context, button: WantTheirs) -> None:
    """Pay or time off, entered for somebody."""
    done = await hours.set_wants(
        context.tx, actor=context.actor, patrol_id=button.patrol, member_id=button.member,
        wants=_one_of(Wants, button.wants), now=context.now,
    )  # fmt: skip
    _show_sheet(context, button.patrol, button.member, *done.sheet.offset_of(done.sheet.stated))


def _show_sheet(context: Context, patrol: int, member: int, starts: int, ends: int) -> None:
    context.show("sheet_card", str(patrol), member=member, starts=starts, ends=ends)


async def _stepped(
    context: Context, screen: str, button: StepMine, here: tuple[int, int]
) -> tuple[int, int]:
    facts = await context.panel_facts(screen, str(button.patrol))
    return (
        _near(facts.get("starts", here[0]) + button.starts),
        _near(facts.get("ends", here[1]) + button.ends),
    )


def _near(minutes: int) -> int:
    return max(-_FARTHEST, min(_FARTHEST, minutes))


async def _ask_reason(
    context: Context, button: CorrectTimes | NotThere, times: str, why: str
) -> None:
    await hours_boards.times_looked_at(
        context.tx, actor=context.actor, patrol_id=button.patrol, member_id=button.member
    )
    area, night, called = await hours_boards.whose_night(
        context.tx, patrol_id=button.patrol, member_id=button.member
    )
    await FORMS.begin(
        context,
        CORRECT_HOURS,
        area=context.area(area),
        facts={
            "patrol": str(button.patrol),
            "member": str(button.member),
            "version": str(button.version),
            "times": times,
            "why": why,
            "who": called,
            "night": short_day(night),
        },
    )


def _why(said: str) -> Why | None:
    """Raises Unreadable for what no button of ours says."""
    return None if said == AS_PLANNED else _one_of(Why, said)


def _one_of(kind: type[K], said: str) -> K:
    found = next((each for each in kind if each.value == said), None)
    if found is None:
        raise Unreadable
    return found
