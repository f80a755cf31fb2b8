"""The one place where an exception becomes an answer.

Exception
├── Refusal           a rule said no: the person is told why and what to do
├── Unreadable        a button that is not ours, or no longer
├── NotFound          what the button spoke of is gone
└── anything else     a fault of ours: logged with a reference, tried again
"""

from __future__ import annotations

import logging
import secrets

from bot.callbacks import Unreadable
from bot.views import refusals
from operation.errors import Refusal
from storage.errors import NotFound

log = logging.getLogger(__name__)

EXPECTED = (Refusal, Unreadable, NotFound)
"""What a handler may raise that is no fault of ours."""

OLD_BUTTON = "This button is out of date. Send /start for a fresh one."
GONE = "That is no longer there. Send /start to go home."


def wording(error: Exception, *, bot_username: str, zone: str) -> str:
    """What a person is told about an expected exception."""
    if isinstance(error, Refusal):
        return refusals.wording(error, bot_username=bot_username, zone=zone)
    return OLD_BUTTON if isinstance(error, Unreadable) else GONE


def apology(error: BaseException, update_id: int) -> str:
    """Log a fault with its traceback under a reference, and return what the person is told."""
    reference = secrets.token_hex(3).upper()
    log.error("update %s failed, reference %s", update_id, reference, exc_info=error)
    return f"Sorry, that did not work. It is being tried again. Reference {reference}."
