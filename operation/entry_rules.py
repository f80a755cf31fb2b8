"""What an area settles about entries: lists to choose from, and what its safeguarding cards say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing to choose from; `key` is short and stays, `name` is what people read."""

    key: str
    name: str


CONDITIONS = (
    Listed("originator", "Ask the originator before sharing"),
    Listed("police", "Police only"),
    Listed("partners", "Named partners only"),
    Listed("no-action", "No action without the originator"),
    Listed("sanitise", "Sanitise further before sharing"),
)
INCIDENTS = (
    Listed("threat", "Threat"),
    Listed("assault", "Assault"),
    Listed("sharps", "Needle or sharps"),
    Listed("vehicle", "Vehicle"),
    Listed("equipment", "Equipment"),
    Listed("near-miss", "Near miss"),
    Listed("other", "Other"),
)
CHILD = (
    "Stay with the child, keep them safe. Do not question them.",
    "Ring the patrol's supervisor now.",
    "Children's social care hub: ask a lead for its number (leads: put it in the area file).",
    "No loitering, caution or ordinary referral: they are a child first.",
)
ADULT = (
    "Listen, do not question. Ring the patrol's supervisor now.",
    "She decides what happens next, unless somebody is in danger or a child is involved.",
    "Trafficking: a referral as a victim needs her consent; without it there is a duty to notify.",
    "Who to call: ask a lead (leads: put your force's numbers in the area file).",
)
SOURCE_UNIT = "Refer to your force's source handling unit."


@dataclass(frozen=True, slots=True)
class IntelligenceRules:
    """`conditions`: what sharing may hang on. `source_unit`: whom to refer a source to.

    `chase_hour`: the local hour at which a missing force reference is asked for each day.
    """

    conditions: tuple[Listed, ...] = CONDITIONS
    source_unit: str = SOURCE_UNIT
    chase_hour: int = 14


@dataclass(frozen=True, slots=True)
class IncidentRules:
    """`kinds`: what can happen to a crew."""

    kinds: tuple[Listed, ...] = INCIDENTS


@dataclass(frozen=True, slots=True)
class SafeguardingRules:
    """`child`, `adult`: the lines of the two cards.

    The force's reference of an under-18 stop is asked for after `first_chase_hours`, then every
    `chase_hours` between the local hours `day_from` and `day_until`; after `daily_after_hours`
    once a day at `daily_hour`, as is that of an adult in danger from the day after.
    """

    child: tuple[str, ...] = CHILD
    adult: tuple[str, ...] = ADULT
    first_chase_hours: int = 1
    chase_hours: int = 4
    day_from: int = 8
    day_until: int = 22
    daily_after_hours: int = 24
    daily_hour: int = 10
