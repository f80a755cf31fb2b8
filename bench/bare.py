"""The measure of all: a python-telegram-bot handler that only answers and edits.

It knows nobody, keeps nothing and checks nothing, so nothing on the same library can be faster.
"""

from __future__ import annotations

import itertools
import sys
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes

KEYBOARD = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("✅ Fri 7 Mar: in", callback_data="in:1"),
            InlineKeyboardButton("Fri 7 Mar: out", callback_data="out:1"),
        ]
    ]
)
_taps = itertools.count(1)


async def on_tap(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer the tap, then edit the post."""
    query = update.callback_query
    if query is not None:
        await query.answer("Fri 7 Mar: You are in.")
        await query.edit_message_text(f"Rota\nTap {next(_taps)}", reply_markup=KEYBOARD)


def main(url: str, token: str, chat: int) -> None:
    """Post once, then answer taps until the process is ended."""

    async def post(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        await application.bot.send_message(chat, "Rota", reply_markup=KEYBOARD)

    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot").concurrent_updates(True)
    application = builder.post_init(post).build()
    application.add_handler(CallbackQueryHandler(on_tap))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
