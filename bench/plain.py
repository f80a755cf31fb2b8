"""The usual way to write it: aiogram 3, SQLAlchemy's ORM and aiosqlite.

It inserts or deletes the sign-up, answers, and edits the post. There are no roles, rules,
audit, outbox or encryption, and what it was told is lost if the process dies.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from sqlalchemy import delete, event, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="✅ Fri 7 Mar: in", callback_data="in:1"),
            InlineKeyboardButton(text="Fri 7 Mar: out", callback_data="out:1"),
        ]
    ]
)
SHOWN = 12


class Base(DeclarativeBase):
    """The tables of this file."""


class SignUp(Base):
    """Somebody is in for a night."""

    __tablename__ = "sign_up"

    night: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


async def keep(session: AsyncSession, query: CallbackQuery) -> list[str]:
    """Write the sign-up, and read who is in now."""
    action, _, night = (query.data or "").partition(":")
    user = query.from_user
    if action == "in":
        row = insert(SignUp).values(night=int(night), user_id=user.id, name=user.first_name)
        await session.execute(row.on_conflict_do_nothing())
    else:
        mine = (SignUp.night == int(night), SignUp.user_id == user.id)
        await session.execute(delete(SignUp).where(*mine))
    names = await session.scalars(select(SignUp.name).where(SignUp.night == int(night)))
    return list(names)


def drawn(names: list[str]) -> str:
    """The post."""
    lines = [f"{number}. {name}" for number, name in enumerate(names[:SHOWN], 1)]
    return "\n".join(["Rota", *lines, f"{len(names)} in all"])


async def main(url: str, token: str, chat: int, database: str) -> None:
    """Post once, then take taps until the process is ended."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{database}", connect_args={"timeout": 60})
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher()

    @dispatcher.callback_query(F.data.contains(":"))
    async def on_tap(query: CallbackQuery) -> None:
        async with sessions() as session:
            names = await keep(session, query)
            await session.commit()
        await query.answer("Fri 7 Mar: You are in.")
        if isinstance(query.message, Message):
            # Of two taps at once, the second may have nothing to change.
            with suppress(TelegramBadRequest):
                await query.message.edit_text(drawn(names), reply_markup=KEYBOARD)

    await bot.send_message(chat, drawn([]), reply_markup=KEYBOARD)
    try:
        await dispatcher.start_polling(bot)
    finally:
        await engine.dispose()


def _set_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]))
