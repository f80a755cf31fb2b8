"""The forms of money: a pot, a change of one, a cost, a rate."""

from __future__ import annotations

from datetime import date

from bot.actions import budget
from bot.actions.budget import RateEntered
from bot.context import Context
from bot.forms.amounts import read_pounds, short_text, shown_as_pounds
from bot.forms.conditions import ALWAYS, Condition, given, where
from bot.forms.steps import Answers, Choice, Form, NotAnAnswer, Option, Setting, Typed
from bot.forms.training import read_day
from bot.views.budget_export import COSTS
from bot.views.money import long_day, pounds
from operation.budget import LONGEST_CODE, LONGEST_NAME, Basis, CostKind

_LIKE = "Type it like 31 Mar 2027 or 31/03/2027."
_ENDLESS = frozenset({"", "-", "–", "none", "no", "never", "no end", "open", "n/a"})


def _shown_day(iso: str) -> str:
    return long_day(date.fromisoformat(iso))


def read_last_day(text: str) -> str:
    """The last day of a pot. Raises NotAnAnswer, with the reason for a pot that is to have none."""
    if text.strip().casefold() in _ENDLESS:
        raise NotAnAnswer(f"A pot needs a last day: the forecast runs until then. {_LIKE}")
    return read_day(text)


def _pot_steps(*, changing: bool) -> tuple[Typed, ...]:
    """The parts of a pot; when one is changed, only the part that was chosen is asked."""

    def only(part: str) -> Condition:
        return given("part", part) if changing else ALWAYS

    return (
        Typed("name", "Name", lambda _s, _a: "What is the pot called?",
              short_text(LONGEST_NAME), applies=only("name")),
        Typed("code", "Cost code", lambda _s, _a: "Its cost code?",
              short_text(LONGEST_CODE), applies=only("code")),
        Typed("amount", "Amount", lambda _s, _a: "How much is in it? Such as £5,000.",
              read_pounds, shown_as=shown_as_pounds, applies=only("amount")),
        Typed("starts", "First day", lambda _s, _a: f"Its first day? {_LIKE}", read_day,
              shown_as=_shown_day, applies=only("starts")),
        Typed("ends", "Last day", lambda _s, _a: f"Its last day? {_LIKE}", read_last_day,
              shown_as=_shown_day, applies=only("ends")),
    )  # fmt: skip


async def _add_pot(context: Context, setting: Setting, answers: Answers) -> None:
    pot_id = await budget.add_pot(
        context.tx,
        actor=context.actor,
        area=setting.area,
        name=answers["name"],
        code=answers["code"],
        pence=int(answers["amount"]),
        starts=date.fromisoformat(answers["starts"]),
        ends=date.fromisoformat(answers["ends"]),
        now=context.now,
    )
    context.answer("Entered.")
    context.show("pot", str(pot_id))


async def _change_pot(context: Context, setting: Setting, answers: Answers) -> None:
    pot_id = int(setting.facts["pot"])
    starts, ends = answers.get("starts"), answers.get("ends")
    await budget.change_pot(
        context.tx,
        actor=context.actor,
        pot_id=pot_id,
        name=answers.get("name"),
        code=answers.get("code"),
        pence=int(answers["amount"]) if "amount" in answers else None,
        starts=date.fromisoformat(starts) if starts else None,
        ends=date.fromisoformat(ends) if ends else None,
        now=context.now,
    )
    context.answer("Changed.")
    context.show("pot", str(pot_id))


async def _add_cost(context: Context, setting: Setting, answers: Answers) -> None:
    pot_id = int(setting.facts["pot"])
    await budget.add_cost(
        context.tx,
        actor=context.actor,
        pot_id=pot_id,
        kind=CostKind(answers["kind"]),
        pence=int(answers["amount"]),
        day=date.fromisoformat(answers["day" if answers["when"] == "other" else "when"]),
        now=context.now,
    )
    context.answer("Entered.")
    context.show("costs", str(pot_id), page=0)


async def _add_rate(context: Context, setting: Setting, answers: Answers) -> None:
    done = await budget.add_rate(
        context.tx,
        actor=context.actor,
        area=setting.area,
        rank=answers["rank"],
        basis=Basis.ANNUAL if "annual" in answers else Basis.HOURLY,
        pence=int(answers.get("annual") or answers["hourly"]),
        starts=date.fromisoformat(answers["starts" if answers["when"] == "other" else "when"]),
        ends=date.fromisoformat(answers["ends"]) if answers.get("ends") else None,
        now=context.now,
    )
    context.answer(_entered(done))
    context.show("rates", setting.area.key, page=0)


