"""The bot itself: who it is, its commands by scope and language, its name and descriptions."""

from typing import Any

from sandbox.access import chat_to_read
from sandbox.checks import Call
from sandbox.engine import Engine
from sandbox.errors import bad_request
from sandbox.models import DeleteMyCommands, GetMe, GetMyCommands, SetMyCommands
from sandbox.state import ADMINISTRATORS, Chat, User, World
from sandbox.telegram_json import bot_json

Json = dict[str, Any]

MOST_COMMANDS = 100
LONGEST_COMMAND = 32
LONGEST_DESCRIPTION = 256
LONGEST_TEXTS = {"name": 64, "description": 512, "short_description": 120}


def get_me(engine: Engine, _call: Call[GetMe]) -> Json:
    """The bot's own user."""
    return bot_json(engine.bot)


def set_my_commands(engine: Engine, call: Call[SetMyCommands]) -> bool:
    """Set the commands of one scope and language; an empty list removes them."""
    commands = [checked_command(command) for command in call.raw.get("commands", [])]
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    key = scope_key(engine, call.raw.get("scope"), call.method.language_code)
    engine.world.commands[key] = commands
    refresh_all(engine)
    return True


def delete_my_commands(engine: Engine, call: Call[DeleteMyCommands]) -> bool:
    """Forget the commands of one scope and language."""
    key = scope_key(engine, call.raw.get("scope"), call.method.language_code)
    engine.world.commands.pop(key, None)
    refresh_all(engine)
    return True


def get_my_commands(engine: Engine, call: Call[GetMyCommands]) -> list[Json]:
    """The commands of exactly this scope and language."""
    key = scope_key(engine, call.raw.get("scope"), call.method.language_code)
    return engine.world.commands.get(key, [])


def checked_command(command: Json) -> Json:
    """A command without its slash, or the refusal."""
    name = command["command"].strip().removeprefix("/")
    description = command["description"].strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > LONGEST_COMMAND:
        raise bad_request(f"command length must not exceed {LONGEST_COMMAND}")
    if not (name.isascii() and name.replace("_", "a").isalnum() and name == name.lower()):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > LONGEST_DESCRIPTION:
        raise bad_request(f"command description length must not exceed {LONGEST_DESCRIPTION}")
    return {"command": name, "description": description}


def scope_key(engine: Engine, scope: Json | None, language: str | None) -> str:
    """Where commands are kept: "kind:chat:user:language"."""
    scope = scope or {"type": "default"}
    chat_id = ""
    if scope.get("chat_id") is not None:
        chat_id = str(chat_to_read(engine, scope["chat_id"]).id)
    return f"{scope['type']}:{chat_id}:{scope.get('user_id', '')}:{language or ''}"


def commands_for(world: World, chat: Chat, user: User) -> list[Json]:
    """The commands that this person's menu shows here: the narrowest scope that has any."""
    for scope in scopes_for(chat, user):
        for language in (user.language_code, ""):
            commands = world.commands.get(f"{scope}:{language}")
            if commands:
                return commands
    return []


def scopes_for(chat: Chat, user: User) -> list[str]:
    """Telegram's order of resolution, narrowest first.

    Source: Bot API, "Determining list of commands".
    """
    if chat.is_private:
        return [f"chat:{chat.id}:", "all_private_chats::", "default::"]
    administrators = chat.status(user.id) in ADMINISTRATORS
    return [
        f"chat_member:{chat.id}:{user.id}",
        *([f"chat_administrators:{chat.id}:"] if administrators else []),
        f"chat:{chat.id}:",
        *(["all_chat_administrators::"] if administrators else []),
        "all_group_chats::",
        "default::",
    ]


def refresh_all(engine: Engine) -> None:
    """Menus changed: every chat may show something else now."""
    engine.changed(engine.world.chats.values())


def set_text(engine: Engine, call: Call[Any], field: str) -> bool:
    """Set the name or a description in one language; an empty one removes it."""
    text = call.raw.get(field) or ""
    if len(text) > LONGEST_TEXTS[field]:
        raise bad_request(f"BOT_{'TITLE' if field == 'name' else 'ABOUT'}_INVALID")
    engine.world.texts[f"{field}:{call.method.language_code or ''}"] = text
    if field == "name" and text and not call.method.language_code:
        engine.bot.first_name = text
    engine.changed()
    return True


def get_text(engine: Engine, call: Call[Any], field: str) -> Json:
    """The name or a description; without one in this language, the common one."""
    texts = engine.world.texts
    own = texts.get(f"{field}:{call.method.language_code or ''}")
    text = own or texts.get(f"{field}:") or (engine.bot.first_name if field == "name" else "")
    return {field: text}
