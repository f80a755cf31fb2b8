"""What the chats of a crew show, followed change by change and held against the database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile

from sqlalchemy import select

from bot.screenplays import screens
from bot.screens import Showing
from bot.views.plain import clock, moment, ordinal, short_day
from operation.book import Volunteer
from operation.crew import CREW, ENDED, MOVES, UNDECIDED, Assignment, Move, State
from storage import audit, outbox, people, rota
from storage import crew as crews
from storage.audit import AuditEvent
from storage.database import Transaction
from storage.notices import WAITING, notice
from storage.outbox_tables import post
from storage.rota import Patrol
from tests.storage.crew_scene import AREAS, GROUP, NOW, Scene

SCREENS = screens(AREAS)
ZONE = "Europe/London"
_SAYS = {
    State.IN: "You are on the list.",
    State.PROVISIONAL: "You said maybe",
    State.SELECTED: "You are on the crew. Please confirm that you are coming.",
    State.CONFIRMED: "You are on the crew, and you have confirmed.",
    State.ASKED: "Cover is needed.",
    State.DECLINED: "You are not down for this night",
    State.WITHDRAWN: "You are off this night",
}
# What is audited in the words of the list, while no crew was published.
_OF_THE_LIST = {
    "signed up": Move.SIGN_UP,
    "signed up by the lead": Move.SIGN_UP,
    "stepped back": Move.WITHDRAW,
    "taken off by the lead": Move.STAND_DOWN,
}
_CONCERN_ALL = {"times changed", "ward changed", "night cancelled", "cancellation taken back"}
_NOBODYS_MOVE = {
    "times", "ward", "reminder", "chase", "on_again", "cancelled", "decide", "swap_ended",
    "dropped",
}  # fmt: skip
_END_A_SWAP = {"swap declined", "swap over", "swap lapsed"}
_QUIET = {Move.LAPSE, Move.ASK_AGAIN, Move.DECLINE}
_TOLD_ANYWAY = {Move.SELECT, Move.STAND_BY, Move.PUT_IN, Move.OFFER, Move.CALL}


@dataclass(frozen=True)
class Card:
    """A post as somebody's phone shows it."""

    id: int
    chat: int
    key: str
    screen: str
    text: str


@dataclass(frozen=True)
class Moved:
    night: int
    member: int
    move: Move
    is_own: bool
    is_quiet: bool


