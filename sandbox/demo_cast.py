"""The invented people of the demo, who join the bot as anybody would: by its own screens."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.client import Group, Person, Sandbox
from sandbox.demo_history import WEEKS, plays_history

GROUP = "Lambeth patrols (demo)"
ROOM = "Parade room (demo)"
LEAD = ("Lee", "Example")
OFFICERS = (
    ("Ada", "Sample"),
    ("Ben", "Tester"),
    ("Cy", "Placeholder"),
    ("Di", "Specimen"),
    ("Gil", "Dummy"),
    ("Hal", "Mockup"),
    ("Ida", "Pattern"),
    ("Jo", "Template"),
)
NOVICE = ("Eve", "Novice")
NEWCOMER = ("Flo", "Newcomer")
WAIT = 45.0


async def casts(
    world: Sandbox,
    *,
    first_link: Callable[[], str],
    weeks: int = WEEKS,
    until: datetime | None = None,
) -> str:
    """Have everyone join, unless they have; the phones to show first, as the page's address says.

    Two officers look at the group, the lead at the bot, the newcomer at the link.
    """
    known = {person.name: person.id for person in await world.people()}
    if " ".join(NEWCOMER) not in known:
        known = await _join(world, first_link, weeks, until or datetime.now(UTC))
    chats = {chat["title"]: chat["id"] for chat in (await world.state())["chats"]}
    group, room = chats[GROUP], chats[ROOM]
    shown = ((OFFICERS[0], group), (OFFICERS[3], group), (LEAD, "bot"), (NEWCOMER, room))
    return ",".join(f"{known[' '.join(name)]}.{chat}" for name, chat in shown)


async def _join(
    world: Sandbox, first_link: Callable[[], str], weeks: int, until: datetime
) -> dict[str, int]:
    # The rush of the first minute is no test of Telegram's limits.
    await world.limits(False)
    lead = await world.person(*LEAD)
    await _enrols(lead, first_link(), rank="PS", number="1001LE")
    officers = [await world.person(*name) for name in (*OFFICERS, NOVICE)]
    await lead.waits_for("You are in", timeout=WAIT)
    link = await _makes_link(lead)
    for number, officer in enumerate(officers, 2):
        await _enrols(officer, link, rank="PC", number=f"100{number}LE")
        await _lets_in(lead, officer, trained=officer is not officers[-1])
    newcomer = await world.person(*NEWCOMER)
    group = await world.group(GROUP, [lead, *officers])
    await lead.sends("/link", chat=group)
    await lead.waits_for("Rota · week of", chat=group, timeout=WAIT)
    await plays_history(world, lead, officers[:-1], group, until=until, weeks=weeks)
    await _two_are_in(officers[1:3], group)
    # The first one has run out by now.
    await _pass_on(world, lead, newcomer, await _makes_link(lead))
    await world.limits(True)
    return {person.name: person.id for person in await world.people()}


async def _enrols(person: Person, link: str, *, rank: str, number: str) -> None:
    await person.opens(link)
    await person.waits_for("I have read this", timeout=WAIT)
    await person.presses("I have read this, go on")
    await person.waits_for("Your rank?", timeout=WAIT)
    await person.presses(rank)
    await person.waits_for("Your surname?", timeout=WAIT)
    await person.sends(person.name.rpartition(" ")[2])
    await person.waits_for("Your warrant number?", timeout=WAIT)
    await person.sends(number)
    await person.waits_for("check and send", timeout=WAIT)
    await person.presses("Send")


async def _makes_link(lead: Person) -> str:
    asked = await lead.sends("/people")
    shown = await lead.waits_for("New link", timeout=WAIT, after=asked)
    await lead.presses("New link", message=shown)
    shown = await lead.waits_for("Officer ×20", timeout=WAIT, after=asked)
    await lead.presses("Officer ×20", message=shown)
    shown = await lead.waits_for("?start=", timeout=WAIT, after=asked)
    return re.search(r"https://t\.me/\S+", shown.text)[0]  # type: ignore[index] # waited for above


async def _lets_in(lead: Person, officer: Person, *, trained: bool) -> None:
    surname = officer.name.rpartition(" ")[2]
    await lead.waits_for(f"{surname} asks to join", timeout=WAIT)
    await lead.presses("Yes, trained" if trained else "Yes, not trained yet")
    await officer.waits_for("You are in as", timeout=WAIT)


async def _two_are_in(officers: list[Person], group: Group) -> None:
    for officer in officers:
        shown = await officer.waits_for("Fri", chat=group, timeout=WAIT)
        label = next(label for label in shown.buttons if ": in" in label)
        await officer.presses(label, chat=group, message=shown)


async def _pass_on(world: Sandbox, lead: Person, newcomer: Person, link: str) -> None:
    """The lead hands the newcomer a link, in a chat that the bot is not in."""
    room = await world.group(ROOM, [lead, newcomer], bot="absent")
    await lead.sends(f"Welcome! To join the patrols, open {link}", chat=room)
