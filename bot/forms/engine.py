"""The one engine behind every guided conversation.

It asks, checks, asks again with the reason and the answer kept, goes back,
shows the review with edit-one-answer, and submits once. The draft is a row:
it survives a restart, and a button of a step that has passed is known as old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.actions.drafts import DraftGone, FormChanged, StepPassed
from bot.context import Context
from bot.forms.steps import Answers, Choice, Form, NotAnAnswer, Setting, Step, Typed
from bot.screens import Showing
from bot.views import forms as views
from operation.area import Area
from operation.people import NotAMember
from storage import drafts
from storage.database import Transaction
from storage.drafts import Draft
from storage.errors import NotFound

KEPT_FOR = timedelta(days=2)
REVIEW = "review"
TAP_INSTEAD = "Tap one of the buttons below, please."


class Forms:
    """All forms by name, and the conversations with them."""

    def __init__(self, *forms: Form) -> None:
        """Take the declarations; two of one name and version are a fault of ours."""
        self.by_name = {(form.name, form.version): form for form in forms}
        if len(self.by_name) != len(forms):
            raise ValueError("two forms share a name and version")

    async def begin(
        self, context: Context, form: Form, *, area: Area, facts: Mapping[str, str]
    ) -> None:
        """Start a draft, in place of an older one of the same form, and ask the first step.

        The person and their private chat are known by then. Raises NotAMember otherwise.
        """
        actor = context.actor
        if actor.person_id is None or actor.chat_id is None:
            raise NotAMember(area.key)
        first = form.open_step(Setting(area, facts), {})
        draft = await drafts.start(
            context.tx,
            person_id=actor.person_id,
            form=form.name,
            version=form.version,
            step=first.name if first else REVIEW,
            chat_id=actor.chat_id,
            answers={"area": area.key, "facts": dict(facts), "given": {}},
            at=context.now,
            expires_at=context.now + KEPT_FOR,
        )
        context.show("form", str(draft.id), new=not context.is_tap)

    async def choose(self, context: Context, draft_id: int, step: str, option: int) -> None:
        """An option was tapped."""
        sitting = await self._resume(context, draft_id)
        if sitting.has_chosen(step, option):
            # A second tap of a cold thumb: the answer stands.
            context.show("form", str(draft_id))
            return
        asked = sitting.asked(step)
        if not isinstance(asked, Choice):
            raise StepPassed
        options = asked.options(sitting.setting, sitting.given)
        if not 0 <= option < len(options):
            raise StepPassed
        await self._take(context, sitting, asked, options[option].value)

    async def typed(self, context: Context) -> bool:
        """Text was typed: the answer of the draft that waits for it. False when none is open."""
        draft = await self.waiting(context)
        if draft is None:
            return False
        sitting = self._sitting(draft, context.areas)
        asked = sitting.step
        context.tidy(context.where.message_id)
        if not isinstance(asked, Typed):
            context.show("form", str(draft.id), stay=True, problem=TAP_INSTEAD)
            return True
        try:
            value = asked.read(context.text)
        except NotAnAnswer as wrong:
            context.show("form", str(draft.id), stay=True, problem=wrong.reason)
            return True
        await self._take(context, sitting, asked, value, stay=True)
        return True

    async def page(self, context: Context, draft_id: int, step: str, page: int) -> None:
        """Another page of a long list."""
        sitting = await self._resume(context, draft_id)
        sitting.asked(step)
        context.show("form", str(draft_id), page=page)

    async def skip(self, context: Context, draft_id: int, step: str) -> None:
        """An optional step is left without an answer."""
        sitting = await self._resume(context, draft_id)
        asked = sitting.asked(step)
        if not (isinstance(asked, Typed) and asked.is_optional):
            raise StepPassed
        await self._take(context, sitting, asked, "")

    async def back(self, context: Context, draft_id: int) -> None:
        """To the step before the one asked; its answer is asked again."""
        sitting = await self._resume(context, draft_id)
        path = sitting.form.path(sitting.setting, sitting.given)
        names = [step.name for step in path]
        here = names.index(sitting.draft.step) if sitting.draft.step in names else len(names)
        await self._ask(context, sitting, sitting.given, names[max(here - 1, 0)])

    async def edit(self, context: Context, draft_id: int, step: str) -> None:
        """One answer is to be changed; the others stay."""
        sitting = await self._resume(context, draft_id)
        if step not in {each.name for each in sitting.form.path(sitting.setting, sitting.given)}:
            raise StepPassed
        await self._ask(context, sitting, sitting.given, step)

    async def carry_on(self, context: Context, draft_id: int) -> None:
        """Show a waiting draft again."""
        await self._resume(context, draft_id)
        context.show("form", str(draft_id))

    async def cancel(self, context: Context, draft_id: int) -> None:
        """Throw a draft away."""
        await self._resume(context, draft_id)
        await drafts.discard(context.tx, draft_id)
        context.answer("Cancelled.")
        context.show("cancelled")

    async def cancel_latest(self, context: Context) -> bool:
        """Throw the newest draft away; False when there is none."""
        draft = await self.waiting(context)
        if draft is None:
            return False
        await drafts.discard(context.tx, draft.id)
        return True

    async def waiting(self, context: Context) -> Draft | None:
        """The draft that the person touched last, if it has not run out."""
        person_id = context.actor.person_id
        draft = await drafts.latest(context.tx, person_id=person_id) if person_id else None
        is_kept = draft is not None and draft.expires_at > context.now
        return draft if is_kept and self._knows(draft) else None

    async def expected(self, context: Context) -> Draft:
        """The same draft; raises NotAMember where there is none, since nobody knows the person."""
        draft = await self.waiting(context)
        if draft is None:
            raise NotAMember("")
        return draft

    async def submit(self, context: Context, draft_id: int) -> None:
        """Hand the form in, once: the draft is closed in the same transaction."""
        sitting = await self._resume(context, draft_id)
        if sitting.form.open_step(sitting.setting, sitting.given) is not None:
            raise StepPassed
        await drafts.discard(context.tx, draft_id)
        await sitting.form.submit(context, sitting.setting, sitting.given)

    async def load(
        self, tx: Transaction, showing: Showing, areas: Mapping[str, Area]
    ) -> views.FormPage | None:
        """What the form's screen shows now; None when the draft has gone."""
        draft = await drafts.find_by_id(tx, int(showing.subject))
        if draft is None:
            return None
        sitting = self._sitting(draft, areas)
        problem = showing.facts.get("problem")
        return sitting.page(problem=problem, page=int(showing.facts.get("page", 0)))

    async def _resume(self, context: Context, draft_id: int) -> Sitting:
        try:
            draft = await drafts.get_for_update(context.tx, draft_id)
        except NotFound:
            raise DraftGone from None
        if draft.person_id != context.actor.person_id or draft.expires_at <= context.now:
            raise DraftGone
        return self._sitting(draft, context.areas)

    def _knows(self, draft: Draft | None) -> bool:
        return draft is not None and (draft.form, draft.version) in self.by_name

    def _sitting(self, draft: Draft, areas: Mapping[str, Area]) -> Sitting:
        area = areas.get(draft.answers["area"])
        if not self._knows(draft) or area is None:
            raise FormChanged
        form = self.by_name[draft.form, draft.version]
        return Sitting(draft, form, Setting(area, draft.answers["facts"]))

    async def _take(
        self, context: Context, sitting: Sitting, step: Step, value: str, *, stay: bool = False
    ) -> None:
        given = {**sitting.given, step.name: value}
        following = sitting.form.open_step(sitting.setting, given)
        await self._ask(context, sitting, given, following.name if following else REVIEW, stay=stay)

    async def _ask(
        self, context: Context, sitting: Sitting, given: Answers, step: str, *, stay: bool = False
    ) -> None:
        answers: dict[str, Any] = {**sitting.draft.answers, "given": dict(given)}
        await drafts.save(
            context.tx,
            sitting.draft.id,
            step=step,
            answers=answers,
            at=context.now,
            expires_at=context.now + KEPT_FOR,
        )
        context.show("form", str(sitting.draft.id), stay=stay)


