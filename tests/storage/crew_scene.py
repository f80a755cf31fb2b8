"""A closed week with a crew to publish: the scene of the tests of crews, with no bot running."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import insert, select

from bot.actions import calling, crew, turnout
from bot.actions import rota as lists
from bot.actions.crew import Done
from bot.scheduling.jobs import jobs
from bot.scheduling.tick import Tick
from config.areas import SHIPPED_AREAS, read_areas
from operation.book import Window
from operation.crew import Crew, Reason, State
from operation.leading import Leading
from operation.nights import PlannedNight
from operation.people import Role
from storage import areas as area_plans
from storage import audit, chats, leading, outbox, people, rota
from storage import crew as crews
from storage.audit import AuditEvent
from storage.chats import ChatKind
from storage.database import Database
from storage.notices import WAITING, notice
from storage.outbox_tables import post
from tests.enrolled import enrol

NOW = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
CLOSES = datetime(2031, 3, 5, 18, 0, tzinfo=UTC)
"""When sign-up closes; the crews are proposed then."""
LATER = CLOSES + timedelta(hours=1)
STARTS = datetime(2031, 3, 14, 20, tzinfo=UTC)
GROUP = -1001
LEADS = (901, 902)
"""Two leads of Lambeth, by their Telegram ids; they do not go out themselves."""
AREAS = read_areas([SHIPPED_AREAS])
OFFER = timedelta(hours=AREAS["lambeth"].crew.offer_for)
"""How long an offer stands while the night is far."""

T = TypeVar("T")


class Clock:
    """Shows whatever it is set to."""

    def __init__(self, shows: datetime) -> None:
        self.shows = shows

    def now(self) -> datetime:
        return self.shows


@dataclass(frozen=True)
class Scene:
    """A week with a Friday and a Saturday; people are named by their Telegram ids."""

    db: Database
    week: int
    friday: int
    saturday: int
    officers: range
    ids: Mapping[int, int]
    """Each one's member id."""

    # What people do

    async def does(
        self, who: int, act: Callable[..., Awaitable[T]], *, at: datetime = LATER, **facts: object
    ) -> T:
        """Somebody's action in a transaction of its own, as a tap would have it."""
        if "areas" in inspect.signature(act).parameters:
            facts["areas"] = AREAS
        async with self.db.transaction() as tx:
            actor = await people.actor_by_telegram(tx, who)
            return await act(tx, actor=actor, now=at, **facts)

    async def due(self, act: Callable[..., Awaitable[T]], *, at: datetime, **facts: object) -> T:
        """What a notice does, without the notice."""
        async with self.db.transaction() as tx:
            return await act(tx, areas=AREAS, now=at, **facts)

    async def signs_up(self, who: int, night: int, at: datetime = NOW) -> None:
        await self.does(who, lists.sign_up, at=at, patrol_id=night)

    async def closes(self) -> None:
        """Sign-up ends, and crews are proposed."""
        await self.due(calling.end_sign_up, at=CLOSES, week_id=self.week)

    async def publishes(
        self, night: int, lead: int = LEADS[0], at: datetime = LATER, **more: object
    ) -> Done:
        """A lead publishes the crew that is there to see now."""
        version = (await self.crew(night)).version
        done = await self.does(lead, crew.publish, at=at, patrol_id=night, version=version, **more)
        await self.is_led(night)
        return done

    async def is_led(self, night: int) -> None:
        """The last of the crew leads it and a lead supervises, with nothing said about it."""
        crew = (await self.crew(night)).crew
        named = Leading(crew[-1].member_id if crew else None, supervisor=self.ids[LEADS[0]])
        async with self.db.transaction() as tx:
            await leading.save(tx, night, named, at=NOW)

    async def picks(self, who: int, night: int, *, wanted: bool, lead: int = LEADS[0]) -> None:
        await self.does(lead, crew.pick, patrol_id=night, member_id=self.ids[who], wanted=wanted)

    async def confirms(self, who: int, night: int, at: datetime = LATER) -> Done:
        return await self.does(who, turnout.confirm, at=at, patrol_id=night)

    async def withdraws(self, who: int, night: int, at: datetime = LATER) -> Done:
        return await self.does(who, turnout.withdraw, at=at, patrol_id=night, reason=Reason.UNSAID)

    async def accepts(
        self, who: int, night: int, at: datetime = LATER, tapped: datetime | None = None
    ) -> Done:
        return await self.does(who, turnout.accept, at=at, patrol_id=night, tapped=tapped)

    async def declines(self, who: int, night: int, at: datetime = LATER) -> Done:
        return await self.does(who, turnout.decline, at=at, patrol_id=night)

    # What has become of it

    async def crew(self, night: int) -> Crew:
        async with self.db.transaction() as tx:
            return (await crews.held(tx, night)).crew

    async def stand(self, night: int) -> dict[int, State]:
        """How everyone stands, on the night or no longer, by Telegram id."""
        found = await self.crew(night)
        names = {member_id: who for who, member_id in self.ids.items()}
        live = {names[each.member_id]: each.state for each in found.assignments}
        return {names[member_id]: state for member_id, state in found.past.items()} | live

    async def those(self, night: int, *states: State) -> list[int]:
        """Who stands so, in the order in which they are asked."""
        found = await self.crew(night)
        names = {member_id: who for who, member_id in self.ids.items()}
        return [names[each.member_id] for each in found.assignments if each.state in states]

    async def until(self, who: int, night: int) -> datetime:
        """When somebody's offer ends."""
        mine = (await self.crew(night)).of(self.ids[who])
        assert mine is not None
        assert mine.offered_until is not None
        return mine.offered_until

    async def told(self, night: int) -> dict[int, list[str]]:
        """What each one's newest card of the night says first; none of it has been sent."""
        return await self._news(f"night:{night}:")

    async def leads_told(self, night: int) -> dict[int, list[str]]:
        return await self._news(f"crew:{night}:")

    async def _news(self, key: str) -> dict[int, list[str]]:
        cards = select(chats.chat.c.telegram_id, post.c.facts)
        cards = cards.join_from(post, chats.chat, chats.chat.c.id == post.c.chat_id)
        async with self.db.reading() as tx:
            rows = await tx.all(cards.where(post.c.key.startswith(key)).order_by(post.c.id))
        return {
            int(row.telegram_id): [n[0] for n in (row.facts or {"news": ()})["news"]]
            for row in rows
        }

    async def are_delivered(self) -> int:
        """All that waits to be sent or edited is; how many posts of it."""
        count = 0
        while True:
            async with self.db.transaction() as tx:
                parcels = await outbox.claim(tx, owner="me", limit=500)
            if not parcels:
                return count
            count += sum(each.kind == "post" for each in parcels)
            ends: list[outbox.Outcome] = [
                outbox.Shown(each, each.wanted, each.message_id or 1000 + each.id)
                if each.kind == "post"
                else outbox.Sent(each, 500_000 + each.id)
                for each in parcels
            ]
            async with self.db.transaction() as tx:
                await outbox.finish(tx, ends, at=NOW)

    async def audited(self) -> list[AuditEvent]:
        """The whole audit, oldest first; its chain holds."""
        async with self.db.reading() as tx:
            assert await audit.verify(tx) is None
            entries = await audit.recent(tx, None, limit=10_000)
        return [entry.event for entry in reversed(entries)]

    async def planned(self, kind: str) -> dict[str, datetime]:
        """The notices of a kind that wait, by subject."""
        waits = (notice.c.kind == kind) & (notice.c.state == WAITING)
        async with self.db.reading() as tx:
            rows = await tx.all(select(notice.c.subject, notice.c.due_at).where(waits))
        return {row.subject: row.due_at for row in rows}


