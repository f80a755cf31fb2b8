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
from operation.people import Grant, GrantState, MemberState, Role
from sandbox.state import User
from storage import chats, grants, people
from storage.chats import ChatKind
from storage.database import Database, Transaction
from storage.keys import Keys

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
                await _has_joined(tx, user, f"Example-{number:03}", now)
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


async def _has_joined(tx: Transaction, user: User, surname: str, now: datetime) -> None:
    """The first of them leads, too."""
    chat = await chats.ensure(tx, user.id, ChatKind.PRIVATE)
    await chats.mark_reachable(tx, chat.id)
    member_id = await people.save_member(
        tx,
        person_id=await people.ensure_person(tx, chat.id, at=now),
        area=AREA,
        state=MemberState.ACTIVE,
        rank="PC",
        surname=surname,
        warrant=None,
        at=now,
    )
    trained_on = (now - timedelta(days=30)).date()
    await people.change_member(tx, member_id, trained_on=trained_on)
    roles = (Role.OFFICER, Role.LEAD) if surname.endswith("-001") else (Role.OFFICER,)
    for role in roles:
        await grants.add_grant(tx, member_id, Grant(role, None, None, GrantState.HELD), at=now)
