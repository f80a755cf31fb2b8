"""What the cast works around its patrols: two taps for a night, remembered after that."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.client import Message, Person

WAIT = 45.0
_DUTIES: Mapping[str, tuple[str, str]] = {
    "Ada": ("Middle 12–20", "Rest day"),
    "Ben": ("Rest day", "Middle 12–20"),
    "Cy": ("Rest day", "Rest day"),
    "Di": ("Rest day", "Middle 12–20"),
    "Gil": ("Middle 12–20", "Rest day"),
    "Hal": ("Rest day", "Rest day"),
    "Ida": ("Rest day", "Rest day"),
    "Jo": ("Rest day", "Early 7–15"),
}
"""Before and after every patrol. A shift is long for two of them, and Jo's rest is too short."""


async def states_duties(person: Person) -> None:
    """Whoever is asked about a night under “My shifts” answers with two taps."""
    before, after = _DUTIES[person.name.partition(" ")[0]]
    shown = await _shifts(person)
    while shown.shows("Your duty before"):
        await person.presses(before, message=shown)
        asked = await person.waits_for("next duty after it?", timeout=WAIT)
        await person.presses(after, message=asked)
        await person.waits_for("Change after", timeout=WAIT)
        shown = await _shifts(person)


async def _shifts(person: Person) -> Message:
    sent = await person.sends("/shifts")
    return await person.waits_for("My shifts\n", timeout=WAIT, after=sent)