def ticking(db: Database, clock: Clock) -> Tick:
    """The tick of a process that has just started."""
    return Tick(db=db, clock=clock, owner="me", jobs=jobs(AREAS))


async def scene(
    db: Database,
    *,
    officers: int,
    signed_up: int | None = None,
    places: int = 4,
    minimum: int = 2,
    lead_goes: bool = False,
) -> Scene:
    """A week whose post stands in the group; the first `signed_up` are on both lists, closed.

    With `lead_goes` the second lead is an officer too.
    """
    crowd = range(1_001, 1_001 + officers)
    window = Window(NOW, CLOSES)
    ids: dict[int, int] = {}
    async with db.transaction() as tx:
        await area_plans.seed(tx, "lambeth", AREAS["lambeth"].plan, at=NOW)
        week = await rota.add_week(tx, area="lambeth", monday=date(2031, 3, 10), window=window)
        nights = [planned(date(2031, 3, day), minimum, places) for day in (14, 15)]
        await rota.add_patrols(tx, week_id=week, area="lambeth", nights=nights, window=window)
        friday, saturday = [each.book.patrol_id for each in await rota.patrols_of_week(tx, week)]
        group = await chats.ensure(tx, GROUP, ChatKind.GROUP)
        await outbox.keep_post(
            tx, chat_id=group.id, key=f"rota:{week}", screen="rota_week", subject=str(week), at=NOW
        )
        for who in LEADS:
            roles = [Role.LEAD, Role.OFFICER] if lead_goes and who == LEADS[1] else [Role.LEAD]
            ids[who] = await enrol(
                tx, surname=f"Example {who}", telegram_id=who, at=NOW, roles=roles
            )
        for who in crowd:
            ids[who] = await enrol(tx, surname=f"Sample {who}", telegram_id=who, at=NOW)
    on = Scene(db, week, friday, saturday, crowd, ids)
    if signed_up is not None:
        for minute, who in enumerate(crowd[:signed_up]):
            for night in (friday, saturday):
                await on.signs_up(who, night, NOW + timedelta(minutes=minute))
        await on.closes()
    return on


