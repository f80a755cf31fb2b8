"""Which handler answers which update: the routes that every slice declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.callbacks import Payload
from bot.turns import TURN, Fetch, Handle, Route

Handler = BaseHandler[Update, Any, Any]
Bind = Callable[[Route], Handler]
Carry = Callable[[Update, CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]]


@dataclass
class Routes:
    """The routes of one slice, in the order in which they are tried."""

    bound: list[tuple[Route, Bind]] = field(default_factory=list)

    def press(
        self, kind: type[Payload], *, writes: bool = False, is_open: bool = False
    ) -> Callable[[Handle], Handle]:
        """Answer taps on a kind of button."""
        pattern = re.compile(rf"^{kind.code}(:|$)")
        return self._add(
            lambda route: CallbackQueryHandler(_carry(route), pattern=pattern),
            writes=writes,
            is_open=is_open,
        )

    def command(
        self,
        name: str,
        *,
        writes: bool = False,
        is_open: bool = False,
        in_group: bool = False,
        fetch: Fetch | None = None,
    ) -> Callable[[Handle], Handle]:
        """Answer a command, in a private chat or in a group."""
        where = filters.ChatType.GROUPS if in_group else filters.ChatType.PRIVATE
        return self._add(
            lambda route: CommandHandler(
                name, _carry(route), filters=filters.UpdateType.MESSAGE & where
            ),
            writes=writes,
            is_open=is_open,
            fetch=fetch,
        )

    def message(
        self,
        which: filters.BaseFilter,
        *,
        writes: bool = False,
        is_open: bool = False,
        fetch: Fetch | None = None,
    ) -> Callable[[Handle], Handle]:
        """Answer messages that pass a filter."""
        return self._add(
            lambda route: MessageHandler(which, _carry(route)),
            writes=writes,
            is_open=is_open,
            fetch=fetch,
        )

    def membership(self, *, of_bot: bool) -> Callable[[Handle], Handle]:
        """Follow people, or the bot itself, into and out of chats."""
        which = ChatMemberHandler.MY_CHAT_MEMBER if of_bot else ChatMemberHandler.CHAT_MEMBER
        return self._add(
            lambda route: ChatMemberHandler(_carry(route), which), writes=True, is_open=True
        )

    def anything(self) -> Callable[[Handle], Handle]:
        """Answer, or quietly pass over, whatever nothing else answered."""
        return self._add(lambda route: TypeHandler(Update, _carry(route)), is_open=True)

    def handlers(self) -> list[Handler]:
        """These routes as handlers of the Application."""
        return [bind(route) for route, bind in self.bound]

    def _add(
        self,
        bind: Callable[[Route], Any],
        *,
        writes: bool = False,
        is_open: bool = False,
        fetch: Fetch | None = None,
    ) -> Callable[[Handle], Handle]:
        def register(handle: Handle) -> Handle:
            self.bound.append((Route(handle, writes, is_open, fetch), bind))
            return handle

        return register


def _carry(route: Route) -> Carry:
    async def carry(_update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        turn = TURN.get()
        await turn.play(route)
        turn.is_handled = True

    return carry
