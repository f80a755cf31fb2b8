"""The one engine behind every guided conversation.

It asks, checks, asks again with the reason and the answer kept, goes back,
saves for later, shows the review with edit-one-answer, and submits once. The
draft is a row: it survives a restart, and a button of a step that has passed
is known as old. What a tap makes of a draft is worked out in `sitting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.actions.drafts import DraftGone, FormChanged, StepPassed
from bot.actions.recording import record
from bot.context import PANEL, Context
from bot.forms.sitting import REVIEW, Sitting
from bot.forms.steps import Answers, Beside, Form, NotAnAnswer, Setting
from bot.screens import Showing
from bot.views import forms as views
from operation.area import Area
from operation.errors import Refusal
from operation.people import Actor, NotAMember
from storage import drafts, notices, outbox, people
from storage.audit import AuditKind
from storage.database import Transaction
from storage.drafts import Draft
from storage.errors import NotFound

KEPT_FOR = timedelta(days=2)
SAVED_FOR = timedelta(days=5)
"""For forms that can be saved for later."""
PRACTICE_FOR = timedelta(days=1)
REMINDED_BEFORE = timedelta(hours=12)
RUNS_OUT = "draft_due"
"""The notice that reminds of a draft, and then drops it."""


class Forms:
    """All forms by name, and the conversations with them."""

    def __init__(self, *forms: Form) -> None:
        """Take the declarations; two of one name and version are a fault of ours."""
        self.by_name = {(form.name, form.version): form for form in forms}
        if len(self.by_name) != len(forms):
            raise ValueError("two forms share a name and version")

    async def begin(
        self,
        context: Context,
        form: Form,
        *,
        area: Area,
        facts: Mapping[str, str],
        subject: str = "",
        given: Answers | None = None,
    ) -> int:
        """Ask the first step without an answer, of a new draft in place of an older one.

        One that can be saved goes on where it was left, if it is about the same `subject`. What
        is `given` is answered already. Returns the draft's id.
        The person and their private chat are known by then. Raises NotAMember otherwise.
        """
        actor = context.actor
        if actor.person_id is None or actor.chat_id is None:
            raise NotAMember(area.key)
        if form.is_kept and (waits := await self._goes_on(context, form, subject)) is not None:
            return waits
        setting = Setting(area, facts)
        is_shared = form.shared is not None and not setting.is_practice
        if form.shared is not None and is_shared:
            given = await form.shared.load(context.tx, setting)
        sitting = Sitting.begin(form, setting, context.now, given)
        draft = await drafts.start(
            context.tx,
            person_id=actor.person_id,
            form=form.name,
            version=form.version,
            step=sitting.step,
            chat_id=actor.chat_id,
            answers={
                "area": area.key,
                "facts": dict(facts),
                "given": {} if is_shared else dict(given or {}),
                "partial": "",
            },
            at=context.now,
            expires_at=context.now + kept_for(sitting),
            subject=subject,
        )
        if form.is_kept and not setting.is_practice:
            await notices.plan(
                context.tx,
                kind=RUNS_OUT,
                subject=str(draft.id),
                due_at=draft.expires_at - REMINDED_BEFORE,
                area=area.key,
            )
        await self._show_anew(context, draft.id, form)
        return draft.id

    async def _goes_on(self, context: Context, form: Form, subject: str) -> int | None:
        """The one that waits and was begun before, which is shown; None if there is none."""
        person_id = context.actor.person_id or 0
        found = await drafts.find(context.tx, person_id=person_id, form=form.name, subject=subject)
        if found is None or found.expires_at <= context.now or not self._knows(found):
            return None
        await self._take_up(context, await self._sitting(context.tx, found, context), found)
        context.answer("On with what you had begun.")
        return found.id

    async def choose(self, context: Context, draft_id: int, step: str, option: int) -> None:
        """A button of a step was tapped."""
        draft, sitting = await self._resume(context, draft_id)
        if sitting.has_taken(step, option):
            # A second tap of a cold thumb: the answer stands.
            context.show("form", str(draft_id))
            return
        try:
            after = sitting.tap(step, option)
        except NotAnAnswer as wrong:
            context.show("form", str(draft_id), problem=wrong.reason)
            return
        await self._keep(context, draft, sitting, after)

    async def typed(self, context: Context) -> bool:
        """Text was typed: the answer of the draft that waits for it. False when none is open."""
        draft = await self.waiting(context)
        if draft is None:
            return False
        sitting = await self._sitting(context.tx, draft, context)
        context.tidy(context.where.message_id)
        try:
            after = sitting.type(context.text)
        except NotAnAnswer as wrong:
            context.show("form", str(draft.id), stay=True, problem=wrong.reason)
            return True
        await self._keep(context, draft, sitting, after, stay=True)
        return True

    async def refuse(self, context: Context, problem: str) -> bool:
        """What was sent cannot be an answer: ask again and say why. False when nothing is open."""
        draft = await self.waiting(context)
        if draft is None:
            return False
        context.show("form", str(draft.id), stay=True, problem=problem)
        return True

    async def page(self, context: Context, draft_id: int, step: str, page: int) -> None:
        """Another page of a long list."""
        _, sitting = await self._resume(context, draft_id)
        sitting.require(step)
        context.show("form", str(draft_id), page=page)

    async def skip(self, context: Context, draft_id: int, step: str) -> None:
        """An optional step is left without an answer."""
        draft, sitting = await self._resume(context, draft_id)
        await self._keep(context, draft, sitting, sitting.skip(step))

    async def back(self, context: Context, draft_id: int) -> None:
        """To the step before the one asked; its answer is asked again."""
        draft, sitting = await self._resume(context, draft_id)
        await self._keep(context, draft, sitting, sitting.back())

    async def review(self, context: Context, draft_id: int) -> None:
        """Leave the answer asked as it is, and look at them all."""
        draft, sitting = await self._resume(context, draft_id)
        await self._keep(context, draft, sitting, sitting.review())

    async def look(self, context: Context, draft_id: int, said: str | None = None) -> None:
        """Look at all answers so far, with something `said` above them."""
        draft, sitting = await self._resume(context, draft_id)
        await self._keep(context, draft, sitting, sitting.look(), problem=said)

    async def change(self, context: Context, draft_id: int) -> None:
        """Choose which answer of many is to be changed."""
        await self._resume(context, draft_id)
        context.show("form", str(draft_id), changing=True)

    async def edit(self, context: Context, draft_id: int, step: str) -> None:
        """One answer is to be changed; the others stay."""
        draft, sitting = await self._resume(context, draft_id)
        await self._keep(context, draft, sitting, sitting.ask(step))

    async def carry_on(self, context: Context, draft_id: int) -> None:
        """Show a waiting draft again."""
        draft, sitting = await self._resume(context, draft_id)
        await self._take_up(context, sitting, draft)

    async def later(self, context: Context, draft_id: int) -> None:
        """Put a draft aside; it waits on the list of drafts."""
        _, sitting = await self._resume(context, draft_id)
        if not sitting.form.is_kept:
            raise StepPassed
        await drafts.put_aside(context.tx, draft_id)
        context.answer("Saved.")
        context.show("draft_saved", str(draft_id))

    async def cancel(self, context: Context, draft_id: int) -> None:
        """Throw a draft away; one that could be saved only after asking once more."""
        _, sitting = await self._resume(context, draft_id)
        if _is_worth_asking(sitting):
            context.show("draft_drop", str(draft_id))
            return
        await self.drop(context, draft_id)

    async def drop(self, context: Context, draft_id: int) -> None:
        """Throw a draft away. What was answered together stays where it is kept."""
        _, sitting = await self._resume(context, draft_id)
        await self._discard(context, draft_id)
        is_shared = sitting.form.shared is not None and bool(sitting.given)
        context.answer("Closed. What was answered is kept." if is_shared else "Cancelled.")
        context.show("form_closed" if is_shared else "cancelled")

    async def cancel_latest(self, context: Context) -> bool:
        """Throw the newest draft away, or ask about one that can be saved; False for none."""
        draft = await self.waiting(context)
        if draft is None:
            return False
        sitting = await self._sitting(context.tx, draft, context)
        if _is_worth_asking(sitting):
            context.show("draft_drop", str(draft.id), new=True)
            return True
        await self._discard(context, draft.id)
        context.answer(views.CANCELLED)
        # In place of the question, whose buttons would lead nowhere.
        context.show("cancelled", stay=True)
        return True

    async def waiting(self, context: Context) -> Draft | None:
        """The draft that the person touched last and has not put aside, if it has not run out."""
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
        _, sitting = await self._resume(context, draft_id)
        if not sitting.is_ready:
            raise StepPassed
        await self._hand_in(context, draft_id, sitting)

    async def _hand_in(self, context: Context, draft_id: int, sitting: Sitting) -> None:
        """Close the draft, and do what the form is for."""
        await self._discard(context, draft_id)
        if sitting.setting.is_practice:
            context.answer("Practised. Nothing was sent or counted.")
            context.show("practised", title=sitting.form.titled(sitting.setting, sitting.given))
            return
        await sitting.form.submit(context, sitting.setting, sitting.filled.answers)

    async def stopping(self, context: Context, draft_id: int) -> Setting:
        """What an entry that can be stopped is about. Raises StepPassed for a form that cannot."""
        _, sitting = await self._resume(context, draft_id)
        if not sitting.form.stops:
            raise StepPassed
        return sitting.setting

    async def stop(self, context: Context, draft_id: int) -> None:
        """Throw an entry away that must not go on; what is shared stays where it is kept."""
        await self.stopping(context, draft_id)
        await self._discard(context, draft_id)

    async def _discard(self, context: Context, draft_id: int) -> None:
        await drafts.discard(context.tx, draft_id)
        await notices.cancel(context.tx, RUNS_OUT, str(draft_id))

    async def load(
        self, tx: Transaction, showing: Showing, areas: Mapping[str, Area]
    ) -> views.FormPage | None:
        """What the form's screen shows now; None when the draft has gone."""
        draft = await drafts.find_by_id(tx, int(showing.subject))
        if draft is None or draft.chat_id != showing.chat_id:
            return None
        sitting = await self.sitting(tx, draft, areas, showing.now)
        try:
            await _admit(tx, await people.actor_of_chat(tx, showing.chat_id), sitting)
        except Refusal:
            return None
        beside = Beside()
        is_together = sitting.form.shared is not None and not sitting.setting.is_practice
        if sitting.asked is None and sitting.form.shared is not None and is_together:
            beside = await sitting.form.shared.beside(tx, sitting.setting)
        return _page(sitting, draft.id, showing.facts, beside)

    async def waits(
        self, tx: Transaction, draft: Draft, areas: Mapping[str, Area], now: datetime
    ) -> views.WaitingDraft | None:
        """A draft as lists and reminders name it; None for one that cannot be gone on with."""
        if not self._knows(draft) or draft.answers["area"] not in areas:
            return None
        sitting = await self.sitting(tx, draft, areas, now)
        _, total = sitting.counted
        answered = sum(step.name in sitting.filled.answers for step in sitting.filled.asked)
        return views.WaitingDraft(
            draft.id,
            sitting.form.titled(sitting.setting, sitting.filled.answers),
            answered,
            total,
            draft.began_at or draft.touched_at,
            draft.expires_at,
            now,
            sitting.setting.area.zone,
            sitting.form.is_kept,
        )

    async def sitting(
        self, tx: Transaction, draft: Draft, areas: Mapping[str, Area], now: datetime
    ) -> Sitting:
        """A draft with its form and its answers. Raises FormChanged."""
        area = areas.get(draft.answers["area"])
        if not self._knows(draft) or area is None:
            raise FormChanged
        form = self.by_name[draft.form, draft.version]
        setting = Setting(area, draft.answers["facts"])
        shared = form.shared is not None and not setting.is_practice
        given: Answers = draft.answers["given"]
        if form.shared is not None and shared:
            given = await form.shared.load(tx, setting)
        partial = draft.answers.get("partial", "")
        sitting = Sitting(form, setting, now, given, draft.step, partial)
        # Somebody else may have answered what leads here otherwise, or all of it.
        is_lost = shared and draft.step != REVIEW and sitting.asked is None
        return sitting.review() if is_lost else sitting

    async def _sitting(self, tx: Transaction, draft: Draft, context: Context) -> Sitting:
        """The same for whoever acts. Raises what `_admit` raises."""
        sitting = await self.sitting(tx, draft, context.areas, context.now)
        await _admit(tx, context.actor, sitting)
        return sitting

    async def _resume(self, context: Context, draft_id: int) -> tuple[Draft, Sitting]:
        try:
            draft = await drafts.get_for_update(context.tx, draft_id)
        except NotFound:
            raise DraftGone from None
        if draft.person_id != context.actor.person_id or draft.expires_at <= context.now:
            raise DraftGone
        return draft, await self._sitting(context.tx, draft, context)

    async def _take_up(self, context: Context, sitting: Sitting, draft: Draft) -> None:
        expires_at = context.now + kept_for(sitting)
        await drafts.take_up(context.tx, draft.id, at=context.now, expires_at=expires_at)
        await self._show_anew(context, draft.id, sitting.form)

    async def _show_anew(self, context: Context, draft_id: int, form: Form) -> None:
        """The form where it was tapped; one that cannot be forwarded in a message of its own.

        It never could be then. The message that it was in before is removed.
        """
        if form.is_protected and context.actor.chat_id is not None:
            chat = context.actor.chat_id
            panel = await outbox.find_post(context.tx, chat_id=chat, key=PANEL)
            if panel is not None and panel.screen == "form":
                context.tidy(panel.message_id)
        context.show("form", str(draft_id), new=not context.is_tap or form.is_protected)

    def _knows(self, draft: Draft | None) -> bool:
        return draft is not None and (draft.form, draft.version) in self.by_name

    async def _keep(
        self,
        context: Context,
        draft: Draft,
        before: Sitting,
        after: Sitting,
        *,
        stay: bool = False,
        problem: str | None = None,
    ) -> None:
        """The draft as it is after a move; the `problem` is said above it."""
        form, setting = after.form, after.setting
        given = after.given
        if form.ending is not None and form.ending.holds(given):
            await self._discard(context, draft.id)
            await form.ending.then(context, setting)
            return
        if after.note and not setting.is_practice:
            _note(context, before, after.note)
        if form.shared is not None and not setting.is_practice:
            for step in after.given:
                if before.given.get(step) != after.given[step]:
                    await form.shared.keep(context, setting, step, after.given[step])
            given = {}
        answers: dict[str, Any] = {
            **draft.answers,
            "given": dict(given),
            "partial": after.partial,
        }
        await drafts.save(
            context.tx,
            draft.id,
            step=after.step,
            answers=answers,
            at=context.now,
            expires_at=context.now + kept_for(after),
        )
        said: dict[str, Any] = {} if problem is None else {"problem": problem}
        context.show("form", str(draft.id), stay=stay, **said)
        if form.sends_at_once and after.is_ready and not before.is_ready:
            await self._hand_in(context, draft.id, after)
            context.reply.stays = stay


