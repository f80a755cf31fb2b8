"""Every form there is."""

from __future__ import annotations

from bot.forms.engine import Forms
from bot.forms.enrolment import ENROLMENT, WITHOUT_TELEGRAM
from bot.forms.training import TRAINING

FORMS = Forms(ENROLMENT, WITHOUT_TELEGRAM, TRAINING)
"""All forms, with the engine that plays them."""
