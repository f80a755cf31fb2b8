"""Drafts that wait: saved for later, listed, reminded of, dropped; and forms only tried."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.actions.drafts import DraftGone, StepPassed
from bot.forms.engine import PRACTICE_FOR, REMINDED_BEFORE, RUNS_OUT, SAVED_FOR
from bot.forms.steps import PRACTICE
from bot.scheduling import forms_jobs
from bot.views import forms as views
from operation.people import Actor
from storage import audit, chats, drafts, notices, outbox, people
from storage.audit import AuditKind
from storage.chats import ChatKind
from storage.database import Database
from storage.notices import Notice
from tests.unit.form_play import NOW, Counter, Play
from tests.unit.test_bot_forms import database, keys, labels, template

__all__ = ["database", "keys", "template"]


@pytest.fixture
async def play(database: Database) -> AsyncIterator[Play]:
    async with database.transaction() as tx:
        chat = await chats.ensure(tx, 1, ChatKind.PRIVATE)
        person = await people.ensure_person(tx, chat.id, at=NOW)
    actor = Actor(chat_id=chat.id, person_id=person)
    yield Play(database, Counter(), actor, is_kept=True)
    await database.dispose()


async def saves(play: Play) -> None:
    async with play.turn() as context:
        await play.forms.later(context, play.draft)
    assert context.reply.screen == "draft_saved"


async def waiting(play: Play) -> list[views.WaitingDraft]:
    async with play.db.reading() as tx:
        found = await drafts.waiting_of(tx, person_id=play.actor.person_id or 0, now=play.now)
        named = [await play.forms.waits(tx, each, play.areas, play.now) for each in found]
    return [each for each in named if each is not None]


async def test_what_is_saved_for_later_goes_on_where_it_was_left(play: Play) -> None:
    assert "Later" in labels(await play.begins())
    await play.chooses("drink", 0)
    await saves(play)

    async with play.turn(text="Fable", is_tap=False) as context:
        assert not await play.forms.typed(context), "typing belongs to nothing now"
    play.now += timedelta(days=3)
    first = play.draft
    assert "Milk?" in (await play.begins()).text
    assert play.draft == first


async def test_several_wait_and_are_listed_with_their_age(play: Play) -> None:
    await play.begins("one")
    await play.chooses("drink", 0)
    await saves(play)
    play.now += timedelta(hours=5)
    await play.begins("two")

    listed = await waiting(play)

    assert [each.answered for each in listed] == [0, 1]
    shown = views.drafts(tuple(listed))
    assert "Order a &lt;drink&gt;: 1 of 5 answered, 5 h ago" in shown.text
    assert "just now" in shown.text
    assert len([label for label in labels(shown) if label.startswith("▶")]) == 2


async def test_answers_that_could_be_saved_are_thrown_away_only_when_asked_twice(
    play: Play,
) -> None:
    await play.begins()
    await play.chooses("drink", 0)
    async with play.turn() as context:
        await play.forms.cancel(context, play.draft)
    assert context.reply.screen == "draft_drop"
    [found] = await waiting(play)
    assert "1 answer will be deleted" in views.draft_drop(found).text

    async with play.turn() as context:
        await play.forms.drop(context, play.draft)

    assert context.reply.screen == "cancelled"
    with pytest.raises(DraftGone):
        await play.chooses("milk", 0)


async def test_nothing_answered_is_thrown_away_at_once(play: Play) -> None:
    await play.begins()
    async with play.turn() as context:
        await play.forms.cancel(context, play.draft)

    assert context.reply.screen == "cancelled"


async def test_a_form_that_cannot_be_saved_offers_no_later(database: Database) -> None:
    async with database.transaction() as tx:
        chat = await chats.ensure(tx, 1, ChatKind.PRIVATE)
        person = await people.ensure_person(tx, chat.id, at=NOW)
    play = Play(database, Counter(), Actor(chat_id=chat.id, person_id=person))
    assert "Later" not in labels(await play.begins())
    with pytest.raises(StepPassed):
        await saves(play)
    await database.dispose()


# The reminder


async def due(play: Play) -> Notice | None:
    async with play.db.transaction() as tx:
        found = await notices.claim_due(tx, now=play.now, owner="here", limit=5)
    return found[0] if found else None


async def ticks(play: Play) -> list[outbox.Parcel]:
    """What the notice that is due has said."""
    notice = await due(play)
    assert notice is not None
    async with play.db.transaction() as tx:
        await forms_jobs.jobs(play.areas, play.forms)[RUNS_OUT](tx, notice, play.now)
        await notices.done(tx, notice)
    async with play.db.transaction() as tx:
        return await outbox.claim(tx, owner="here", limit=5)


async def test_a_draft_is_reminded_of_before_it_is_dropped_and_then_what_it_was_is_said(
    play: Play,
) -> None:
    await play.begins()
    await play.chooses("drink", 0)
    play.now += SAVED_FOR - REMINDED_BEFORE - timedelta(minutes=1)
    assert await due(play) is None

    play.now += timedelta(minutes=1)
    [reminder] = await ticks(play)
    assert reminder.screen == "draft_due"
    assert "It is deleted at 09:00 on Sat 8 Mar" in views.draft_due((await waiting(play))[0]).text
    play.now += REMINDED_BEFORE
    async with play.db.transaction() as tx:
        await outbox.finish(tx, [outbox.Sent(reminder, 500)], at=play.now)
    [dropped] = await ticks(play)

    assert dropped.screen == "draft_dropped"
    text = views.draft_dropped(views.Dropped(**dropped.facts)).text
    assert "You began this on Mon 3 Mar, 09:00" in text
    assert "1 answer" in text
    assert await waiting(play) == []
    async with play.db.reading() as tx:
        events = [each.event for each in await audit.recent(tx, None)]
    assert [e.verb for e in events if e.kind is AuditKind.ERASURE] == ["draft ran out"]


async def test_a_draft_that_was_touched_is_reminded_of_later(
    play: Play,
) -> None:
    await play.begins()
    play.now += timedelta(days=4)
    await play.chooses("drink", 0)
    play.now += timedelta(days=1)

    assert await ticks(play) == []

    play.now += timedelta(days=3, hours=12)
    assert [each.screen for each in await ticks(play)] == ["draft_due"]


async def test_what_was_sent_is_not_reminded_of(play: Play) -> None:
    await play.fills_in()
    await play.submits()
    play.now += SAVED_FOR

    assert await due(play) is None


# Practice


async def test_practice_says_so_comes_to_nothing_and_is_gone_after_a_day(play: Play) -> None:
    await play.begins(practice=PRACTICE)
    await play.chooses("drink", 2)
    await play.types("Fable")
    await play.skips("note")
    review = await play.chooses("cup", 3)
    assert "Practice · Order a" in review.text

    async with play.turn() as context:
        await play.forms.submit(context, play.draft)

    assert context.reply.screen == "practised"
    assert play.counter.orders == []
    await play.begins(practice=PRACTICE)
    play.now += PRACTICE_FOR
    assert await waiting(play) == []
    assert await due(play) is None, "and nobody is reminded of it"
