"""Whatever officers and their lead do, in whatever order: the post and what people were told agree.

Chance plays; a seed that fails plays the same again.
"""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from bot.actions import boards
from bot.callbacks import Payload
from bot.callbacks.people import Restore, Suspend
from bot.callbacks.rota import (
    AddExtraNight,
    AddOfficer,
    ChangeNumbers,
    CloseWeek,
    ReopenWeek,
    SignUp,
    StepBack,
    TakeOff,
)
from bot.views import rota as views
from bot.views.plain import short_day
from sandbox.client import Group, Person
from sandbox.entities import read_text
from sandbox.people import callback_json
from storage import rota
from storage.keys import Keys
from storage.rota import Patrol
from tests.e2e.troupe import Troupe, troupe
from tests.storage import postgres

ACTS = 90
AT_ONCE = 6
CREW = 10
IN, WAITING, OFF = "in", "waiting", "off"

SAID = {
    "You are in as": IN,
    "You were already in as": IN,
    "you are in.": IN,
    "put you on the list": IN,
    "on the waiting list": WAITING,
    "you are off the list": OFF,
    "taken you off the list": OFF,
}


@dataclass
class Chance:
    """Plays a team by chance, and remembers which tap asked about which night."""

    players: Troupe
    lead: Person
    crew: list[Person]
    group: Group
    random: random.Random
    members: dict[int, int] = field(default_factory=dict)
    asked: dict[str, tuple[int, date]] = field(default_factory=dict)

    async def plays(self) -> None:
        """Some officers tap and the lead does something, without waiting for each other."""
        patrols = await self.patrols()
        for _ in range(self.random.randint(1, AT_ONCE)):
            self.tap(self.random.choice(self.crew), self.random.choice(patrols))
        if self.random.random() < 0.5:
            self.send(self.lead, self.something(patrols), None)
        if self.random.random() < 0.2:
            kind = self.random.choice(["lost_reply", "500"])
            await self.players.world.fault(kind, "editMessageText", chat_id=self.group.id)
        if self.random.random() < 0.5:
            await self.players.settles()

    async def patrols(self) -> list[Patrol]:
        """The nights of the nearest week."""
        async with self.players.db.reading() as tx:
            week = (await rota.weeks_from(tx, "lambeth", date(2031, 3, 10)))[0]
            return await rota.patrols_of_week(tx, week.id)

    def tap(self, officer: Person, patrol: Patrol) -> None:
        """In, mostly; out, sometimes; with the button of a post that may be out of date."""
        kind = SignUp if self.random.random() < 0.65 else StepBack
        button = kind(patrol.week_id, patrol.book.patrol_id)
        self.send(officer, button, patrol.book.night)

    def something(self, patrols: list[Patrol]) -> Payload:
        """One of the things that a lead can do to this week."""
        patrol = self.random.choice(patrols)
        night, week = patrol.book.patrol_id, patrol.week_id
        member = self.members[self.random.choice(self.crew).id]
        choices: list[Callable[[], Payload]] = [
            lambda: ChangeNumbers(night, 0, self.random.choice((-1, 1))),
            lambda: ChangeNumbers(night, self.random.choice((-1, 1)), 0),
            lambda: TakeOff(night, member),
            lambda: AddOfficer(night, member),
            lambda: Suspend(member),
            lambda: Restore(member),
            lambda: Restore(member),
            lambda: CloseWeek(week),
            lambda: ReopenWeek(week),
            lambda: ReopenWeek(week),
            lambda: AddExtraNight("lambeth", date(2031, 3, self.random.randint(10, 13))),
        ]
        return self.random.choice(choices)()

    def send(self, person: Person, button: Payload, night: date | None) -> None:
        """A tap, on the group's post when it is about a night, and in private otherwise."""
        engine = self.players.engine
        chat = engine.world.chats[self.group.id if night else person.id]
        message = self.post_id(button) or max(chat.messages, default=1)
        callback = engine.callbacks.ask(person.id, chat.id, message, button.pack())
        engine.updates.add("callback_query", callback_json(engine, chat, callback), person.id)
        if night is not None:
            self.asked[callback.id] = (person.id, night)

    def post_id(self, button: Payload) -> int | None:
        """Where the group's post stands that such a button is under."""
        if button.living is None:
            return None
        messages = self.players.engine.world.chats[self.group.id].messages.values()
        return max(each.id for each in messages if "week of Mon 10 Mar" in each.text)

    # What was seen and heard

    async def truth(self) -> dict[tuple[int, date], str]:
        """How everybody stands on every night, by the database."""
        standing: dict[tuple[int, date], str] = {}
        for patrol in await self.patrols():
            for phone, member in self.members.items():
                found = patrol.book.standing_of(member)
                state = OFF if found is None else IN if found.is_in else WAITING
                standing[phone, patrol.book.night] = state
        return standing

    async def told(self) -> dict[tuple[int, date], str]:
        """What everybody was told last about every night, in the order in which it arrived."""
        heard: dict[tuple[int, date], str] = {}
        nights = {short_day(each.book.night): each.book.night for each in await self.patrols()}
        for call in await self.players.world.calls():
            params = call.params
            if call.method == "answerCallbackQuery" and params["callback_query_id"] in self.asked:
                about = self.asked[params["callback_query_id"]]
                _note(heard, about, str(params.get("text")))
            elif call.method == "sendMessage" and call.chat_id in self.members:
                text = re.sub("<[^>]+>", "", str(params["text"]))
                if "paused" in text:
                    heard |= {(call.chat_id, night): OFF for night in nights.values()}
                elif text.split(" · ")[0] in nights:
                    _note(heard, (call.chat_id, nights[text.split(" · ")[0]]), text)
        return heard


