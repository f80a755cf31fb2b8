"""The money and hours of the weeks before the demo, by the bot's own screens: a pot, a rate, and
everyone's times after each night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sandbox.client import Person

WAIT = 45.0
POT = ("Proceeds of crime (demo)", "POCA-7", "£16,000")
RATE = "£28.50"
_AHEAD = timedelta(weeks=6)
"""How long the pot has still to last when the demo begins."""
_RIGHT = "✅ Right"
_LATE = "Gil"
"""Who has had a late finish now and then, and says why."""


async def enters_money(lead: Person, *, first: date, last: date) -> None:
    """The lead enters what a PC costs, and a pot from that day until some weeks from the last."""
    await lead.sends("/start")
    await lead.waits_for("Support, any time", timeout=WAIT)
    await _taps(lead, ("Money", "Money"), ("Rates", "Rates · "), ("New rate", "For which rank?"))
    await _taps(lead, ("PC", "What does an hour cost?"))
    await _types(lead, (RATE, "From which day?"))
    await _taps(lead, ("Another day", "Type it like"))
    await _types(lead, (f"{first:%d/%m/%Y}", "Until which day?"))
    await _taps(lead, ("Skip", "check and send"), ("Enter it", "an hour,"))
    await _taps(lead, ("‹ Money", "New pot"), ("New pot", "What is the pot called?"))
    name, code, amount = POT
    await _types(
        lead,
        (name, "Its cost code?"),
        (code, "How much is in it?"),
        (amount, "Its first day?"),
        (f"{first:%d/%m/%Y}", "Its last day?"),
        (f"{last + _AHEAD:%d/%m/%Y}", "check and send"),
    )
    await _taps(lead, ("Enter it", f"cost code {code}"))


async def states_hours(officers: Sequence[Person]) -> None:
    """Whoever has been asked for their times says them: most as planned, one later now and then."""
    for officer in officers:
        asked = [each for each in (await officer.sees()).messages if each.shows(_RIGHT)]
        if asked and officer.name.startswith(_LATE):
            await officer.presses("Other times…", message=asked.pop())
            await officer.waits_for("To +15", timeout=WAIT)
            await _taps(officer, ("To +15", "02:15"), ("To +15", "02:30"), ("Arrest", "arrest"))
        for message in asked:
            await officer.presses(_RIGHT, message=message)


async def settles_hours(lead: Person, officers: Sequence[Person]) -> None:
    """Everybody says their times, and the lead confirms those that are as planned."""
    await states_hours(officers)
    for message in (await lead.sees()).messages:
        for label in message.buttons:
            if label.startswith("✅ Confirm") and label.endswith("as planned"):
                await lead.presses(label, message=message)


async def _taps(person: Person, *steps: tuple[str, str]) -> None:
    """Tap each of these, and wait for what it shows."""
    for label, shows in steps:
        await person.presses(label)
        await person.waits_for(shows, timeout=WAIT)


async def _types(person: Person, *steps: tuple[str, str]) -> None:
    """Type each of these, and wait for what is asked next."""
    for text, shows in steps:
        await person.sends(text)
        await person.waits_for(shows, timeout=WAIT)