def _note(context: Context, sitting: Sitting, note: str) -> None:
    """Record how an answer came about, and never the answer."""
    record(
        context.tx,
        AuditKind.COLLECTION,
        note,
        f"form:{sitting.form.name}",
        area=sitting.setting.area.key,
        actor=context.actor,
        at=context.now,
        step=sitting.step,
    )


async def _admit(tx: Transaction, actor: Actor, sitting: Sitting) -> None:
    """Access may have ended since the form was begun: its answers are not shown then.

    Raises what `Actor.member` raises for a form that is protected, and what the form itself does.
    """
    form, setting = sitting.form, sitting.setting
    if form.is_protected:
        actor.member(setting.area.key)
    if form.admits is not None and not setting.is_practice:
        await form.admits(tx, actor, setting)


def _is_worth_asking(sitting: Sitting) -> bool:
    """Whether answers would go that could have been saved."""
    return sitting.form.is_kept and bool(sitting.given) and sitting.form.shared is None


def kept_for(sitting: Sitting) -> timedelta:
    """How long a draft waits after it was touched."""
    if sitting.setting.is_practice:
        return PRACTICE_FOR
    return SAVED_FOR if sitting.form.is_kept else KEPT_FOR


def _page(
    sitting: Sitting, draft_id: int, facts: Mapping[str, Any], beside: Beside
) -> views.FormPage:
    """A draft as its screen shows it."""
    step = sitting.asked
    number, total = sitting.counted
    offers = sitting.offers()
    setting, filled = sitting.setting, sitting.filled
    return views.FormPage(
        draft=draft_id,
        title=sitting.form.titled(setting, filled.answers),
        total=total,
        number=number,
        step=step.name if step is not None else None,
        question=step.asks(setting, filled.answers) if step is not None else "",
        options=offers.buttons,
        width=offers.width,
        note=offers.note,
        hint=step.hint if step is not None else "",
        is_optional=step is not None and step.is_optional,
        is_kept=sitting.form.is_kept,
        is_ready=sitting.is_ready,
        is_protected=sitting.form.is_protected,
        answers=tuple(
            views.Reviewed(each.name, each.label, words) for each, words in sitting.reviewed()
        ),
        problem=facts.get("problem"),
        page=int(facts.get("page", 0)),
        is_changing=bool(facts.get("changing", False)),
        is_shared=sitting.form.shared is not None and bool(sitting.given),
        lines=beside.lines,
        buttons=beside.buttons,
        submit=sitting.form.submit_label,
        stops_of=int(setting.facts["patrol"]) if sitting.form.stops else None,
    )