def _note(heard: dict[tuple[int, date], str], about: tuple[int, date], words: str) -> None:
    state = next((state for said, state in SAID.items() if said in words), None)
    if state is not None:
        heard[about] = state


async def rendered(players: Troupe, week_id: int) -> tuple[str, list[str]]:
    """The words and buttons of a week's post, drawn from the database here and now."""
    async with players.db.reading() as tx:
        board = await boards.week_board(
            tx, week_id=week_id, areas=players.running.areas, now=players.now()
        )
    screen = views.week_post(board)
    words: str = read_text(screen.text, "HTML", None)[0]
    return words, [button.label for row in screen.rows for button in row]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.running(Keys.generate()) as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def database_url(request: pytest.FixtureRequest) -> AsyncIterator[str | None]:
    """A database that is empty yet; None is the file that a troupe makes by itself."""
    if request.param == "sqlite":
        yield None
        return
    running: postgres.Server = request.getfixturevalue("server")
    name = await running.empty()
    yield running.url(name)
    await running.drop(name)


@pytest.mark.parametrize("seed", range(3))
async def test_the_post_is_what_the_database_says_and_who_was_told_in_is_in(
    tmp_path: Path, database_url: str | None, seed: int
) -> None:
    async with troupe(tmp_path, database_url=database_url) as players:
        lead = await players.lead()
        crew = await players.crew(CREW)
        group = await players.group(lead, *crew)
        chance = Chance(players, lead, crew, group, random.Random(seed))  # noqa: S311 - a play
        chance.members = {each.id: await players.member_id(each) for each in crew}

        for _ in range(ACTS // 3):
            await chance.plays()
        await players.world.clear_faults()
        await players.settles()

        [first, *_] = await chance.patrols()
        words, buttons = await rendered(players, first.week_id)
        await lead.waits_for(words, chat=group)
        posts = [m for m in (await lead.sees(group)).messages if "week of Mon 10 Mar" in m.text]
        assert [(post.text, post.buttons) for post in posts] == [(words, buttons)]

        truth, told = await chance.truth(), await chance.told()
        assert told, "chance has played"
        assert {about: truth[about] for about in told} == told
