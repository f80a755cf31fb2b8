"""How each screen is looked up and drawn, by name."""

from __future__ import annotations

from collections.abc import Mapping

from bot.screenplays import forms, people, rota
from bot.screens import Screens
from operation.area import Area


def screens(areas: Mapping[str, Area]) -> Screens:
    """Every screen there is, by name."""
    return {**people.screens(areas), **rota.screens(areas), **forms.screens(areas)}
