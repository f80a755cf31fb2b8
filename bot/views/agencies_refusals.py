"""The wording of what cannot be done with a partner agency."""

from __future__ import annotations

from bot.views.said import Wordings
from operation import agencies

WORDING: Wordings = {
    agencies.AgencyNameMissing: lambda _r, _s: "A name needs letters. Type it again.",
    agencies.AgencyNameTooLong: lambda r, _s: (
        f"A name has at most {r.limit} characters. Shorten it."
    ),
    agencies.AgencyNameTaken: lambda _r, _s: (
        "Another agency is called so already. Use that one, or choose another name."
    ),
    agencies.AgenciesFull: lambda r, _s: (
        f"An area has at most {r.most} agencies. Rename one that is not invited any more."
    ),
    agencies.AgencyPaused: lambda r, _s: (
        f"{r.name} is paused: it is not invited any more. Open “Partners” at home to invite it "
        "again."
    ),
    agencies.NotAContact: lambda _r, _s: (
        "They do not represent this agency, or have no access. Choose another contact."
    ),
}
