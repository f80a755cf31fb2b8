"""The screens of guided conversations: a question, or the review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.callbacks.forms import (
    Answer,
    Back,
    Cancel,
    Change,
    Continue,
    Drafts,
    Drop,
    Edit,
    Later,
    Look,
    Page,
    Review,
    Skip,
    Submit,
)
from bot.callbacks.stops import AskStop
from bot.screens import Button, Screen
from bot.views.plain import button, clock, count, home_row, in_rows, page_of, safe, short_day
from operation.stops import StopKind

_SHORT = 14
"""Labels of up to this many characters stand two in a row."""


@dataclass(frozen=True)
class Reviewed:
    """One answer in the review."""

    step: str
    label: str
    value: str


@dataclass(frozen=True)
class FormPage:
    """A draft as it is to be shown: the question asked, or the review when step is None."""

    draft: int
    title: str
    total: int
    number: int | None
    step: str | None
    question: str
    options: tuple[tuple[int, str], ...]
    """The buttons of the step: their numbers and labels."""
    width: int | None
    """How many of them stand in a row, where the step says so."""
    note: str
    hint: str
    is_optional: bool
    is_kept: bool
    is_ready: bool
    is_protected: bool
    answers: tuple[Reviewed, ...]
    problem: str | None
    page: int
    submit: str
    is_changing: bool = False
    """Whether the review asks which answer is to be changed."""
    is_shared: bool = False
    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    """What the review has besides the answers; the lines are escaped already."""
    stops_of: int | None = None
    """The patrol of an entry that can be stopped: somebody may be under 18, or in danger."""


@dataclass(frozen=True)
class WaitingDraft:
    """A draft as lists and reminders name it."""

    id: int
    title: str
    answered: int
    total: int
    began_at: datetime
    expires_at: datetime
    now: datetime
    zone: str
    can_be_saved: bool


CANCELLED = "Cancelled. Your answers were not kept."


def cancelled(*, is_member: bool) -> Screen:
    """A form was thrown away: members go home, a newcomer may begin again."""
    if is_member:
        return Screen(text=CANCELLED, rows=(home_row(),))
    return Screen(text=f"{CANCELLED} To begin again, open your link again.")


def form(page: FormPage) -> Screen:
    """The question that is asked, or the review."""
    return _review(page) if page.step is None else _question(page, page.step)


def _question(page: FormPage, step: str) -> Screen:
    number = f" · {page.number} of {page.total}" if page.number is not None else ""
    lines = [f"<b>{safe(page.title)}</b>{number}", ""]
    if page.problem:
        lines += [f"⚠️ {safe(page.problem)}", ""]
    lines.append(page.question)
    lines += [f"<i>{words}</i>" for words in (page.note, page.hint) if words]
    rows = (*_options(page, step), *_foot(page, step), *_stops(page))
    return Screen(text="\n".join(lines), rows=rows, protect=page.is_protected)


def _options(page: FormPage, step: str) -> tuple[tuple[Button, ...], ...]:
    if page.width is not None:
        # A step that says how wide it is has few buttons, which belong on one screen.
        own = [button(label, Answer(page.draft, step, n)) for n, label in page.options]
        return in_rows(own, page.width)
    shown, here, pages = page_of(page.options, page.page)
    buttons = [button(label, Answer(page.draft, step, n)) for n, label in shown]
    width = 2 if all(len(label) <= _SHORT for _, label in shown) else 1
    turns = []
    if here > 0:
        turns.append(button("‹ Earlier", Page(page.draft, step, here - 1)))
    if here < pages - 1:
        turns.append(button(f"More ({here + 1} of {pages}) ›", Page(page.draft, step, here + 1)))
    return (*in_rows(buttons, width), *in_rows(turns, 2))


def _foot(page: FormPage, step: str) -> tuple[tuple[Button, ...], ...]:
    foot = []
    if page.is_ready:
        foot.append(button("‹ Keep it", Review(page.draft)))
    elif page.number != 1:
        foot.append(button("‹ Back", Back(page.draft)))
    if page.is_optional:
        foot.append(button("Skip", Skip(page.draft, step)))
    if page.is_shared and page.answers and not page.is_ready:
        foot.append(button("See all", Look(page.draft)))
    return in_rows([*foot, *_ways_out(page)], 4)


def _ways_out(page: FormPage) -> list[Button]:
    later = [button("Later", Later(page.draft))] if page.is_kept else []
    return [*later, button("Cancel", Cancel(page.draft))]


def _stops(page: FormPage) -> tuple[tuple[Button, ...], ...]:
    """The way out of an entry that must not go on."""
    if page.stops_of is None:
        return ()
    words = {StopKind.CHILD: "⛔ Under 18?", StopKind.DANGER: "🆘 In danger?"}
    return (
        tuple(
            button(label, AskStop(page.stops_of, page.draft, kind.value))
            for kind, label in words.items()
        ),
    )


MANY = 8
"""Of more answers than this, the one to change is chosen on a screen of its own."""


def _review(page: FormPage) -> Screen:
    is_short = len(page.answers) <= MANY
    edits = [button(f"✏️ {each.label}", Edit(page.draft, each.step)) for each in page.answers]
    if page.is_changing and not is_short:
        return Screen(
            text=f"<b>{safe(page.title)}</b>\n\nWhich answer is to be changed?",
            rows=(*in_rows(edits, 2), (button("‹ All answers", Look(page.draft)),)),
            protect=page.is_protected,
        )
    lines = [f"<b>{safe(page.title)}</b> · {'check and send' if page.is_ready else 'so far'}", ""]
    if page.problem:
        lines += [f"⚠️ {safe(page.problem)}", ""]
    lines += [f"{safe(each.label)}: <b>{safe(each.value)}</b>" for each in page.answers]
    lines += page.lines
    onwards = button(f"✅ {page.submit}", Submit(page.draft))
    if not page.is_ready:
        onwards = button("▶ Go on", Review(page.draft))
    change = [*edits] if is_short else [button("✏️ Change an answer", Change(page.draft))]
    foot = (button("‹ Back", Back(page.draft)), *_ways_out(page))
    rows = ((onwards,), *in_rows(page.buttons, 2), *in_rows(change, 2), foot, *_stops(page))
    return Screen(text="\n".join(lines), rows=rows, protect=page.is_protected)


# Drafts that wait


def drafts(waiting: tuple[WaitingDraft, ...]) -> Screen:
    """What was begun and waits, each with its age."""
    if not waiting:
        return Screen(text="Nothing that you began is waiting.", rows=(home_row(),))
    lines = ["<b>Begun and not sent</b>", ""]
    lines += [f"{safe(each.title)}: {_how_far(each)}, {_age(each)}" for each in waiting]
    rows = [(button(f"▶ {each.title}", Continue(each.id)),) for each in waiting]
    return Screen(text="\n".join(lines), rows=(*rows, home_row()))


def draft_saved(waiting: WaitingDraft) -> Screen:
    """It was put aside, and where it is found again."""
    lines = [
        f"<b>{safe(waiting.title)}</b>",
        "",
        f"Saved, {_how_far(waiting)}. It waits on your home screen until {_until(waiting)}.",
    ]
    return Screen(
        text="\n".join(lines), rows=((button("▶ Go on", Continue(waiting.id)),), home_row())
    )


def draft_drop(waiting: WaitingDraft) -> Screen:
    """Whether it is really to go."""
    lines = [
        f"<b>{safe(waiting.title)}</b>",
        "",
        f"Throw it away? {count(waiting.answered, 'answer')} will be deleted.",
    ]
    rows = (
        (button("▶ Go on", Continue(waiting.id)), button("Later", Later(waiting.id))),
        (button("🗑 Throw it away", Drop(waiting.id)),),
    )
    return Screen(text="\n".join(lines), rows=rows)


def draft_due(waiting: WaitingDraft) -> Screen:
    """It will run out soon."""
    lines = [
        f"<b>{safe(waiting.title)}</b>",
        "",
        f"You began this {_age(waiting)} and have not sent it ({_how_far(waiting)}). "
        f"It is deleted at {_until(waiting)} unless you go on with it.",
    ]
    rows = (
        (button("▶ Go on", Continue(waiting.id)),),
        (button("🗑 Throw it away", Drop(waiting.id)),),
    )
    return Screen(text="\n".join(lines), rows=rows)


@dataclass(frozen=True)
class Dropped:
    """What has run out."""

    title: str
    answered: int
    began: str


def draft_dropped(what: Dropped) -> Screen:
    """It has run out, and what that was."""
    lines = [
        f"<b>{safe(what.title)}</b>",
        "",
        f"You began this on {safe(what.began)} and did not send it, so it was deleted: "
        f"{count(what.answered, 'answer')}. If it is still needed, begin it again.",
    ]
    return Screen(text="\n".join(lines), rows=(home_row(),))


def form_closed() -> Screen:
    """Somebody left a form that several fill in together."""
    return Screen(text="Closed. What was answered is kept for the others.", rows=(home_row(),))


def practised(title: str) -> Screen:
    """A form was only tried."""
    text = f"<b>{safe(title)}</b>\n\nThat is how it is sent. Nothing was sent or counted."
    return Screen(text=text, rows=(home_row(),))


def drafts_button(number: int) -> Button:
    """To the list of what waits."""
    return button(f"Drafts ({number})", Drafts())


def _how_far(waiting: WaitingDraft) -> str:
    return f"{waiting.answered} of {waiting.total} answered"


def _age(waiting: WaitingDraft) -> str:
    waited = waiting.now - waiting.began_at
    if waited < timedelta(minutes=2):
        return "just now"
    if waited < timedelta(hours=2):
        return f"{int(waited / timedelta(minutes=1))} min ago"
    if waited < timedelta(days=2):
        return f"{int(waited / timedelta(hours=1))} h ago"
    return f"{waited.days} days ago"


def _until(waiting: WaitingDraft) -> str:
    at = waiting.expires_at
    return f"{clock(at, waiting.zone)} on {short_day(at.astimezone(ZoneInfo(waiting.zone)).date())}"


def began(waiting: WaitingDraft) -> str:
    """When it was begun, in words."""
    at = waiting.began_at
    return f"{short_day(at.astimezone(ZoneInfo(waiting.zone)).date())}, {clock(at, waiting.zone)}"
