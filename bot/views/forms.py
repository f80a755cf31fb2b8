"""The screens of guided conversations: a question, or the review."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.callbacks.forms import Answer, Back, Cancel, Edit, Page, Skip, Submit
from bot.screens import Button, Screen
from bot.views.plain import button, home_row, in_rows, page_of, safe

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
    options: tuple[str, ...]
    is_typed: bool
    is_optional: bool
    answers: tuple[Reviewed, ...]
    problem: str | None
    page: int
    submit: str

    def with_options(self, labels: tuple[str, ...]) -> FormPage:
        """The same page with these options to choose from."""
        return replace(self, options=labels)


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
    lines = [f"<b>{safe(page.title)}</b> · {page.number} of {page.total}", "", page.question]
    if page.problem:
        lines = [lines[0], "", f"⚠️ {safe(page.problem)}", "", page.question]
    if page.is_typed:
        lines.append("<i>Type your answer below.</i>")
    return Screen(text="\n".join(lines), rows=(*_options(page, step), _foot(page, step)))


def _options(page: FormPage, step: str) -> tuple[tuple[Button, ...], ...]:
    numbered = list(enumerate(page.options))
    shown, here, pages = page_of(numbered, page.page)
    buttons = [button(label, Answer(page.draft, step, n)) for n, label in shown]
    width = 2 if all(len(label) <= _SHORT for _, label in shown) else 1
    turns = []
    if here > 0:
        turns.append(button("‹ Earlier", Page(page.draft, step, here - 1)))
    if here < pages - 1:
        turns.append(button(f"More ({here + 1} of {pages}) ›", Page(page.draft, step, here + 1)))
    return (*in_rows(buttons, width), *in_rows(turns, 2))


def _foot(page: FormPage, step: str) -> tuple[Button, ...]:
    foot = []
    if page.number != 1:
        foot.append(button("‹ Back", Back(page.draft)))
    if page.is_optional:
        foot.append(button("Skip", Skip(page.draft, step)))
    foot.append(button("Cancel", Cancel(page.draft)))
    return tuple(foot)


def _review(page: FormPage) -> Screen:
    lines = [f"<b>{safe(page.title)}</b> · check and send", ""]
    if page.problem:
        lines += [f"⚠️ {safe(page.problem)}", ""]
    lines += [f"{safe(each.label)}: <b>{safe(each.value)}</b>" for each in page.answers]
    edits = [button(f"✏️ {each.label}", Edit(page.draft, each.step)) for each in page.answers]
    foot = (button("‹ Back", Back(page.draft)), button("Cancel", Cancel(page.draft)))
    send = (button(f"✅ {page.submit}", Submit(page.draft)),)
    return Screen(text="\n".join(lines), rows=(send, *in_rows(edits, 2), foot))
