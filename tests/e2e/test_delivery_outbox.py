"""The outbox at work against a Bot API server: nothing lost, nothing said twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.limiter import Limits
from bot.screens import Screen
from sandbox.client import Call, Group, Person, Sandbox
from sandbox.inprocess import Stage, on_port
from storage import outbox
from storage.database import Transaction
from storage.outbox import Parcel
from tests.e2e.delivery_stage import Office, office_at


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with on_port() as running:
        yield running


@pytest.fixture
def world(stage: Stage) -> Sandbox:
    return stage.world


@pytest.fixture
async def office(stage: Stage, tmp_path: Path) -> AsyncIterator[Office]:
    async with office_at(stage, tmp_path) as running:
        yield running


@pytest.fixture
async def ann(world: Sandbox) -> Person:
    person = await world.person("Ann", "Example")
    await person.sends("/start")
    return person


@pytest.fixture
async def group(world: Sandbox, ann: Person) -> Group:
    return await world.group("Night patrols (fictional)", [ann])


async def sends(world: Sandbox, method: str = "sendMessage") -> int:
    return sum(call.ok for call in await world.calls(method))


async def test_a_message_reaches_its_chat_once(world: Sandbox, office: Office, ann: Person) -> None:
    await office.says(await office.knows(ann), "You are on Friday.")
    await office.settles()

    assert (await ann.sees()).last.text == "You are on Friday."
    assert await sends(world) == 1


async def test_a_post_is_edited_in_place_when_it_changes(
    world: Sandbox, office: Office, ann: Person, group: Group
) -> None:
    await office.posts(await office.knows(group), "1 of 4")
    await office.settles()
    await office.changes("2 of 4")
    await office.settles()

    assert (await ann.sees(group)).last.text == "2 of 4"
    assert await sends(world) == 1


async def test_a_post_that_changes_on_its_way_is_claimed_again_though_it_ends_amid_a_commit(
    office: Office, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.posts(await office.knows(group), "1 of 4")
    await office.settles()
    office.gate.clear()
    await office.changes("2 of 4")
    await office.at_gate(1)
    claim, delivery = outbox.claim, office.delivery

    async def while_it_ends(tx: Transaction, *, owner: str, limit: int) -> list[Parcel]:
        # The post is leased still; its delivery ends before this commit does.
        found = await claim(tx, owner=owner, limit=limit)
        office.gate.set()
        while delivery._in_flight:
            await delivery._wake.wait()
        monkeypatch.undo()
        return found

    monkeypatch.setattr(outbox, "claim", while_it_ends)
    await office.changes("3 of 4")
    await office.settles()

    assert (await office.unfinished()).posts == 0


async def test_a_message_that_is_no_longer_true_is_not_sent(
    world: Sandbox, office: Office, ann: Person
) -> None:
    office.board[""] = None
    await office.says(await office.knows(ann), "Too late.")
    await office.settles()

    assert await sends(world) == 0
    assert (await office.unfinished()).queued == 0


async def test_what_a_post_shows_already_is_no_failure(
    office: Office, ann: Person, group: Group
) -> None:
    await office.posts(await office.knows(group), "1 of 4")
    await office.settles()
    await office.changes("1 of 4")
    await office.settles()

    assert (await office.unfinished()).posts == 0
    assert office.heard.failed == []


async def test_whoever_blocked_the_bot_is_left_alone_and_told_about_once(
    world: Sandbox, office: Office, ann: Person
) -> None:
    chat_id = await office.knows(ann)
    await ann.blocks()
    for text in ("one", "two", "three"):
        await office.says(chat_id, text)
    await office.settles()

    assert office.heard.unreachable == [chat_id]
    assert len(await world.calls("sendMessage")) == 1


async def test_fifty_people_are_told_though_one_has_blocked_the_bot(
    world: Sandbox, office: Office
) -> None:
    people = [await world.person(f"Officer {n}") for n in range(50)]
    for person in people:
        await person.sends("/start")
    ids = [await office.knows(person) for person in people]
    await people[7].blocks()
    async with office.db.transaction() as tx:
        await outbox.say_many(
            tx, ids, screen="board", facts={"text": "Brief at 19:30."}, at=datetime.now(UTC)
        )
    await office.settles()

    assert await sends(world) == 49
    assert office.heard.unreachable == [ids[7]]
    for n in (0, 6, 8, 49):
        assert (await people[n].sees()).last.text == "Brief at 19:30."


async def test_too_many_requests_are_waited_out_and_nothing_is_lost(
    world: Sandbox, office: Office, ann: Person
) -> None:
    bob = await world.person("Bob", "Example")
    await bob.sends("/start")
    await world.fault("429", "sendMessage", chat_id=ann.id, retry_after=1)
    for person in (ann, bob):
        await office.says(await office.knows(person), "Brief at 19:30.")

    await bob.waits_for("Brief")
    await office.empties()

    refused, *after = [c for c in await world.calls("sendMessage") if c.chat_id == ann.id]
    assert not refused.ok
    assert [call.ok for call in after] == [True]
    assert _seconds_between(refused, after[0]) >= 1.0


async def test_a_deleted_post_is_posted_anew(
    world: Sandbox, office: Office, ann: Person, group: Group
) -> None:
    await office.posts(await office.knows(group), "1 of 4", pin=True)
    await office.settles()
    first = (await ann.sees(group)).pinned[0]
    await office.bot.delete_message(group.id, first.id)
    await office.changes("2 of 4")
    await office.settles()

    view = await ann.sees(group)
    assert view.find("2 of 4") is not None
    assert view.find("1 of 4") is None
    assert [message.text for message in view.pinned] == ["2 of 4"]


async def test_a_post_is_pinned_without_a_sound(
    world: Sandbox, office: Office, ann: Person, group: Group
) -> None:
    await office.posts(await office.knows(group), "1 of 4", pin=True)
    await office.settles()
    await office.changes("2 of 4")
    await office.settles()

    assert [message.text for message in (await ann.sees(group)).pinned] == ["2 of 4"]
    pins = await world.calls("pinChatMessage")
    assert [call.params["disable_notification"] for call in pins] == ["true"]


async def test_a_pin_that_is_refused_is_told_once_and_not_tried_again(
    world: Sandbox, office: Office, ann: Person
) -> None:
    group = await world.group("No rights (fictional)", [ann], bot="member")
    await office.posts(await office.knows(group), "1 of 4", pin=True)
    await office.settles()
    await office.changes("2 of 4")
    await office.settles()

    assert (await ann.sees(group)).last.text == "2 of 4"
    assert len(office.heard.unpinned) == 1
    assert len(await world.calls("pinChatMessage")) == 1


async def test_a_lost_reply_leaves_a_group_post_in_doubt_until_its_first_tap(
    world: Sandbox, office: Office, ann: Person, group: Group
) -> None:
    chat_id = await office.knows(group)
    await world.fault("lost_reply", "sendMessage")
    await office.posts(chat_id, "1 of 4")
    seen = await ann.waits_for("1 of 4", group)
    await office.changes("2 of 4")
    await office.settles()
    assert await sends(world) == 1

    async with office.db.transaction() as tx:
        await outbox.adopt(tx, chat_id=chat_id, key="week", message_id=seen.id)
    await office.settles()

    view = await ann.sees(group)
    assert [m.text for m in view.messages if m.is_from_bot] == ["2 of 4"]
    assert office.heard.unsure == ["board"]


async def test_a_lost_reply_to_a_group_message_is_told_and_not_repeated(
    world: Sandbox, office: Office, group: Group
) -> None:
    await world.fault("lost_reply", "sendMessage")
    await office.says(await office.knows(group), "Friday is off.")
    await office.settles()

    assert office.heard.unsure == ["board"]
    assert (await office.unfinished()).unsure == 1
    assert len(await world.calls("sendMessage")) == 1


async def test_a_lost_reply_to_a_private_message_is_repeated(
    world: Sandbox, office: Office, ann: Person
) -> None:
    await world.fault("lost_reply", "sendMessage")
    await office.says(await office.knows(ann), "You are on Friday.")
    await office.empties()

    assert (await ann.sees()).texts.count("You are on Friday.") == 2
    assert office.heard.unsure == []


async def test_an_edit_whose_reply_was_lost_is_simply_repeated(
    world: Sandbox, office: Office, ann: Person, group: Group
) -> None:
    await office.posts(await office.knows(group), "1 of 4")
    await office.settles()
    await world.fault("lost_reply", "editMessageText")
    await office.changes("2 of 4")
    await office.empties()

    assert (await ann.sees(group)).last.text == "2 of 4"
    assert office.heard.unsure == []
    assert (await office.unfinished()).posts == 0


async def test_a_message_that_telegram_refuses_is_told_and_holds_up_nothing(
    world: Sandbox, office: Office, ann: Person
) -> None:
    chat_id = await office.knows(ann)
    await office.says(chat_id, "<b>never closed")
    await office.says(chat_id, "after it")
    await office.settles()

    assert office.heard.failed == ["board"]
    assert (await ann.sees()).last.text == "after it"


async def test_a_group_that_becomes_a_supergroup_gets_everything(
    office: Office, ann: Person, group: Group
) -> None:
    chat_id = await office.knows(group)
    await office.posts(chat_id, "1 of 4")
    await office.settles()
    moved = await group.becomes_supergroup()
    await office.says(chat_id, "Friday is on.")
    await office.settles()

    assert (await ann.sees(moved)).find("Friday is on.") is not None


async def test_a_process_that_dies_between_send_and_finish_repeats_in_private_only(
    office: Office, ann: Person, group: Group
) -> None:
    office.gate.clear()
    await office.says(await office.knows(ann), "You are on Friday.")
    await office.says(await office.knows(group), "Friday is on.")
    async with asyncio.timeout(10):
        await office.at_gate(2)
    async with office.db.transaction():  # nothing can be finished meanwhile
        office.gate.set()
        await ann.waits_for("You are on Friday.")
        await ann.waits_for("Friday is on.", group)
        await office.die()
    office.open()
    await office.empties()

    assert (await ann.sees()).texts.count("You are on Friday.") == 2
    assert (await ann.sees(group)).texts.count("Friday is on.") == 1
    assert (await office.unfinished()).unsure == 1


async def test_a_process_that_dies_loses_nothing_that_was_not_on_its_way(
    world: Sandbox, office: Office, ann: Person
) -> None:
    await office.die()
    await office.says(await office.knows(ann), "You are on Friday.")
    office.open()
    await office.settles()

    assert (await ann.sees()).last.text == "You are on Friday."
    assert await sends(world) == 1


async def test_many_changes_become_few_edits_and_the_last_state_is_shown(
    world: Sandbox, office: Office, ann: Person, group: Group
) -> None:
    await office.posts(await office.knows(group), "0 taps")
    for n in range(1, 201):
        await office.changes(f"{n} taps")
    await office.empties()

    assert (await ann.sees(group)).last.text == "200 taps"
    assert len(await world.calls("editMessageText")) < 200


async def test_a_groups_edits_stay_within_its_limits_and_the_last_state_is_shown(
    stage: Stage, world: Sandbox, ann: Person, group: Group, tmp_path: Path
) -> None:
    (tmp_path / "limited").mkdir()
    limits = Limits(second=0.1, in_group=5, window=4.0, jitter=0.0)
    async with office_at(stage, tmp_path / "limited", limits=limits) as office:
        await office.posts(await office.knows(group), "0 taps")
        for n in range(1, 101):
            await office.changes(f"{n} taps")
            await office.settles()
        await office.empties()

    assert (await ann.sees(group)).last.text == "100 taps"
    calls = [c for c in await world.calls() if c.method in ("sendMessage", "editMessageText")]
    assert len(calls) >= 6
    for first, sixth in zip(calls, calls[5:], strict=False):
        # Four seconds as they leave; on a busy machine one may arrive a little later than that.
        assert _seconds_between(first, sixth) >= 3.0


async def test_telegrams_own_limits_are_never_hit(
    stage: Stage, world: Sandbox, ann: Person, group: Group, tmp_path: Path
) -> None:
    (tmp_path / "limited").mkdir()
    await world.limits(True)
    people = [await world.person(f"Officer {n}") for n in range(40)]
    for person in people:
        await person.sends("/start")
    async with office_at(stage, tmp_path / "limited", limits=Limits()) as office:
        ids = [await office.knows(person) for person in people]
        await office.posts(await office.knows(group), "0 taps", pin=True)
        for n in range(1, 21):
            await office.changes(f"{n} taps")
        async with office.db.transaction() as tx:
            await outbox.say_many(
                tx, ids, screen="board", facts={"text": "Brief."}, at=datetime.now(UTC)
            )
        await office.empties()

    assert (await ann.sees(group)).last.text.startswith(("20 taps", "Ephedra pinned"))
    assert [c.description for c in await world.calls() if not c.ok] == []


async def test_a_screen_that_cannot_be_drawn_is_given_up_and_holds_up_nothing(
    office: Office, ann: Person
) -> None:
    chat_id = await office.knows(ann)
    await office.says(chat_id, "oh no", screen="broken")
    await office.says(chat_id, "after it")
    await office.empties()

    assert office.heard.failed == ["broken"]
    assert (await ann.sees()).last.text == "after it"


async def test_a_database_that_fails_for_a_moment_makes_nothing_be_said_twice(
    world: Sandbox, office: Office, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = outbox.finish, [OSError("disk full")]

    async def finish(*args: Any, **more: Any) -> outbox.Finished:
        if failures:
            raise failures.pop()
        return await real(*args, **more)

    monkeypatch.setattr(outbox, "finish", finish)
    await office.says(await office.knows(ann), "You are on Friday.")
    await office.empties()

    assert not failures
    assert await sends(world) == 1


async def test_a_post_that_moved_while_it_was_sent_leaves_no_copy_behind(
    world: Sandbox, office: Office, ann: Person, group: Group
) -> None:
    chat_id = await office.knows(group)
    await world.fault("delay", "sendMessage", seconds=0.5)
    office.gate.clear()
    await office.posts(chat_id, "old place")
    await office.at_gate(1)
    office.gate.set()
    async with office.db.transaction() as tx:
        await outbox.keep_post(
            tx,
            chat_id=chat_id,
            key="week",
            screen="board",
            facts={"text": "new place"},
            message_id=None,
            at=datetime.now(UTC),
        )
    await office.empties()
    await office.settles()

    view = await ann.sees(group)
    assert [m.text for m in view.messages if m.is_from_bot] == ["new place"]


async def test_what_is_said_past_the_outbox_takes_the_same_order(
    office: Office, ann: Person
) -> None:
    await office.delivery.direct(ann.id, Screen("first"), is_private=True)
    await office.delivery.direct(ann.id, Screen("second"), is_private=True)
    await office.settles()

    assert (await ann.sees()).texts[-2:] == ["first", "second"]


async def test_a_screen_is_shown_in_place_of_the_one_tapped_or_anew_if_that_has_gone(
    office: Office, ann: Person
) -> None:
    await office.delivery.direct(ann.id, Screen("home"), is_private=True)
    await office.settles()
    home = (await ann.sees()).last
    await office.delivery.direct(ann.id, Screen("shifts"), is_private=True, message_id=home.id)
    await office.settles()
    assert (await ann.sees()).last.id == home.id

    office.delivery.tidy(ann.id, home.id)
    await office.settles()
    await office.delivery.direct(ann.id, Screen("again"), is_private=True, message_id=home.id)
    await office.settles()
    assert [m.text for m in (await ann.sees()).messages if m.is_from_bot] == ["again"]


async def test_a_tap_is_answered_past_every_queue(
    stage: Stage, world: Sandbox, office: Office, ann: Person, group: Group
) -> None:
    await office.posts(await office.knows(group), "1 of 4")
    await office.settles()
    await stage.bot.updates()
    press = asyncio.create_task(ann.presses("I'm in", group))
    (update,) = await stage.bot.updates(timeout=5)
    office.delivery.answer_tap(update["callback_query"]["id"], "You are in.", alert=True)
    answer = await press

    assert answer.text == "You are in."
    assert answer.alert


async def test_an_answer_that_comes_too_late_is_no_trouble(office: Office) -> None:
    office.delivery.answer_tap("12345", "too late")
    await office.settles()


def _seconds_between(one: Call, other: Call) -> float:
    times = [datetime.fromisoformat(call.json["at"]) for call in (one, other)]
    return (times[1] - times[0]).total_seconds()
