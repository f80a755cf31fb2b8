"""How each screen is looked up and drawn, by name."""

from __future__ import annotations

from collections.abc import Mapping

from bot.screenplays import (
    agencies,
    budget,
    crew,
    fairness,
    feed,
    forms,
    hours,
    incidents,
    intelligence,
    pairing,
    partners,
    people,
    referrals,
    rest,
    returns,
    rota,
    stops,
    support_requests,
    swaps,
    training,
    visits,
)
from bot.screens import Screens
from operation.area import Area

SLICES = (
    people,
    rota,
    crew,
    fairness,
    rest,
    agencies,
    partners,
    feed,
    swaps,
    pairing,
    visits,
    support_requests,
    hours,
    budget,
    forms,
    training,
    referrals,
    returns,
    stops,
    intelligence,
    incidents,
)


def screens(areas: Mapping[str, Area]) -> Screens:
    """Every screen there is, by name."""
    return {name: play for each in SLICES for name, play in each.screens(areas).items()}
