"""The command menu: the few commands that everyone has, and those of a person's roles.

Best effort, after the commit: a menu that could not be set is set at the next
/start, and the commands themselves check who may use them.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from operation.people import Role
from storage import chats, people
from storage.database import Database

log = logging.getLogger(__name__)

MARK = "menu:"
"""Actions mark `menu:<member id>` when somebody's roles have changed."""

COMMON = {
    "start": "Home",
    "help": "What I can do here",
    "privacy": "What is kept about me",
    "cancel": "Stop what I have begun",
}
IN_GROUP = {"link": "Make this the team's group (project leads)"}
"""For the administrators of a group, of whom a project lead mostly is one."""
OF_ROLE = {
    Role.OFFICER: {
        "shifts": "My shifts",
        "account": "My account of hours",
        "quick": "My patrol's return in one line",
    },
    Role.LEAD: {"rota": "Rota of the weeks", "people": "People and links"},
}


class Menus:
    """Keeps the menus in step with people's roles."""

    def __init__(self, db: Database, bot: Bot) -> None:
        """Listen to commits from now on."""
        self._db = db
        self._bot = bot
        self._shown: dict[int, tuple[str, ...]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        db.on_commit(self._on_commit)

    async def set_common(self) -> None:
        """The menus of people without a role, of groups, and of those who run a group."""
        try:
            await self._bot.set_my_commands(_listed(COMMON), scope=BotCommandScopeAllPrivateChats())
            await self._bot.delete_my_commands(scope=BotCommandScopeAllGroupChats())
            await self._bot.set_my_commands(
                _listed(IN_GROUP), scope=BotCommandScopeAllChatAdministrators()
            )
        except TelegramError as error:
            log.warning("the command menu could not be set: %s", type(error).__name__)

    async def stop(self) -> None:
        """Let what is under way end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _on_commit(self, names: Iterable[str]) -> None:
        for name in names:
            if name.startswith(MARK):
                task = asyncio.get_running_loop().create_task(self._set(int(name[len(MARK) :])))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _set(self, member_id: int) -> None:
        async with self._db.reading() as tx:
            member = await people.get_member(tx, member_id)
            chat_id = (await people.chats_of(tx, [member_id])).get(member_id)
            if chat_id is None or not member.is_reachable:
                return
            telegram_id = await chats.telegram_id(tx, chat_id)
        roles = member.roles if member.is_active else frozenset()
        commands = menu(roles)
        if self._shown.get(telegram_id) == tuple(commands):
            return
        try:
            await self._bot.set_my_commands(
                _listed(commands), scope=BotCommandScopeChat(telegram_id)
            )
        except TelegramError as error:
            log.info("a command menu could not be set: %s", type(error).__name__)
            return
        self._shown[telegram_id] = tuple(commands)


def menu(roles: Iterable[Role]) -> dict[str, str]:
    """The commands of someone with these roles, home first."""
    held = frozenset(roles)
    own = {
        name: text for role, more in OF_ROLE.items() if role in held for name, text in more.items()
    }
    return {"start": COMMON["start"], **own, **COMMON}


def _listed(commands: dict[str, str]) -> list[BotCommand]:
    return [BotCommand(name, text) for name, text in commands.items()]
