"""An invented form, and somebody who fills it in tap by tap on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.context import Context, Where
from bot.forms.conditions import given
from bot.forms.engine import Forms
from bot.forms.steps import Answers, Choice, Form, NotAnAnswer, Option, Setting, Typed
from bot.screens import Screen, Showing
from bot.views import forms as views
from operation.area import Area
from operation.people import Actor
from storage.database import Database, Transaction
from tests.unit.operation_examples import AREA

NOW = datetime(2031, 3, 3, 9, tzinfo=UTC)
TEA, COFFEE, WATER = "tea", "coffee", "water"


def _short(text: str) -> str:
    if len(text) > 10:
        raise NotAnAnswer("That is too long. At most 10 letters.")
    return text.strip()


@dataclass
class Counter:
    """Where orders are handed in."""

    orders: list[Answers] = field(default_factory=list)

    async def submit(self, context: Context, _setting: Setting, answers: Answers) -> None:
        self.orders.append(dict(answers))
        context.answer("Ordered.")

    def form(self, version: int = 1, *, is_kept: bool = False) -> Form:
        """Order a drink: one choice, one that depends on it, a name, a note, one of many cups."""
        return Form(
            name="drink",
            version=version,
            title=lambda _s, _a: "Order a <drink>",
            steps=(
                Choice("drink", "Drink", "Which drink?", (
                    Option(TEA, "Tea"), Option(COFFEE, "Coffee"), Option(WATER, "Water"))),
                Choice("milk", "Milk", lambda _s, _a: "Milk?",
                       lambda _s, _a: [Option("yes", "With"), Option("no", "Without")],
                       applies=given("drink", TEA, COFFEE)),
                Typed("name", "Name", lambda _s, _a: "For whom?", _short),
                Typed("note", "Note", lambda _s, _a: "A note?", _short, is_optional=True),
                Choice("cup", "Cup", lambda _s, _a: "Which cup?", lambda _s, _a: [
                    Option(str(n), f"Cup {n}") for n in range(20)]),
            ),
            submit=self.submit,
            submit_label="Order",
            is_kept=is_kept,
        )  # fmt: skip


@dataclass
class Play:
    """One person at one form, tap by tap, each in a transaction of its own."""

    db: Database
    counter: Counter
    actor: Actor
    now: datetime = NOW
    areas: dict[str, Area] = field(default_factory=lambda: {AREA.key: AREA})
    is_kept: bool = False
    """Whether the form can be saved for later."""
    form: Form = field(init=False)
    forms: Forms = field(init=False)
    draft: int = 0

    def __post_init__(self) -> None:
        self.form = self.counter.form(is_kept=self.is_kept)
        self.forms = Forms(self.form)

    def context(self, tx: Transaction, *, text: str = "", is_tap: bool = True) -> Context:
        return Context(
            tx=tx,
            actor=self.actor,
            now=self.now,
            earliest=self.now,
            where=Where(1, is_private=True, message_id=50),
            areas=self.areas,
            bot_username="a_bot",
            telegram_id=1,
            text=text,
            is_tap=is_tap,
        )

    @asynccontextmanager
    async def turn(self, *, text: str = "", is_tap: bool = True) -> AsyncIterator[Context]:
        async with self.db.transaction() as tx:
            yield self.context(tx, text=text, is_tap=is_tap)

    async def begins(self, subject: str = "", **facts: str) -> Screen:
        async with self.turn() as context:
            await self.forms.begin(context, self.form, area=AREA, facts=facts, subject=subject)
            self.draft = int(context.reply.subject)
        return await self.shown()

    async def chooses(self, step: str, option: int) -> Screen:
        async with self.turn() as context:
            await self.forms.choose(context, self.draft, step, option)
        return await self.shown()

    async def types(self, text: str) -> Screen:
        async with self.turn(text=text, is_tap=False) as context:
            assert await self.forms.typed(context)
            assert context.reply.tidy == [50], "what was typed does not stay in the chat"
        return await self.shown(context)

    async def goes_back(self) -> Screen:
        async with self.turn() as context:
            await self.forms.back(context, self.draft)
        return await self.shown()

    async def edits(self, step: str) -> Screen:
        async with self.turn() as context:
            await self.forms.edit(context, self.draft, step)
        return await self.shown()

    async def skips(self, step: str) -> Screen:
        async with self.turn() as context:
            await self.forms.skip(context, self.draft, step)
        return await self.shown()

    async def submits(self) -> None:
        async with self.turn() as context:
            await self.forms.submit(context, self.draft)

    async def fills_in(self) -> Screen:
        await self.begins()
        await self.chooses("drink", 0)
        await self.chooses("milk", 0)
        await self.types("Fable")
        await self.skips("note")
        return await self.chooses("cup", 3)

    async def shown(self, context: Context | None = None) -> Screen:
        facts = context.reply.facts if context else {}
        async with self.db.reading() as tx:
            showing = Showing(str(self.draft), facts, self.actor.chat_id or 0, self.now)
            page = await self.forms.load(tx, showing, self.areas)
        assert page is not None
        return views.form(page)
