"""How the screens of returns are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.actions.return_boards import ReturnBoard, return_board
from bot.forms.returns import FORM_OF, facts_of
from bot.forms.sitting import REVIEW, Sitting
from bot.forms.steps import Setting
from bot.screenplays.access import or_gone
from bot.screens import Screenplay, Showing
from bot.views import entries
from bot.views import returns as views
from operation.area import Area
from operation.returns import Kind
from storage import people, rota
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def board(tx: Transaction, showing: Showing) -> ReturnBoard | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await return_board(
            tx, patrol_id=int(showing.subject), actor=actor, areas=areas, now=showing.now
        )

    async def shown(tx: Transaction, showing: Showing) -> views.ShownReturn | None:
        found = await board(tx, showing)
        if found is None:
            return None
        facts = await facts_of(tx, found.patrol)
        return _in_words(found, Setting(found.area, facts))

    async def for_lead(tx: Transaction, showing: Showing) -> ReturnBoard | None:
        found = await board(tx, showing)
        return found if found is not None and found.is_lead else None

    async def night(tx: Transaction, showing: Showing) -> date:
        return (await rota.get_patrol(tx, int(showing.subject))).book.night

    async def nothing(_tx: Transaction, _showing: Showing) -> bool:
        return True

    return {
        "return": Screenplay(shown, views.return_),
        "struck_values": Screenplay(shown, views.struck_values),
        "entries": Screenplay(board, entries.entries),
        "choose_fault": Screenplay(for_lead, views.choose_fault),
        "return_missing": or_gone(Screenplay(board, views.missing)),
        "return_missing_lead": or_gone(Screenplay(for_lead, views.missing_for_lead)),
        "return_news": or_gone(Screenplay(for_lead, views.news)),
        "return_is_in": Screenplay(night, views.is_in),
        "screen_closed": Screenplay(nothing, lambda _found: views.closed()),
    }


def _in_words(found: ReturnBoard, setting: Setting) -> views.ShownReturn:
    """The answers as the form puts them."""
    kind = found.found.kind if found.found is not None else None
    form = FORM_OF[kind or Kind.WORKED]
    sitting = Sitting(form, setting, found.now, found.answers, REVIEW)
    by_name = {step.name: step for each in FORM_OF.values() for step in each.steps}
    answers = sitting.filled.answers
    return views.ShownReturn(
        board=found,
        answers=tuple(
            (step.label, words) for step, words in sitting.reviewed() if step.name in found.answers
        ),
        struck=tuple(
            (
                by_name[each.step].label if each.step in by_name else each.step,
                by_name[each.step].shown(setting, answers, each.value)
                if each.step in by_name
                else each.value,
            )
            for each in found.struck
        ),
    )
