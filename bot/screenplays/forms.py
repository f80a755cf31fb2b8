"""How the screens of guided conversations are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.forms.catalogue import FORMS
from bot.screens import Screenplay, Showing
from bot.views import forms as views
from operation.area import Area
from storage import drafts, people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def form(tx: Transaction, showing: Showing) -> views.FormPage | None:
        return await FORMS.load(tx, showing, areas)

    async def is_member(tx: Transaction, showing: Showing) -> bool:
        return bool((await people.actor_of_chat(tx, showing.chat_id)).members)

    async def draft(tx: Transaction, showing: Showing) -> views.WaitingDraft | None:
        found = await drafts.find_by_id(tx, int(showing.subject))
        if found is None or found.chat_id != showing.chat_id:
            return None
        return await FORMS.waits(tx, found, areas, showing.now)

    async def waiting(tx: Transaction, showing: Showing) -> tuple[views.WaitingDraft, ...]:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        found = await drafts.waiting_of(tx, person_id=actor.person_id or 0, now=showing.now)
        named = [await FORMS.waits(tx, each, areas, showing.now) for each in found]
        return tuple(each for each in named if each is not None)

    async def dropped(_tx: Transaction, showing: Showing) -> views.Dropped:
        facts = showing.facts
        return views.Dropped(facts["title"], int(facts["answered"]), facts["began"])

    async def title(_tx: Transaction, showing: Showing) -> str:
        return str(showing.facts["title"])

    return {
        "drafts": Screenplay(waiting, views.drafts),
        "draft_saved": Screenplay(draft, views.draft_saved),
        "draft_drop": Screenplay(draft, views.draft_drop),
        "draft_due": Screenplay(draft, views.draft_due),
        "draft_dropped": Screenplay(dropped, views.draft_dropped),
        "form_closed": Screenplay(is_member, lambda _found: views.form_closed()),
        "practised": Screenplay(title, views.practised),
        "form": Screenplay(form, views.form),
        "cancelled": Screenplay(is_member, lambda found: views.cancelled(is_member=found)),
    }
