"""What may come in, and that nothing from outside can break the door."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Bot, Update

from bot.delivery.sifting import ALLOWED_UPDATES, KINDS, sift
from storage.inbox import Arrival
from storage.keys import Keys

KEYS = Keys.generate()
NOW = datetime(2026, 11, 6, 20, 0, tzinfo=UTC)
ANN = {"id": 11, "is_bot": False, "first_name": "Ann", "last_name": "Example", "username": "ann_x"}
GROUP = {"id": -21, "type": "supergroup", "title": "Patrol (fictional)"}
PRIVATE = {"id": 11, "type": "private", "first_name": "Ann", "username": "ann_x"}
BOT = Bot("123456:not-a-real-secret")


def arrive(update: Any) -> Arrival | None:
    return sift(update, keys=KEYS, username="EphedraBot", received_at=NOW, earliest=NOW)


def kept(name: str, content: dict[str, Any]) -> dict[str, Any] | None:
    """What is stored of an update, having seen that the library can read it."""
    arrival = arrive({"update_id": 5, name: content})
    if arrival is None:
        return None
    update = json.loads(arrival.payload)
    Update.de_json(update, BOT)
    found: dict[str, Any] = update[name]
    return found


def message(chat: dict[str, Any], **content: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": 1700000000, "chat": chat, "from": ANN, **content}


def command(text: str, length: int) -> dict[str, Any]:
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": length}]}


def membership(status: str, **rights: Any) -> dict[str, Any]:
    return {"status": status, "user": ANN, **rights}


def test_a_tap_keeps_who_what_and_where_and_no_more() -> None:
    long_post = message(GROUP, text="x" * 4000, reply_markup={"inline_keyboard": []})
    tap = {"id": "9", "from": ANN, "chat_instance": "c", "data": "in:7", "message": long_post}

    found = kept("callback_query", tap)

    assert found is not None
    assert found["data"] == "in:7"
    assert set(found["message"]) == {"message_id", "date", "chat"}
    assert "ann_x" not in json.dumps(found)


def test_a_private_text_is_kept() -> None:
    found = kept("message", message(PRIVATE, **command("/start abc", 6)))

    assert found is not None
    assert found["text"] == "/start abc"
    assert found["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


@pytest.mark.parametrize("kind", KINDS)
def test_of_anything_but_text_the_kind_alone_is_kept(kind: str) -> None:
    content = {kind: {"file_id": "secret-file"}, "caption": "secret words"}

    found = kept("message", message(PRIVATE, **content))

    assert found is not None
    assert found["kind"] == kind
    assert "secret" not in json.dumps(found)


def test_of_an_edited_message_the_fact_alone_is_kept() -> None:
    found = kept("edited_message", message(PRIVATE, text="secret words", edit_date=1700000009))

    assert found is not None
    assert found["kind"] == "edited"
    assert "secret" not in json.dumps(found)


SECRETS = "Call 07700 900123 or sample@example.com, AB12 CDE"


def test_of_a_private_text_with_identifiers_only_their_kinds_are_kept() -> None:
    found = kept("message", message(PRIVATE, text=SECRETS))

    assert found is not None
    assert found["screened"] == ["phone", "email", "registration"]
    assert set(found) == {"message_id", "date", "chat", "from", "screened"}


@pytest.mark.parametrize("chat", [PRIVATE, GROUP], ids=["private", "group"])
def test_of_a_command_with_identifiers_only_its_name_is_kept(chat: dict[str, Any]) -> None:
    found = kept("message", message(chat, **command("/quick 07700 900123", 6)))

    assert found is not None
    assert (found["text"], found["screened"]) == ("/quick", ["phone"])
    assert "900123" not in json.dumps(found)


def test_a_command_that_is_an_identifier_itself_is_not_kept() -> None:
    found = kept("message", message(PRIVATE, **command("/07700900123", 12)))

    assert found is not None
    assert "900123" not in json.dumps(found)


def test_of_an_edited_text_the_kinds_that_were_seen_are_kept() -> None:
    found = kept("edited_message", message(PRIVATE, text=SECRETS, edit_date=1700000009))

    assert found is not None
    assert (found["kind"], found["screened"]) == ("edited", ["phone", "email", "registration"])
    assert "900" not in json.dumps(found)


def test_a_text_that_was_changed_into_a_picture_is_known_as_one() -> None:
    picture = {"photo": [{"file_id": "secret-file"}], "caption": "secret words"}

    found = kept("edited_message", message(PRIVATE, edit_date=1700000009, **picture))

    assert found is not None
    assert found["shared"] == "photo"
    assert "secret" not in json.dumps(found)


MARKED = [
    ({"type": "text_link", "offset": 0, "length": 4, "url": "https://example.com"}, "link"),
    ({"type": "url", "offset": 3, "length": 11}, "link"),
    ({"type": "email", "offset": 3, "length": 11}, "email"),
    ({"type": "phone_number", "offset": 3, "length": 11}, "phone"),
    ({"type": "mention", "offset": 3, "length": 11}, "handle"),
    ({"type": "text_mention", "offset": 3, "length": 4, "user": ANN}, "handle"),
]


@pytest.mark.parametrize(("entity", "kind"), MARKED, ids=[kind for _, kind in MARKED])
def test_what_telegram_marks_is_believed(entity: dict[str, Any], kind: str) -> None:
    found = kept("message", message(PRIVATE, text="🙂 such as these words", entities=[entity]))

    assert found is not None
    assert found["screened"] == [kind]
    assert "words" not in json.dumps(found)


def test_a_missing_space_is_no_link_and_the_bots_own_name_nobody() -> None:
    url = {"type": "url", "offset": 4, "length": 10}
    mention = {"type": "mention", "offset": 15, "length": 11}
    text = "all quiet.Then @EphedraBot"

    found = kept("message", message(PRIVATE, text=text, entities=[url, mention]))

    assert found is not None
    assert found["text"] == text


def test_a_link_of_the_bots_own_is_not_screened_and_anything_else_after_start_is() -> None:
    token = "x-AB12CDE-07700900123_aB"

    opened = kept("message", message(PRIVATE, **command(f"/start {token}", 6)))
    typed = kept("message", message(PRIVATE, **command("/start 07700900123", 6)))

    assert opened is not None
    assert typed is not None
    assert opened["text"] == f"/start {token}"
    assert (typed["text"], typed["screened"]) == ("/start", ["phone"])


def test_pictures_that_came_together_are_known_by_it() -> None:
    found = kept("message", message(PRIVATE, photo=[{"file_id": "x"}], media_group_id="4711"))

    assert found is not None
    assert found["album"] == "4711"


@pytest.mark.parametrize(
    "text", ["/link", "/link@EphedraBot", "/link@ephedrabot southwark"], ids=str
)
def test_a_command_for_us_in_a_group_is_kept(text: str) -> None:
    found = kept("message", message(GROUP, **command(text, len(text.split(maxsplit=1)[0]))))

    assert found is not None
    assert found["text"] == text


DROPPED_IN_GROUPS = [
    {"text": "anyone for the pub?"},
    {"text": "see /link"},
    command("/link@AnotherBot", 16),
    {"photo": [{"file_id": "x"}], "caption": "/link"},
    {"sticker": {"file_id": "x"}},
    {"pinned_message": {"message_id": 2}},
    {"new_chat_title": "Other"},
]


@pytest.mark.parametrize("content", DROPPED_IN_GROUPS, ids=str)
def test_group_chatter_is_dropped(content: dict[str, Any]) -> None:
    assert kept("message", message(GROUP, **content)) is None
    assert kept("edited_message", message(GROUP, edit_date=1, **content)) is None


SERVICE = [
    {"new_chat_members": [ANN]},
    {"left_chat_member": ANN},
    {"migrate_to_chat_id": -1005},
    {"migrate_from_chat_id": -21},
    {"group_chat_created": True},
]


@pytest.mark.parametrize("content", SERVICE, ids=str)
def test_who_comes_and_goes_and_what_the_group_becomes_is_kept(content: dict[str, Any]) -> None:
    found = kept("message", message(GROUP, **content))

    assert found is not None
    assert next(iter(content)) in found


def test_memberships_are_kept_as_the_library_reads_them() -> None:
    restricted = membership(
        "restricted",
        is_member=True,
        until_date=0,
        **{
            f"can_{right}": True
            for right in [
                "send_messages",
                "send_polls",
                "send_other_messages",
                "add_web_page_previews",
                "change_info",
                "invite_users",
                "pin_messages",
                "manage_topics",
                "send_audios",
                "send_documents",
                "send_photos",
                "send_videos",
                "send_video_notes",
                "send_voice_notes",
                "edit_tag",
                "react_to_messages",
            ]
        },
    )
    change = {
        "chat": GROUP,
        "from": ANN,
        "date": 1700000000,
        "old_chat_member": restricted,
        "new_chat_member": membership("left"),
        "invite_link": {"invite_link": "secret"},
    }

    for name in ("chat_member", "my_chat_member"):
        found = kept(name, change)
        assert found is not None
        assert found["new_chat_member"]["status"] == "left"
        assert "secret" not in json.dumps(found)


@pytest.mark.parametrize(
    "name", ["channel_post", "message_reaction", "inline_query", "poll", "a_kind_to_come"]
)
def test_kinds_that_nobody_asked_for_are_dropped(name: str) -> None:
    assert name not in ALLOWED_UPDATES
    assert arrive({"update_id": 5, name: message(PRIVATE, text="hello")}) is None


def test_messages_of_a_channel_are_dropped() -> None:
    assert kept("message", message({"id": -31, "type": "channel"}, text="news")) is None


def test_a_lane_is_a_persons_own_wherever_they_write() -> None:
    private = arrive({"update_id": 1, "message": message(PRIVATE, text="hello")})
    group = arrive({"update_id": 2, "message": message(GROUP, **command("/link", 5))})
    other = arrive(
        {
            "update_id": 3,
            "message": message(GROUP, left_chat_member=ANN) | {"from": {**ANN, "id": 12}},
        }
    )

    assert private is not None
    assert group is not None
    assert other is not None
    assert private.lane == group.lane != other.lane
    assert private.lane != "11"


def test_a_message_of_nobody_takes_the_lane_of_its_chat() -> None:
    nobody = message(GROUP, migrate_to_chat_id=-1005)
    del nobody["from"]
    arrival = arrive({"update_id": 1, "message": nobody})

    assert arrival is not None
    assert arrival.lane == KEYS.hash(-21)


def test_text_that_no_database_takes_is_mended() -> None:
    found = kept("message", message(PRIVATE, text="a\ud800b\0c"))

    assert found is not None
    assert found["text"] == "a?bc"


leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["private", "group", "supergroup", "bot_command", "/link", "11", "member"]),
)
names = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "update_id",
            "message",
            "edited_message",
            "callback_query",
            "chat_member",
            "my_chat_member",
            "message_id",
            "date",
            "edit_date",
            "chat",
            "from",
            "id",
            "type",
            "text",
            "entities",
            "offset",
            "length",
            "data",
            "status",
            "user",
            "old_chat_member",
            "new_chat_member",
            "new_chat_members",
            "left_chat_member",
            "first_name",
            "title",
            "migrate_to_chat_id",
            "photo",
        ]
    ),
)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=8),
    max_leaves=30,
)


@given(anything)
@settings(deadline=None)
def test_arbitrary_input_never_raises(update: Any) -> None:
    arrive(update)


@given(
    st.sampled_from(ALLOWED_UPDATES),
    st.dictionaries(names, anything, max_size=6),
    st.booleans(),
)
@settings(deadline=None)
def test_arbitrary_content_never_raises_and_can_be_read_back(
    name: str, content: dict[str, Any], is_whole: bool
) -> None:
    whole = message(PRIVATE) | {"id": "9", "chat_instance": "c"}
    arrival = arrive({"update_id": 5, name: (whole | content) if is_whole else content})

    if arrival is not None:
        arrival.payload.encode()
        assert json.loads(arrival.payload)["update_id"] == 5


@given(st.dictionaries(names, anything, max_size=6))
@settings(deadline=None)
def test_what_people_say_to_each_other_in_a_group_is_never_kept(content: dict[str, Any]) -> None:
    said = {**content, **message(GROUP), "text": "the secret words"}
    arrival = arrive({"update_id": 5, "message": said})

    assert arrival is None or "secret" not in arrival.payload