@dataclass
class Truth:
    """All that was shown so far, and how everyone stood after the last change."""

    on: Scene
    member_of_chat: Mapping[int, int]
    person_of: Mapping[int, int | None]
    nights: dict[int, Patrol] = field(default_factory=dict)
    shown: dict[int, Card] = field(default_factory=dict)
    states: dict[tuple[int, int], State] = field(default_factory=dict)
    undecided: set[tuple[int, int]] = field(default_factory=set)
    """Who was released because they had only said maybe."""
    seq: int = 0
    now: datetime = NOW

    async def after_a_change(self, now: datetime, *, has_time_passed: bool = False) -> None:
        """Whatever has happened: the audit, the places, the offers and the messages agree."""
        before, self.now = self.nights, now
        async with self.on.db.transaction() as tx:
            self.nights = {
                night: await crews.held(tx, night) for night in (self.on.friday, self.on.saturday)
            }
            entries = await self._entries(tx)
            ends = await tx.all(
                select(notice.c.kind, notice.c.subject, notice.c.due_at).where(
                    notice.c.kind.in_(["offer_ends", "fill_crew"]), notice.c.state == WAITING
                )
            )
        moves = self._follow(entries)
        ends_at = {row.subject: row.due_at for row in ends if row.kind == "offer_ends"}
        self._places_and_offers_agree(ends_at, {r.subject for r in ends if r.kind == "fill_crew"})
        await self._told_once(before, entries, moves, has_time_passed=has_time_passed)
        await self._deliver(now)
        self._messages_agree(now)

    # The audit

    async def _entries(self, tx: Transaction) -> list[AuditEvent]:
        newest = await audit.recent(tx, None, limit=200)
        fresh = list(takewhile(lambda entry: entry.seq > self.seq, newest))
        self.seq = max([self.seq, *(entry.seq for entry in fresh)])
        return [entry.event for entry in reversed(fresh)]

    def _follow(self, entries: Sequence[AuditEvent]) -> list[Moved]:
        """Each move begins where the one before it ended; in the end all stand as recorded."""
        moves = [each for event in entries if (each := self._moved(event)) is not None]
        recorded = {}
        for night, patrol in self.nights.items():
            live = {each.member_id: each.state for each in patrol.crew.assignments}
            for member, state in {**patrol.crew.past, **live}.items():
                recorded[night, member] = state
        assert self.states == recorded
        return moves

    def _moved(self, event: AuditEvent) -> Moved | None:
        if not event.subject.startswith("patrol:"):
            return None
        night = int(event.subject.removeprefix("patrol:"))
        is_on_list = "now" not in event.detail or event.verb in _CONCERN_ALL
        move = _OF_THE_LIST.get(event.verb) if is_on_list else Move(event.verb)
        if move is None:
            return None
        actor = next((m for m, p in self.person_of.items() if p == event.actor), None)
        member = int(event.detail.get("member") or actor or 0)
        stood = self.states.get((night, member))
        was = None if stood in ENDED else stood
        if not is_on_list:
            assert event.detail.get("was") == (was.value if was else None), event
            assert event.detail["now"] == MOVES[was, move].value, event
        self.states[night, member] = MOVES[was, move]
        if event.detail.get("reason") == UNDECIDED:
            self.undecided.add((night, member))
        else:
            self.undecided.discard((night, member))
        return Moved(
            night,
            member,
            move,
            is_own=actor == member and move not in _TOLD_ANYWAY,
            is_quiet=is_on_list or move in _QUIET or event.detail.get("reason") == "access",
        )

    # Places and offers

    def _places_and_offers_agree(self, ends: Mapping[str, datetime], to_fill: set[str]) -> None:
        """An offer that a loss of access has ended is settled by the tick, as is its notice."""
        expected = {}
        for night, patrol in self.nights.items():
            crew = patrol.crew
            if crew.is_published:
                assert len(crew.crew) + len(crew.offered) <= crew.book.places
                assert not any(each.state is State.IN for each in crew.assignments)
            for each in crew.assignments:
                assert (each.offered_until is not None) == (each.state is State.OFFERED), each
                assert not (crew.is_published and crew.cancelled), each
            times = [each.offered_until for each in crew.offered if each.offered_until]
            if times:
                expected[str(night)] = min(times)
        for each_one in to_fill:
            assert ends.get(each_one) == expected.get(each_one) or each_one not in expected
        settled = {which: at for which, at in ends.items() if which not in to_fill}
        assert settled == {which: at for which, at in expected.items() if which not in to_fill}

    # Who is told

    async def _told_once(
        self,
        before: Mapping[int, Patrol],
        entries: Sequence[AuditEvent],
        moves: Sequence[Moved],
        *,
        has_time_passed: bool,
    ) -> None:
        mine = post.c.key.startswith("night:") & (post.c.id > max(self.shown, default=0))
        async with self.on.db.reading() as tx:
            rows = await tx.all(select(post).where(mine))
        told = Counter((int(row.subject), self.member_of_chat[row.chat_id]) for row in rows)
        assert set(told.values()) <= {1}, "a card came down twice"
        news = {
            (int(row.subject), self.member_of_chat[row.chat_id]): [n[0] for n in row.facts["news"]]
            for row in rows
        }
        moved = {(each.night, each.member) for each in moves}
        concern = _CONCERN_ALL | _END_A_SWAP | {Move.WITHDRAW}
        concerned = {each.subject for each in entries if each.verb in concern}
        for (night, member), said in news.items():
            assert len(said) == len(set(said)), (night, member, said)
            if (night, member) in moved:
                continue
            assert set(said) <= _NOBODYS_MOVE, (night, member, said)
            assert has_time_passed or f"patrol:{night}" in concerned
            is_on = self.nights[night].crew.of(member) or before[night].crew.of(member)
            assert is_on or said == ["on_again"]
        last = {(each.night, each.member): each for each in moves}
        for where, each in last.items():
            starts = self.nights[each.night].book.starts
            is_over = has_time_passed and self.now >= starts
            if not (each.is_own or each.is_quiet or is_over):
                assert where in news, f"{each} was not told"

    # What is shown

    async def _deliver(self, now: datetime) -> None:
        """As delivery does: what waits is drawn as things are, then recorded as shown."""
        while True:
            async with self.on.db.transaction() as tx:
                parcels = await outbox.claim(tx, owner="me", limit=500)
                if not parcels:
                    return
                ends: list[outbox.Outcome] = []
                for each in parcels:
                    if each.kind == "message":
                        ends.append(outbox.Sent(each, 500_000 + each.id))
                        continue
                    drawn = await SCREENS[each.screen].draw(
                        tx, Showing(each.subject, each.facts, each.chat_id, now)
                    )
                    assert drawn is not None, each
                    self.shown[each.id] = Card(
                        each.id, each.telegram_id, each.key, each.screen, drawn.text
                    )
                    where = each.message_id or 1000 + each.id
                    ends.append(outbox.Shown(each, each.wanted, where))
                await outbox.finish(tx, ends, at=NOW)

    async def nothing_is_stale(self, now: datetime) -> None:
        """Whatever is on a phone would be drawn just so now."""
        async with self.on.db.reading() as tx:
            for row in await tx.all(select(post)):
                showing = Showing(row.subject, row.facts or {}, row.chat_id, now)
                drawn = await SCREENS[row.screen].draw(tx, showing)
                assert drawn is not None
                assert self.shown[row.id].text == drawn.text, (row.key, row.screen)

    def _messages_agree(self, now: datetime) -> None:
        newest: dict[tuple[int, int], Card] = {}
        for card in sorted(self.shown.values(), key=lambda each: each.id):
            if card.key.startswith("night:"):
                older = newest.get((card.chat, int(card.key.split(":")[1])))
                if older is not None:
                    assert older.screen == "moved_on"
                    assert "see the newer message below" in older.text
                newest[card.chat, int(card.key.split(":")[1])] = card
        for (chat, night), card in newest.items():
            assert card.screen == "my_night"
            said = self._said(self.nights[night], self.on.ids[chat], now)
            assert said in card.text, (said, card)
            assert _times(self.nights[night]) in card.text
        [group] = [card for card in self.shown.values() if card.chat == GROUP]
        for patrol in self.nights.values():
            self._post_agrees(group.text, patrol)

    def _said(self, patrol: Patrol, member: int, now: datetime) -> str:
        crew, mine = patrol.crew, patrol.crew.of(member)
        state = self.states[patrol.book.patrol_id, member]
        if crew.cancelled:
            return "This night is cancelled: "
        if state in CREW and now >= patrol.book.starts:
            return "Under way. You are on the crew."
        if state is State.STANDING_BY:
            return f"You are standing by, {ordinal(crew.turn_of(member) or 0)} in line."
        if mine is not None and mine.offered_until is not None:
            return f"A place is yours if you take it by {moment(mine.offered_until, ZONE)}."
        if state is State.STOOD_DOWN:
            return self._said_off(patrol, member, now)
        return _SAYS[state]

    def _said_off(self, patrol: Patrol, member: int, now: datetime) -> str:
        if patrol.book.is_open_at(now):
            return "Sign-up is open."
        if (patrol.book.patrol_id, member) in self.undecided:
            return "You said maybe. If you can come after all, tell your lead."
        return "You are not needed for this night."

    def _post_agrees(self, text: str, patrol: Patrol) -> None:
        title = f"<b>{short_day(patrol.book.night)}</b> · {_times(patrol)}"
        [part] = [each for each in text.split("\n\n") if each.startswith(title)]
        crew = patrol.crew
        kinds = "Crew|Standing by|In|Waiting|Perhaps"
        lists = dict(re.findall(rf"^({kinds}): (.*)$", part, re.MULTILINE))
        if crew.cancelled:
            assert "Cancelled: " in part
            assert lists == {}
            return
        expected: dict[str, Sequence[Assignment | Volunteer]]
        if crew.is_published:
            expected = {"Crew": crew.crew, "Standing by": (*crew.offered, *crew.standing_by)}
            sure = sum(each.state is State.CONFIRMED for each in crew.crew)
            assert f"{len(crew.crew)} on the crew, {sure} confirmed" in part
            assert part.count("✓") == sure
        else:
            expected = {
                "In": crew.book.inside,
                "Waiting": crew.book.waiting,
                "Perhaps": crew.provisional,
            }
        surname = {member: who for who, member in self.on.ids.items()}
        listed = {
            name: [int(each) for each in re.findall(r"(\d{3,})", names)]
            for name, names in lists.items()
        }
        assert listed == {
            name: [surname[each.member_id] for each in found]
            for name, found in expected.items()
            if found
        }


def _times(patrol: Patrol) -> str:
    return f"{clock(patrol.book.starts, ZONE)}–{clock(patrol.book.ends, ZONE)}"


async def follow(on: Scene) -> Truth:
    """Begin to follow a scene in which nothing has happened yet."""
    chats, persons = {}, {}
    async with on.db.reading() as tx:
        for who, member in on.ids.items():
            actor = await people.actor_by_telegram(tx, who)
            assert actor.chat_id is not None
            chats[actor.chat_id], persons[member] = member, actor.person_id
        nights = {night: await rota.get_patrol(tx, night) for night in (on.friday, on.saturday)}
    return Truth(on, chats, persons, nights)
