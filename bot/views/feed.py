"""The screens of one's calendar: a file to open, or an address to subscribe to."""

from __future__ import annotations

from bot.actions.feed import CalendarBoard
from bot.callbacks.crew import CalendarFile
from bot.callbacks.feed import CalendarOf, MakeAddress, RevokeAddress
from bot.screens import Button, Screen
from bot.views.plain import button, day, home_row, safe
from operation.area import Area
from operation.nights import local_date


def calendar_button(area: Area) -> Button:
    """Where there is nothing to choose, the file at once."""
    if area.feed.is_served:
        return button("📅 Calendar", CalendarOf())
    return button("📅 Calendar file", CalendarFile())


def calendar(board: CalendarBoard) -> Screen:
    """What someone can do about their calendar."""
    area = board.area
    file = button("📅 Calendar file", CalendarFile())
    lines = [
        "<b>Your duties in your own calendar</b>",
        "They say “Duty” and when. No place, no names.",
        "",
        "<b>File</b>: open it with your calendar, and again after a change.",
    ]
    if board.made_at is not None:
        made = day(local_date(board.made_at, area.zone))
        lines += [
            "",
            f"<b>Address</b>: made on {made}. It was shown then and is not kept. If you have lost "
            "it, or somebody else may have it, revoke it: then you can make another.",
        ]
        return _screen(lines, (file,), (button("Revoke it", RevokeAddress(sure=False)),))
    if not area.feed.is_served:
        return _screen(lines, (file,))
    lines += [
        "",
        "<b>Address</b>: your calendar subscribes to it and follows every change by itself. The "
        "service behind your calendar then keeps when you are on duty, and so does whoever gets "
        "the address: keep it to yourself.",
    ]
    return _screen(lines, (file,), (button("Make my address", MakeAddress()),))


def _screen(lines: list[str], *rows: tuple[Button, ...]) -> Screen:
    return Screen(text="\n".join(lines), rows=(*rows, home_row()))


def calendar_address(url: str) -> Screen:
    """The address, said once."""
    return Screen(
        text=f"<b>Your calendar's address</b>\n<code>{safe(url)}</code>\n\n"
        "Tap it to copy, then in your calendar add a calendar by URL (“subscribe”). It is shown "
        "only now: delete this message once you have used it."
    )


def sure_to_revoke(_board: CalendarBoard) -> Screen:
    """The second tap."""
    return Screen(
        text="Revoke your calendar's address? Calendars that subscribe to it find nothing there "
        "any more. You can make another.",
        rows=(
            (button("Yes, revoke it", RevokeAddress(sure=True)),),
            (button("‹ No, keep it", CalendarOf()),),
        ),
    )
