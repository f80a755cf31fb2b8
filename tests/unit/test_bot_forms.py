"""The engine behind every form: asks, checks, goes back, reviews, and submits once."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.actions.drafts import DraftGone, FormChanged, StepPassed
from bot.callbacks.forms import Answer, Cancel, Edit, Page, Skip, Submit
from bot.forms.engine import KEPT_FOR, Forms
from bot.forms.steps import TAP_INSTEAD
from bot.screens import Screen
from operation.people import Actor, NotAMember
from storage import chats, people
from storage.chats import ChatKind
from storage.database import Database
from storage.keys import Keys
from tests.storage import postgres
from tests.unit.form_play import NOW, TEA, Counter, Play


@pytest.fixture(scope="module")
def keys() -> Keys:
    return Keys.generate()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    path = tmp_path_factory.mktemp("template") / "ephedra.db"

    async def prepare() -> None:
        db = Database(f"sqlite+aiosqlite:///{path}", keys=keys)
        await db.migrate()
        await db.dispose()

    postgres.in_own_loop(prepare())
    return path


@pytest.fixture
def database(tmp_path: Path, template: Path, keys: Keys) -> Database:
    path = tmp_path / "ephedra.db"
    shutil.copy(template, path)
    return Database(f"sqlite+aiosqlite:///{path}", keys=keys)


@pytest.fixture
async def play(database: Database) -> AsyncIterator[Play]:
    async with database.transaction() as tx:
        chat = await chats.ensure(tx, 1, ChatKind.PRIVATE)
        person = await people.ensure_person(tx, chat.id, at=NOW)
    yield Play(database, Counter(), Actor(chat_id=chat.id, person_id=person))
    await database.dispose()


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


async def test_a_form_asks_one_question_at_a_time_and_counts_them(play: Play) -> None:
    first = await play.begins()

    assert "Which drink?" in first.text
    assert "1 of 4" in first.text
    assert "Order a &lt;drink&gt;" in first.text
    assert labels(first) == ["Tea", "Coffee", "Water", "Cancel"]


async def test_an_answer_decides_which_question_comes_next(play: Play) -> None:
    await play.begins()

    assert "Milk?" in (await play.chooses("drink", 0)).text
    await play.goes_back()
    assert "For whom?" in (await play.chooses("drink", 2)).text


async def test_what_was_typed_wrongly_is_asked_again_with_the_reason(play: Play) -> None:
    await play.begins()
    await play.chooses("drink", 2)

    again = await play.types("far too long a name")

    assert "That is too long. At most 10 letters." in again.text
    assert "For whom?" in again.text
    assert "A note?" in (await play.types("Fable")).text


async def test_text_where_a_tap_is_expected_gets_a_hint_and_the_question_again(play: Play) -> None:
    await play.begins()

    again = await play.types("tea please")

    assert TAP_INSTEAD in again.text
    assert "Which drink?" in again.text


async def test_back_asks_the_step_before_and_keeps_the_other_answers(play: Play) -> None:
    await play.fills_in()

    assert "Which cup?" in (await play.goes_back()).text
    assert "A note?" in (await play.goes_back()).text
    assert "For whom?" in (await play.goes_back()).text
    review = await play.types("Sample")

    assert "check and send" in review.text
    assert "Name: <b>Sample</b>" in review.text
    assert "Cup: <b>Cup 3</b>" in review.text


async def test_back_at_the_first_question_stays_there(play: Play) -> None:
    await play.begins()

    assert "Which drink?" in (await play.goes_back()).text


async def test_the_review_lists_every_answer_and_edits_one_of_them(play: Play) -> None:
    review = await play.fills_in()

    assert labels(review)[0] == "✅ Order"
    assert {"✏️ Drink", "✏️ Milk", "✏️ Name", "✏️ Cup"} <= set(labels(review))
    await play.edits("milk")
    assert "Milk: <b>Without</b>" in (await play.chooses("milk", 1)).text


async def test_an_edit_that_opens_a_question_asks_it_before_the_review(play: Play) -> None:
    await play.begins()
    await play.chooses("drink", 2)
    await play.types("Fable")
    await play.skips("note")
    await play.chooses("cup", 0)
    await play.edits("drink")

    assert "Milk?" in (await play.chooses("drink", 0)).text


async def test_an_answer_that_no_longer_applies_is_not_reviewed(play: Play) -> None:
    await play.fills_in()
    await play.edits("drink")

    review = await play.chooses("drink", 2)

    assert "Milk" not in review.text


async def test_only_what_is_optional_can_be_skipped(play: Play) -> None:
    await play.begins()
    with pytest.raises(StepPassed):
        await play.skips("drink")
    await play.chooses("drink", 2)
    with pytest.raises(StepPassed):
        await play.skips("name")

    asked = await play.types("Fable")

    assert "Skip" in labels(asked)
    assert "Which cup?" in (await play.skips("note")).text


async def test_a_button_of_a_step_that_has_passed_changes_nothing(play: Play) -> None:
    await play.begins()
    await play.chooses("drink", 0)

    with pytest.raises(StepPassed):
        await play.chooses("drink", 2)

    assert "Milk?" in (await play.shown()).text


async def test_a_second_tap_on_the_same_answer_is_harmless(play: Play) -> None:
    await play.begins()
    await play.chooses("drink", 0)

    assert "Milk?" in (await play.chooses("drink", 0)).text


@pytest.mark.parametrize("option", [-1, 3, 10**9])
async def test_an_option_that_is_not_there_changes_nothing(play: Play, option: int) -> None:
    await play.begins()

    with pytest.raises(StepPassed):
        await play.chooses("drink", option)


async def test_a_step_that_is_not_there_cannot_be_answered_or_edited(play: Play) -> None:
    await play.begins()

    with pytest.raises(StepPassed):
        await play.chooses("sugar", 0)
    with pytest.raises(StepPassed):
        await play.edits("sugar")
    with pytest.raises(StepPassed):
        await play.edits("milk")


async def test_a_long_list_is_turned_page_by_page(play: Play) -> None:
    await play.begins()
    await play.chooses("drink", 2)
    await play.types("Fable")
    await play.skips("note")
    async with play.turn() as context:
        await play.forms.page(context, play.draft, "cup", 1)

    shown = await play.shown(context)

    assert "Cup 8" in labels(shown)
    assert "Cup 7" not in labels(shown)
    assert [label for label in labels(shown) if "Earlier" in label or "More" in label] == [
        "‹ Earlier", "More (2 of 3) ›"
    ]  # fmt: skip


async def test_a_form_is_submitted_once(play: Play) -> None:
    await play.fills_in()
    await play.submits()

    with pytest.raises(DraftGone):
        await play.submits()

    assert play.counter.orders == [
        {"drink": TEA, "milk": "yes", "name": "Fable", "note": "", "cup": "3"}
    ]


async def test_a_form_with_an_open_question_cannot_be_submitted(play: Play) -> None:
    await play.begins()

    with pytest.raises(StepPassed):
        await play.submits()

    assert play.counter.orders == []
    assert "Which drink?" in (await play.shown()).text


async def test_an_expired_draft_is_gone(play: Play) -> None:
    await play.fills_in()
    play.now += KEPT_FOR

    with pytest.raises(DraftGone):
        await play.submits()
    with pytest.raises(DraftGone):
        await play.chooses("cup", 0)
    async with play.turn(text="Fable", is_tap=False) as context:
        assert not await play.forms.typed(context)


async def test_every_answer_keeps_a_draft_alive(play: Play) -> None:
    await play.begins()
    play.now += KEPT_FOR - timedelta(minutes=1)
    await play.chooses("drink", 2)
    play.now += KEPT_FOR - timedelta(minutes=1)

    assert "A note?" in (await play.types("Fable")).text


async def test_a_cancelled_draft_is_gone_and_its_answers_with_it(play: Play) -> None:
    await play.fills_in()
    async with play.turn() as context:
        await play.forms.cancel(context, play.draft)

    assert context.reply.screen == "cancelled"
    with pytest.raises(DraftGone):
        await play.submits()
    async with play.turn() as context:
        assert not await play.forms.cancel_latest(context)


async def test_beginning_again_retires_the_buttons_of_the_first_try(play: Play) -> None:
    await play.begins()
    first = play.draft
    await play.begins()
    assert play.draft != first

    play.draft = first
    with pytest.raises(DraftGone):
        await play.chooses("drink", 0)


async def test_a_draft_answers_to_nobody_else(play: Play) -> None:
    await play.begins()
    play.actor = replace(play.actor, person_id=(play.actor.person_id or 0) + 1)

    with pytest.raises(DraftGone):
        await play.chooses("drink", 0)


async def test_a_stranger_begins_nothing(play: Play) -> None:
    play.actor = Actor()

    with pytest.raises(NotAMember):
        await play.begins()


async def test_a_draft_keeps_to_the_version_it_was_begun_with(play: Play) -> None:
    await play.begins()
    play.forms = Forms(play.counter.form(version=2), play.counter.form())

    assert "Milk?" in (await play.chooses("drink", 0)).text

    play.forms = Forms(play.counter.form(version=2))
    with pytest.raises(FormChanged):
        await play.chooses("milk", 0)
    async with play.turn(text="Fable", is_tap=False) as context:
        assert not await play.forms.typed(context)


async def test_a_draft_of_an_area_that_is_gone_is_gone_too(play: Play) -> None:
    await play.begins()

    play.areas.clear()
    with pytest.raises(FormChanged):
        await play.chooses("drink", 0)


def test_a_declaration_that_could_not_be_played_is_refused() -> None:
    form = Counter().form()
    with pytest.raises(ValueError, match="distinct"):
        replace(form, steps=(form.steps[0], form.steps[0]))
    with pytest.raises(ValueError, match="distinct"):
        replace(form, steps=())
    with pytest.raises(ValueError, match="12 letters"):
        replace(form, steps=(replace(form.steps[0], name="a_long_name"),))
    with pytest.raises(ValueError, match="share a name"):
        Forms(form, form)


def test_every_button_of_a_form_names_its_draft() -> None:
    for button in (Answer(7, "cup", 1), Page(7, "cup", 1), Skip(7, "note"), Edit(7, "cup"),
                   Submit(7), Cancel(7)):  # fmt: skip
        assert button.pack().split(":")[1] == "7"
