"""Who may see a screen, asked again when it is drawn: roles may have ended meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.screens import Screen, Screenplay, Showing
from operation.area import Area
from operation.people import Role
from storage import people
from storage.database import Transaction


def for_roles(play: Screenplay[Any], *roles: Role) -> Screenplay[Any]:
    """Drawn only for somebody who holds one of the roles in the area that it shows."""

    async def load(tx: Transaction, showing: Showing) -> Any:
        found = await play.load(tx, showing)
        if found is None:
            return None
        area = _area_of(found)
        actor = await people.actor_of_chat(tx, showing.chat_id)
        may = any(member.area == area and member.may(*roles) for member in actor.members)
        return found if may else None

    return replace(play, load=load)


def for_lead(play: Screenplay[Any]) -> Screenplay[Any]:
    """Drawn only for a lead of the area that it shows."""
    return for_roles(play, Role.LEAD)


def for_oneself(play: Screenplay[Any]) -> Screenplay[Any]:
    """Drawn only for the person whom it is about."""

    async def load(tx: Transaction, showing: Showing) -> Any:
        found = await play.load(tx, showing)
        person_id = await people.person_of_chat(tx, showing.chat_id)
        return found if found is not None and found.member.person_id == person_id else None

    return replace(play, load=load)


def or_gone(play: Screenplay[Any]) -> Screenplay[Any]:
    """For a card that stands in a chat: who may not see it any more finds nothing on it.

    Left as it is it would go on showing what it last said.
    """

    async def load(tx: Transaction, showing: Showing) -> Any:
        found = await play.load(tx, showing)
        return _GONE if found is None else found

    return Screenplay(load, lambda found: NO_LONGER if found is _GONE else play.view(found))


NO_LONGER = Screen(text="You do not have access to this any more.")
_GONE = object()


def _area_of(found: Any) -> str:
    """The area of what was looked up: an area itself, or a board, alone or first of several."""
    first = found[0] if isinstance(found, tuple) else found
    area = first if isinstance(first, Area) else first.area
    return str(area.key)
