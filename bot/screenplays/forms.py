"""How the screens of guided conversations are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.forms.catalogue import FORMS
from bot.screens import Screenplay, Showing
from bot.views import forms as views
from operation.area import Area
from storage import people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def form(tx: Transaction, showing: Showing) -> views.FormPage | None:
        return await FORMS.load(tx, showing, areas)

    async def is_member(tx: Transaction, showing: Showing) -> bool:
        return bool((await people.actor_of_chat(tx, showing.chat_id)).members)

    return {
        "form": Screenplay(form, views.form),
        "cancelled": Screenplay(is_member, lambda found: views.cancelled(is_member=found)),
    }
