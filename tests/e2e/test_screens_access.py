"""Who sees which screen when it is drawn: roles may have ended since it was asked for.

The table names every screen. One that is not in it fails the first test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.screenplays import screens
from bot.screens import Showing
from operation.people import Actor
from storage.database import Database
from storage.keys import Keys
from tests.e2e.permission_stage import AREAS, HERE, NOW, Ids, actors_of, build

Subject = Callable[[Ids], str]
Facts = Mapping[str, Any]

LEADS = {"lead", "deputy"}


def _of_member(ids: Ids) -> str:
    return str(ids.members["colleague"])


def _week(ids: Ids) -> str:
    return str(ids.week)


def _patrol(ids: Ids) -> str:
    return str(ids.patrol)


def _asked(ids: Ids) -> str:
    return str(ids.asked)


def _area(_ids: Ids) -> str:
    return HERE.key


LINK = {"role": "officer", "people": 1, "expires_at": NOW.isoformat(), "url": "https://t.me/x"}
FOR_LEADS: dict[str, tuple[Subject, Facts]] = {
    "week_card": (_week, {}),
    "week_closed": (_week, {}),
    "night_closed": (_patrol, {}),
    "patrol_card": (_patrol, {}),
    "rota": (_area, {}),
    "choose_extra_night": (_area, {}),
    "choose_officer": (_patrol, {"page": 0}),
    "plan": (_area, {}),
    "plan_night": (_area, {"weekday": 4}),
    "plan_moment": (_area, {"name": "closes"}),
    "member": (_of_member, {}),
    "sure_to_remove": (_of_member, {}),
    "choose_role": (_of_member, {}),
    "choose_place": (_of_member, {"role": "local_officer", "page": 0}),
    "left_group": (_of_member, {}),
    "unreachable": (_of_member, {}),
    "set_aside": (_of_member, {}),
    "choose_link": (_area, {}),
    "link_made": (_area, LINK),
    "approval": (_asked, {}),
    "people": (_area, {"page": 0}),
}
FOR_ONESELF: dict[str, Subject] = {
    "training": _of_member,
    "roles": _of_member,
    "suspended": _of_member,
    "restored": _of_member,
    "removed": _of_member,
}
ELSEWHERE_SHOWN = {
    # For leads too; told with the change that calls for them, and played in the plays.
    "group_lost", "pin_refused", "tell_them", "notice_failed",
    # To oneself, by one's own chat.
    "approved", "declined", "home", "help", "privacy", "joined", "my_shifts", "form",
    "cancelled", "gave_up", "moved_in", "moved_out", "added", "added_waiting", "taken_off",
    # Logistics, to the group and to its officers.
    "rota_week", "week_asked",
}  # fmt: skip


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[tuple[Database, Ids, Mapping[str, Actor]]]:
    """A database with everybody in it."""
    db = Database(f"sqlite+aiosqlite:///{tmp_path / 'access.db'}", keys=Keys.generate())
    await db.migrate()
    ids = await build(db)
    yield db, ids, await actors_of(db, ids)
    await db.dispose()


def test_every_screen_is_in_a_table() -> None:
    known = set(FOR_LEADS) | set(FOR_ONESELF) | ELSEWHERE_SHOWN
    assert set(screens(AREAS)) <= known


async def test_a_leads_screen_is_drawn_for_leads_of_the_area_and_nobody_else(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    plays = screens(AREAS)
    for name, (subject, facts) in FOR_LEADS.items():
        seen = set()
        for who, actor in actors.items():
            async with db.reading() as tx:
                showing = Showing(subject(ids), facts, actor.chat_id or 0, NOW)
                if await plays[name].draw(tx, showing) is not None:
                    seen.add(who)
        assert seen == LEADS, name


async def test_what_is_told_to_one_person_is_drawn_for_them_alone(
    stage: tuple[Database, Ids, Mapping[str, Actor]],
) -> None:
    db, ids, actors = stage
    plays = screens(AREAS)
    for name, subject in FOR_ONESELF.items():
        for actor in actors.values():
            async with db.reading() as tx:
                showing = Showing(subject(ids), {}, actor.chat_id or 0, NOW)
                assert await plays[name].draw(tx, showing) is None, name
