"""Updates as hypothesis makes them up: from nonsense to what a person might have sent, mutated."""

from __future__ import annotations

import copy
from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

from hypothesis import strategies as st

from bot.callbacks import Payload
from bot.delivery.sifting import ALLOWED_UPDATES, KINDS
from operation.people import Role

Json = dict[str, Any]

GROUP, OTHER_GROUP = -1001, -1099
CHATTER = "Invented Road"
"""In everything that is said in a group; it must never be found in the database."""

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SMALL = st.integers(min_value=-1, max_value=8)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS | st.just("x" * 4000)
)  # fmt: skip
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
COMMANDS = st.sampled_from(
    ["/start", "/start hello", "/start x", "/help", "/privacy", "/cancel", "/people", "/rota",
     "/shifts", "/link", "/nonsense", "/start " + "A" * 64, "/", "/link@ephedra_demo_bot",
     "/link@another_bot"]
)  # fmt: skip


@st.composite
def _data(draw: st.DrawFn) -> str:
    """The data of a button: one of ours, most often about something that is there, or not."""
    kind = draw(st.sampled_from(Payload.__subclasses__()))
    hints = get_type_hints(kind)
    values: dict[type, st.SearchStrategy[Any]] = {
        int: SMALL, bool: st.booleans(), Role: st.sampled_from(Role),
        date: st.dates(date(2031, 3, 1), date(2031, 4, 1)),
        str: st.sampled_from(["lambeth", "southwark", "places", "minimum", "starts", "closes",
                              "rank", "surname", "notice"]),
    }  # fmt: skip
    packed = kind(**{field.name: draw(values[hints[field.name]]) for field in fields(kind)}).pack()
    return draw(st.sampled_from([packed, packed + ":1", packed[:-1], packed.upper(), ""]))


DATA = _data() | TEXTS


def user(number: int) -> Json:
    """A sender."""
    return {"id": number, "is_bot": False, "first_name": f"Profile {number}"}


def chat(number: int) -> Json:
    """A chat: a person's own, or a group."""
    return {"id": number, "type": "private" if number > 0 else "group", "title": "Team"}


def message(sender: int, where: int, content: Json) -> Json:
    """A message with this content."""
    return {
        "message_id": 7000, "date": 1930294800, "from": user(sender), "chat": chat(where),
        **content,
    }  # fmt: skip


def _command(text: str) -> Json:
    length = len(text.split(maxsplit=1)[0])
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": length}]}


CONTENTS = st.one_of(
    COMMANDS.map(_command),
    TEXTS.map(lambda text: {"text": text}),
    st.sampled_from(KINDS).map(lambda kind: {kind: {"file_id": "x"}, "caption": "x"}),
    ANY_JSON.map(lambda anything: {"something": anything}),
)


@st.composite
def said(draw: st.DrawFn, senders: st.SearchStrategy[int]) -> Json:
    """A message or a tap of one of these people, in private or in a group."""
    sender = draw(senders)
    where = draw(st.sampled_from([sender, sender, GROUP, OTHER_GROUP]))
    kind = draw(st.sampled_from(["message", "message", "edited_message", "callback_query"]))
    if kind == "callback_query":
        stands_in = message(100001, where, {"text": "a screen"})
        query = {"id": "4711", "from": user(sender), "chat_instance": "1", "data": draw(DATA)}
        return {kind: query | draw(st.sampled_from([{}, {"message": stands_in}]))}
    content = draw(CONTENTS)
    edited = {"edit_date": 1930294801} if kind == "edited_message" else {}
    return {kind: message(sender, where, content | edited)}


@st.composite
def chatter(draw: st.DrawFn, senders: st.SearchStrategy[int]) -> Json:
    """What people say to each other in a group: anything but a command at the very start."""
    words = f"{draw(TEXTS)} {CHATTER} /link"
    contents: list[Json] = [
        {"text": words},
        {"text": words, "entities": [{"type": "bot_command", "offset": len(words) - 5,
                                      "length": 5}]},
        {"photo": [{"file_id": CHATTER}], "caption": CHATTER},
        {"contact": {"phone_number": CHATTER, "first_name": CHATTER}},
        {"venue": {"title": CHATTER, "address": CHATTER}},
        {"text": f"/link@another_bot {CHATTER}",
         "entities": [{"type": "bot_command", "offset": 0, "length": 17}]},
    ]  # fmt: skip
    content = draw(st.sampled_from(contents))
    kind = draw(st.sampled_from(["message", "edited_message"]))
    edited = {"edit_date": 1930294801} if kind == "edited_message" else {}
    return {kind: message(draw(senders), GROUP, content | edited)}


@st.composite
def happened(draw: st.DrawFn, senders: st.SearchStrategy[int]) -> Json:
    """Somebody comes or goes, or a group moves, in whatever way."""
    who, statuses = draw(senders), st.sampled_from(["member", "left", "kicked", "restricted"])
    if draw(st.booleans()):
        services: list[Json] = [
            {"left_chat_member": user(who)}, {"new_chat_members": [user(who)]},
            {"migrate_to_chat_id": -1001999}, {"migrate_from_chat_id": OTHER_GROUP},
            {"group_chat_created": True},
        ]  # fmt: skip
        service = draw(st.sampled_from(services))
        return {"message": message(draw(senders), OTHER_GROUP, service)}
    member = {"user": user(who), "until_date": 0}
    change = {
        "chat": chat(draw(st.sampled_from([who, GROUP, OTHER_GROUP]))), "from": user(who),
        "date": 1930294800,
        "old_chat_member": {**member, "status": draw(statuses)},
        "new_chat_member": {**member, "status": draw(statuses)},
    }  # fmt: skip
    return {draw(st.sampled_from(["my_chat_member", "chat_member"])): change}


@st.composite
def mutated(draw: st.DrawFn, updates: st.SearchStrategy[Json]) -> Json:
    """One of these with something in it taken out, put in, or turned into something else."""
    update = copy.deepcopy(draw(updates))
    part: Any = update
    for _ in range(draw(st.integers(1, 4))):
        inner = [each for each in part.values() if isinstance(each, dict) and each]
        if not inner:
            break
        part = draw(st.sampled_from(inner))
    name = draw(st.sampled_from(sorted(part)))
    if draw(st.booleans()):
        del part[name]
    else:
        part[name] = draw(ANY_JSON)
    return update


NONSENSE = st.dictionaries(st.sampled_from(ALLOWED_UPDATES) | TEXTS, ANY_JSON, max_size=2)


def anything(senders: st.SearchStrategy[int]) -> st.SearchStrategy[Json]:
    """Whatever may come in."""
    sensible = said(senders) | happened(senders)
    return sensible | mutated(sensible) | chatter(senders) | NONSENSE