@dataclass(frozen=True)
class Sitting:
    """A draft together with the form it belongs to."""

    draft: Draft
    form: Form
    setting: Setting

    @property
    def given(self) -> Answers:
        """The answers so far."""
        given: Answers = self.draft.answers["given"]
        return given

    @property
    def step(self) -> Step | None:
        """The step that is asked now; None at the review."""
        path = self.form.path(self.setting, self.given)
        return next((step for step in path if step.name == self.draft.step), None)

    def asked(self, name: str) -> Step:
        """The step asked now, if it is this one; raises StepPassed."""
        step = self.step
        if step is None or step.name != name:
            raise StepPassed
        return step

    def has_chosen(self, name: str, option: int) -> bool:
        """Whether a step that has passed was answered with this very option."""
        step = next((each for each in self.form.steps if each.name == name), None)
        if not isinstance(step, Choice) or name == self.draft.step or name not in self.given:
            return False
        options = step.options(self.setting, self.given)
        return 0 <= option < len(options) and options[option].value == self.given[name]

    def page(self, *, problem: str | None, page: int) -> views.FormPage:
        """The draft as its screen shows it."""
        setting, given = self.setting, self.given
        path = self.form.path(setting, given)
        step = self.step
        shown = views.FormPage(
            draft=self.draft.id,
            title=self.form.title(setting, given),
            total=len(path),
            number=path.index(step) + 1 if step is not None else None,
            step=step.name if step is not None else None,
            question=step.question(setting, given) if step is not None else "",
            options=(),
            is_typed=isinstance(step, Typed),
            is_optional=isinstance(step, Typed) and step.is_optional,
            answers=self._reviewed(path),
            problem=problem,
            page=page,
            submit=self.form.submit_label,
        )
        if isinstance(step, Choice):
            labels = tuple(option.label for option in step.options(setting, given))
            return shown.with_options(labels)
        return shown

    def _reviewed(self, path: list[Step]) -> tuple[views.Reviewed, ...]:
        return tuple(
            views.Reviewed(step.name, step.label, self._label(step))
            for step in path
            if step.is_shown and step.name in self.given
        )

    def _label(self, step: Step) -> str:
        value = self.given[step.name]
        if isinstance(step, Choice):
            options = step.options(self.setting, self.given)
            return next((o.label for o in options if o.value == value), value)
        return step.shown_as(value) if value else "–"
