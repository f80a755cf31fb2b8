"""What the bot reads off an update of Telegram's: who, where, what was said, who came or went."""

from __future__ import annotations

import json

from telegram import Bot, ChatMember, ChatMemberRestricted, Update

from bot.context import Change, Refused, Where

_THERE = (ChatMember.OWNER, ChatMember.ADMINISTRATOR, ChatMember.MEMBER)


def read(payload: str, bot: Bot) -> Update | None:
    """The update as the library has it; None for one that it cannot make sense of."""
    try:
        return Update.de_json(json.loads(payload), bot)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def person_id(update: Update) -> int:
    """The Telegram id of whoever acts; 0 for nobody."""
    user = update.effective_user
    return user.id if user is not None else 0


def where(update: Update) -> Where:
    """The chat, and the message that was tapped or sent."""
    chat, message = update.effective_chat, update.effective_message
    if chat is None:
        return Where(person_id(update), is_private=True, message_id=None)
    return Where(
        chat.id,
        is_private=chat.type == chat.PRIVATE,
        message_id=message.message_id if message is not None else None,
        title=chat.title or "",
    )


def text(update: Update) -> str:
    """What was typed, or what follows a command; empty for a tap."""
    if update.callback_query is not None or update.message is None:
        return ""
    said = update.message.text or ""
    return said.partition(" ")[2].strip() if said.startswith("/") else said


def refused(update: Update) -> Refused | None:
    """What the door did not take of a message; None where it took all there was."""
    message = update.message or update.edited_message
    if message is None:
        return None
    # What the door writes beside Telegram's own fields.
    kept = message.api_kwargs
    is_edit = update.edited_message is not None
    shared = kept.get("shared" if is_edit else "kind", "")
    if not (shared or kept.get("screened")):
        return None
    return Refused(
        kinds=tuple(kept.get("screened", ())),
        shared=shared,
        command=(message.text or "").partition("@")[0],
        is_edit=is_edit,
        album=kept.get("album", ""),
    )


def change(update: Update) -> Change | None:
    """Who came into a chat or left it."""
    changed = update.my_chat_member or update.chat_member
    if changed is None:
        return _goodbye(update)
    return Change(
        telegram_id=changed.new_chat_member.user.id,
        was_there=_is_there(changed.old_chat_member),
        is_there=_is_there(changed.new_chat_member),
    )


def migrated_to(update: Update) -> int | None:
    """The new id of a group that became a supergroup."""
    return update.message.migrate_to_chat_id if update.message is not None else None


def _goodbye(update: Update) -> Change | None:
    """Who left, by the line in the chat: all that a bot hears which is no administrator."""
    left = update.message.left_chat_member if update.message is not None else None
    return Change(left.id, was_there=True, is_there=False) if left is not None else None


def _is_there(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status in _THERE
