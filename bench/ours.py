"""Our bot as it is shipped: `python -m bot run` on its SQLite file, with a crew that has joined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.venue import Program, Venue, program
from bot.actions.areas import start_areas
from bot.actions.groups import link_group
from config.areas import SHIPPED_AREAS, read_areas
from operation.people import Role
from storage import people
from storage.database import Database
from storage.keys import Keys
from tests.enrolled import enrol

AREA = "lambeth"


@asynccontextmanager
async def ours(place: Venue, folder: Path, *, limits: bool = False) -> AsyncIterator[Program]:
    """The bot on a new database in which everyone in the group is a trained officer."""
    make_folder(folder)
    await _people_have_joined(place, folder)
    environment = {
        "EPHEDRA_TOKEN": place.token,
        "EPHEDRA_TELEGRAM_API_URL": place.url,
        "EPHEDRA_DATA_DIR": str(folder),
        "EPHEDRA_DATABASE_URL": _address(folder),
        "EPHEDRA_KEYS": str(folder / "keys.json"),
        "EPHEDRA_LIMITS": "on" if limits else "off",
    }
    async with program(["bot", "run"], folder / "bot.log", environment) as running:
        yield running


def make_folder(folder: Path) -> None:
    """Where the bot keeps its data."""
    folder.mkdir(parents=True, exist_ok=True)


def database(folder: Path) -> Database:
    """The bot's database."""
    return Database(_address(folder), keys=Keys.load_or_create(folder / "keys.json"))


def _address(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'ephedra.db'}"


async def _people_have_joined(place: Venue, folder: Path) -> None:
    """What enrolling, training and /link would have left in the database."""
    areas = read_areas([SHIPPED_AREAS])
    now = datetime.now(UTC)
    db = database(folder)
    try:
        await db.migrate()
        async with db.transaction() as tx:
            await start_areas(tx, areas=areas, now=now)
            for number, user in enumerate(place.crew, 1):
                await enrol(
                    tx,
                    surname=f"Example-{number:03}",
                    telegram_id=user.id,
                    at=now,
                    area=AREA,
                    roles=(Role.OFFICER, Role.LEAD) if number == 1 else (Role.OFFICER,),
                    trained_on=(now - timedelta(days=30)).date(),
                )
            await link_group(
                tx,
                actor=await people.actor_by_telegram(tx, place.crew[0].id),
                area=areas[AREA],
                telegram_id=place.group.id,
                title=place.group.title,
                now=now,
            )
    finally:
        await db.dispose()
