"""The wording of who may not sign up yet."""

from __future__ import annotations

from bot.views.said import Wordings
from operation import release

WORDING: Wordings = {
    release.NotReleasedYet: lambda r, s: (
        f"Open to you from {s.when(r.opens_at)}: until then to those who have done least. "
        "Tap maybe now, and you are asked then."
    ),
}