def planned(night: date, minimum: int = 2, places: int = 4) -> PlannedNight:
    """A night from eight to two."""
    starts = datetime(night.year, night.month, night.day, 20, tzinfo=UTC)
    return PlannedNight(night, starts, starts + timedelta(hours=6), minimum, places)


async def published(
    db: Database, *, officers: int, signed_up: int, places: int = 4, minimum: int = 2
) -> Scene:
    """The same with Friday's crew published and everything delivered."""
    on = await scene(db, officers=officers, signed_up=signed_up, places=places, minimum=minimum)
    await on.publishes(on.friday)
    await on.are_delivered()
    return on


async def worked(
    db: Database,
    night: PlannedNight,
    states: Mapping[int, State],
    *,
    cancelled: bool = False,
    asked_at: datetime | None = None,
    area: str = "lambeth",
) -> int:
    """A night of another week and how members stood with it, by member id; the patrol's id."""
    monday = night.night - timedelta(days=night.night.weekday())
    window = Window(night.starts - timedelta(days=9), night.starts - timedelta(days=8))
    async with db.transaction() as tx:
        week = await rota.find_week(tx, area, monday)
        week_id = (
            week.id if week else await rota.add_week(tx, area=area, monday=monday, window=window)
        )
        await rota.add_patrols(tx, week_id=week_id, area=area, nights=[night], window=window)
        all_of_it = await rota.patrols_of_week(tx, week_id)
        [found] = [each.book.patrol_id for each in all_of_it if each.book.night == night.night]
        if cancelled:
            await rota.change_patrol(tx, found, cancelled_at=NOW)
        rows = [_stood(found, each, state, asked_at) for each, state in states.items()]
        if rows:
            await tx.execute(insert(rota.sign_up), rows)
    return found


def _stood(
    patrol_id: int, member_id: int, state: State, asked_at: datetime | None
) -> dict[str, Any]:
    return {
        "patrol_id": patrol_id,
        "member_id": member_id,
        "since": NOW,
        "state": state.value,
        "asked_at": asked_at,
    }


def only(events: Sequence[AuditEvent], verb: str) -> list[AuditEvent]:
    """The entries of this verb."""
    return [each for each in events if each.verb == verb]
