"""Keeps the bot's token out of every log line.

httpx writes whole addresses, and Telegram's addresses hold the token.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

_REDACTED = "[token]"
_TALKATIVE = ("httpx", "httpcore")


class RedactToken(logging.Filter):
    """Replaces the token, or its secret half alone, in messages and tracebacks."""

    def __init__(self, token: str) -> None:
        """Take the token as Telegram gave it: a number, a colon and the secret."""
        super().__init__()
        number, colon, secret = token.partition(":")
        shapes = (token, f"{number}%3A{secret}", secret) if colon and secret else (token,)
        self._shapes = tuple(shape for shape in shapes if shape)
        self._formatter = logging.Formatter()

    def clean(self, text: str) -> str:
        """The text without the token."""
        for shape in self._shapes:
            text = text.replace(shape, _REDACTED)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean the record in place and let it pass."""
        message = record.getMessage()
        cleaned = self.clean(message)
        if cleaned != message:
            record.msg, record.args = cleaned, None
        if record.exc_info and not record.exc_text:
            record.exc_text = self._formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True


def keep_token_out(token: str, handlers: Iterable[logging.Handler] | None = None) -> None:
    """Redact the token in what these handlers write: by default, all of the root logger's.

    A filter on a logger would miss the records of loggers below it.
    """
    redact = RedactToken(token)
    for handler in logging.getLogger().handlers if handlers is None else handlers:
        handler.addFilter(redact)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
