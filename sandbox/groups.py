"""Groups: who is in them, who joins and leaves, and what Telegram says of it."""

from dataclasses import dataclass
from typing import Any

from sandbox.engine import Engine
from sandbox.errors import ControlError
from sandbox.state import PRESENT, Chat
from sandbox.telegram_json import chat_json, member_json, user_json

STATUSES = ("member", "administrator", "left", "kicked", "creator")
SUPERGROUP_BASE = -1_000_000_000_000


def new_group(engine: Engine, title: str, kind: str, people: list[int], bot: str) -> Chat:
    """A new group; its first member owns it."""
    world = engine.world
    number = world.next_group_id
    world.next_group_id += 1
    chat_id = SUPERGROUP_BASE - 1000 - number if kind == "supergroup" else -1000 - number
    chat = world.chats[chat_id] = Chat(chat_id, kind, title)
    for place, user_id in enumerate(people):
        chat.members[user_id] = "creator" if place == 0 else "member"
    line = f"{world.users[people[0]].name} created the group" if people else "Group created"
    created = {f"{kind}_chat_created": True}
    owner = people[0] if people else engine.bot.id
    engine.post(
        chat, engine.new_message(chat, owner, kind="service", extra=created, service_text=line)
    )
    engine.changed([chat], people)
    if bot != "absent":
        set_member(engine, chat, engine.bot.id, bot, actor=owner)
    return chat


@dataclass(frozen=True, slots=True)
class Change:
    """Someone's status changes: whose, by whom, from what to what."""

    user_id: int
    actor: int
    before: str
    status: str

    @property
    def comes(self) -> bool:
        """Whether the person was not there before."""
        return self.status in PRESENT and self.before not in PRESENT

    @property
    def goes(self) -> bool:
        """Whether the person is not there afterwards."""
        return self.before in PRESENT and self.status not in PRESENT


def set_member(
    engine: Engine, chat: Chat, user_id: int, status: str, actor: int | None = None
) -> None:
    """Change someone's status, with the service line and the updates that Telegram sends."""
    if chat.is_private:
        raise ControlError("a private chat has no members to change")
    if chat.migrated_to is not None:
        raise ControlError(f"this group became the supergroup {chat.migrated_to}", 409)
    before = chat.status(user_id)
    if before == status:
        return
    change = Change(user_id, actor or actor_for(chat, user_id, status), before, status)
    # The bot hears of others only while it is an administrator.
    hears = user_id == engine.bot.id or chat.status(engine.bot.id) == "administrator"
    chat.members[user_id] = status
    if hears:
        _tell_bot(engine, chat, change)
    _post_line(engine, chat, change)
    engine.changed([chat], [user_id])


def actor_for(chat: Chat, user_id: int, status: str) -> int:
    """Who does it: people come and go by themselves, the owner does the rest."""
    before = chat.status(user_id)
    if status == "left" or (status == "member" and before == "left"):
        return user_id
    owners = [uid for uid, held in chat.members.items() if held == "creator" and uid != user_id]
    return owners[0] if owners else user_id


def _tell_bot(engine: Engine, chat: Chat, change: Change) -> None:
    world = engine.world
    update = {
        "chat": chat_json(world, chat),
        "from": user_json(world.users[change.actor]),
        "date": engine.clock.unix(),
        "old_chat_member": member_json(world, chat, change.user_id, change.before),
        "new_chat_member": member_json(world, chat, change.user_id, change.status),
    }
    own = change.user_id == engine.bot.id
    engine.updates.add("my_chat_member" if own else "chat_member", update, chat.id)


def _post_line(engine: Engine, chat: Chat, change: Change) -> None:
    users = engine.world.users
    name, doer = users[change.user_id].name, users[change.actor].name
    alone = change.actor == change.user_id
    extra: dict[str, Any]
    if change.comes:
        extra = {"new_chat_members": [change.user_id]}
        line = f"{name} joined the group" if alone else f"{doer} added {name}"
    elif change.goes:
        extra = {"left_chat_member": change.user_id}
        line = f"{name} left the group" if alone else f"{doer} removed {name}"
    else:
        return
    message = engine.new_message(chat, change.actor, kind="service", extra=extra, service_text=line)
    engine.post(chat, message)
    engine.tell_bot(chat, message)


def migrate(engine: Engine, chat: Chat) -> Chat:
    """Turn a group into a supergroup: a new id, and nothing goes to the old one any more."""
    if chat.type != "group" or chat.migrated_to is not None:
        raise ControlError("only a basic group can become a supergroup", 409)
    world = engine.world
    number = world.next_group_id
    world.next_group_id += 1
    new = Chat(SUPERGROUP_BASE - 1000 - number, "supergroup", chat.title)
    world.chats[new.id] = new
    new.members, new.migrated_from = dict(chat.members), chat.id
    owner = next(
        (uid for uid, status in chat.members.items() if status == "creator"), engine.bot.id
    )
    _migration_line(engine, chat, owner, {"migrate_to_chat_id": new.id})
    _migration_line(engine, new, owner, {"migrate_from_chat_id": chat.id})
    chat.migrated_to = new.id
    engine.changed([chat, new], new.members)
    return new


def _migration_line(engine: Engine, chat: Chat, owner: int, extra: dict[str, int]) -> None:
    line = "The group became a supergroup"
    message = engine.new_message(chat, owner, kind="service", extra=extra, service_text=line)
    engine.post(chat, message)
    engine.tell_bot(chat, message)
