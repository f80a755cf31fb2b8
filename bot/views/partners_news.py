"""What whoever invites partner agencies is told unasked, and what they are to tell by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.actions.cards import Headline
from bot.actions.partners_boards import NightPartners, ToTell
from bot.actions.partners_cards import PartnerNews
from bot.callbacks.partners import PartnersOf
from bot.callbacks.people import Home
from bot.screens import Screen
from bot.views.partners import night_partners
from bot.views.partners_words import span
from bot.views.plain import button, clock, hidden, safe, short_day
from bot.views.rota_words import latest
from operation.partners import Stand


def partner_news(board: NightPartners) -> Screen:
    """What is new with a night's agencies, on top of how they all stand."""
    return night_partners(board, _headlines(board))


def _headlines(board: NightPartners) -> list[str]:
    found = []
    for each in latest(board.news):
        news = PartnerNews(str(each[0]))
        about = _about(board, each)
        if news is PartnerNews.WHO_CAME:
            found.append("Who came? One tap for each.")
        elif about is not None:
            found.append(_SAID[news].format(about))
    return found


def _about(board: NightPartners, news: Headline) -> str | None:
    """The agency that this is about, as long as it is news."""
    about = next((e for e in board.lines if len(news) > 1 and e.invitation.id == news[1]), None)
    if about is None:
        return None
    still = _STILL_NEWS.get(PartnerNews(str(news[0])))
    return safe(about.agency.name) if still is None or about.invitation.stand in still else None


_STILL_NEWS = {
    PartnerNews.SAID_NO: {Stand.NO},
    PartnerNews.SAID_YES_AFTER_ALL: {Stand.YES},
    PartnerNews.NO_ANSWER: {Stand.ASKED},
    PartnerNews.LOST: {Stand.ASKED},
}
_SAID = {
    PartnerNews.SAID_NO: "{} cannot come.",
    PartnerNews.SAID_YES_AFTER_ALL: "{} comes after all.",
    PartnerNews.NO_ANSWER: "{} has not answered. Call them?",
    PartnerNews.LOST: "{}: whoever was to come has no access any more. They are asked again.",
    PartnerNews.NOT_KEPT: "{} says that it was not kept to engagement. Speak to them.",
}


def tell_partner(found: ToTell) -> Screen:
    """What an agency is to be told that the bot cannot write to."""
    zone = found.area.zone
    lines = [
        f"<b>Please tell {safe(found.agency)}</b>: the bot cannot write to anybody there.",
        f"{short_day(found.night)} · {span(found.invitation.window, zone)}",
        *_to_say(found.news, zone),
    ]
    if found.invitation.is_standing and not found.is_cancelled:
        lines.append(hidden([f"Meeting point: {safe(found.invitation.meeting)}"]))
    rows = ((button("Partners of the night", PartnersOf(found.patrol_id)), button("Home", Home())),)
    return Screen(text="\n".join(lines), rows=rows)


def _to_say(news: Sequence[Headline], zone: str) -> list[str]:
    return [_TELL[PartnerNews(str(each[0]))](each, zone) for each in news]


def _moved(news: Headline, zone: str) -> str:
    was = [clock(datetime.fromisoformat(str(each)), zone) for each in news[1:3]]
    return f"The time has changed: it was {was[0]}–{was[1]}. Can they still come?"


def _words(text: str) -> Callable[[Headline, str], str]:
    return lambda _news, _zone: text


_TELL: dict[PartnerNews, Callable[[Headline, str], str]] = {
    PartnerNews.MOVED: _moved,
    PartnerNews.PLACE: _words("The meeting point has changed."),
    PartnerNews.WITHDRAWN: _words("The invitation is withdrawn."),
    PartnerNews.CANCELLED: _words("It is cancelled."),
    PartnerNews.ON_AGAIN: _words("It is on again. Can they come?"),
    PartnerNews.WHO_COMES: _words("Whoever was to come cannot. Who comes?"),
    PartnerNews.REMINDER: _words("A reminder: they are expected."),
    PartnerNews.CHASE: _words("They have not answered yet. Can they come?"),
}