def _entered(done: RateEntered) -> str:
    if done.corrected is not None:
        return f"Put right: it was {pounds(done.corrected.pence)}."
    ends = done.followed.ends if done.followed else None
    return f"Entered. The one before ends on {long_day(ends)}." if ends else "Entered."


NEW_POT = Form(
    name="newpot",
    version=1,
    title=lambda _s, _a: "New pot",
    steps=_pot_steps(changing=False),
    submit=_add_pot,
    submit_label="Enter it",
)
"""A lead enters a pot."""

CHANGE_POT = Form(
    name="changepot",
    version=1,
    title=lambda s, _a: f"Change “{s.facts['name']}”",
    steps=(
        Choice(
            "part",
            "What",
            lambda _s, _a: "What is to be changed?",
            lambda _s, _a: (
                Option("amount", "Amount"),
                Option("ends", "Last day"),
                Option("starts", "First day"),
                Option("name", "Name"),
                Option("code", "Cost code"),
            ),
        ),
        *_pot_steps(changing=True),
    ),
    submit=_change_pot,
    submit_label="Change it",
)
"""A lead changes one part of a pot."""

NEW_COST = Form(
    name="newcost",
    version=1,
    title=lambda s, _a: f"A cost of “{s.facts['name']}”",
    steps=(
        Choice(
            "kind",
            "For",
            lambda _s, _a: "What for?",
            lambda _s, _a: tuple(
                Option(each.value, words.capitalize()) for each, words in COSTS.items()
            ),
        ),
        Typed(
            "amount",
            "Amount",
            lambda _s, _a: "How much? Such as £34.50.",
            read_pounds,
            shown_as=shown_as_pounds,
        ),
        Choice(
            "when",
            "When",
            lambda _s, _a: "On which day?",
            lambda s, _a: (
                Option(s.facts["today"], "Today"),
                Option(s.facts["yesterday"], "Yesterday"),
                Option("other", "Another day"),
            ),
        ),
        Typed(
            "day",
            "Day",
            lambda _s, _a: f"Which day? {_LIKE}",
            read_day,
            applies=given("when", "other"),
            shown_as=_shown_day,
        ),
    ),
    submit=_add_cost,
    submit_label="Enter it",
)
"""A lead enters what was bought from a pot."""


_IS_ANNUAL = where(lambda setting: setting.area.budget.is_full)


NEW_RATE = Form(
    name="newrate",
    version=2,
    title=lambda _s, _a: "New rate",
    steps=(
        Choice(
            "rank",
            "Rank",
            lambda _s, _a: "For which rank?",
            lambda s, _a: tuple(Option(each, each) for each in s.area.ranks),
        ),
        Typed(
            "hourly",
            "An hour",
            lambda _s, _a: "What does an hour cost? Such as £25.50.",
            read_pounds,
            applies=~_IS_ANNUAL,
            shown_as=shown_as_pounds,
        ),
        Typed(
            "annual",
            "A year",
            lambda _s, _a: "What is the annual pay? Such as £40,690.",
            read_pounds,
            applies=_IS_ANNUAL,
            shown_as=shown_as_pounds,
        ),
        Choice(
            "when",
            "From",
            lambda _s, _a: "From which day?",
            lambda s, _a: (
                Option(s.facts["today"], f"Today ({_shown_day(s.facts['today'])})"),
                Option(s.facts["first"], _shown_day(s.facts["first"])),
                Option(s.facts["following"], _shown_day(s.facts["following"])),
                Option("other", "Another day"),
            ),
        ),
        Typed(
            "starts",
            "First day",
            lambda _s, _a: f"From which day? {_LIKE}",
            read_day,
            applies=given("when", "other"),
            shown_as=_shown_day,
        ),
        Typed(
            "ends",
            "Until",
            lambda _s, _a: "Until which day? Skip this if it holds until further notice.",
            read_day,
            is_optional=True,
            shown_as=_shown_day,
        ),
    ),
    submit=_add_rate,
    submit_label="Enter it",
)
"""A lead enters what a rank costs."""
