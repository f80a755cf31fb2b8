"""Who sees entries of a patrol when they are drawn: its crew and leads; alerts, who is alerted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.screenplays import screens
from bot.screenplays.access import NO_LONGER
from bot.screens import Showing
from storage.database import Database
from storage.keys import Keys
from tests.e2e.access_intelligence import FOR_ALERTED, FOR_MEMBERS, FOR_RECORDERS, Subject
from tests.e2e.permission_kinds import ACTIVE, LEADS
from tests.e2e.permission_stage import AREAS, NOW, Ids, actors_of


async def test_entries_are_drawn_for_their_crew_and_leads_and_alerts_for_leads(
    cast: tuple[Path, Keys, Ids], cast_db: Database
) -> None:
    _, _, ids = cast
    actors = await actors_of(cast_db, ids)
    plays = screens(AREAS)

    async def seen(name: str, subject: Subject, facts: Mapping[str, Any]) -> set[str]:
        found = set()
        for who, actor in actors.items():
            async with cast_db.reading() as tx:
                showing = Showing(subject(ids), facts, actor.chat_id or 0, NOW)
                if await plays[name].draw(tx, showing) not in (None, NO_LONGER):
                    found.add(who)
        return found

    for name, (subject, facts) in FOR_RECORDERS.items():
        assert await seen(name, subject, facts) == LEADS | {"officer"}, name
    for name, (subject, facts) in FOR_ALERTED.items():
        assert await seen(name, subject, facts) == LEADS, name
    for name, (subject, facts) in FOR_MEMBERS.items():
        found = await seen(name, subject, facts)
        assert found >= ACTIVE, name
        assert not {"stranger", "removed lead", "suspended lead"} & found, name
