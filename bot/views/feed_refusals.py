"""The wording of what stands against an address for one's calendar."""

from __future__ import annotations

from bot.views.said import Wordings
from operation import feed

WORDING: Wordings = {
    feed.FeedOff: lambda _r, _s: (
        "Your area has no calendar addresses. Use the calendar file instead: it is under /shifts."
    ),
    feed.NoAddress: lambda _r, _s: "There is no address any more: nothing to revoke.",
    feed.AddressMade: lambda _r, _s: (
        "You have an address already. Revoke it first, then you can make another."
    ),
}
