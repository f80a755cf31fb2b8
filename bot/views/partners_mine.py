"""What the people of a partner agency see: their invitations, and nothing else of a night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from bot.actions.cards import Headline
from bot.actions.partners_boards import MyInvitation, MyInvitations
from bot.actions.partners_cards import PartnerNews
from bot.callbacks.partners import (
    AnswerInvitation,
    GiveFeedback,
    SendColleague,
    SendUnnamed,
    SomeoneElse,
    StopQuoting,
)
from bot.callbacks.partners import MyInvitation as OpenInvitation
from bot.callbacks.partners import MyInvitations as AllInvitations
from bot.callbacks.people import Home
from bot.screens import Button, Screen
from bot.views.partners_words import span
from bot.views.plain import button, clock, hidden, home_row, in_rows, safe, short_day, veiled
from bot.views.rota_words import latest
from operation.partners import Stand

MOST_COLLEAGUES = 20
MOST_LISTED = 20


def my_invitations(board: MyInvitations) -> Screen:
    """Everything that one's agencies are invited to."""
    shown = board.invitations[:MOST_LISTED]
    lines = ["<b>My invitations</b>"]
    lines += [f"{_when(each)} · {_in_brief(each)}" for each in shown]
    if not shown:
        lines.append("None at the moment. A new one comes here by itself.")
    rows = [
        (button(f"{short_day(e.night)}: {e.agency} ›", OpenInvitation(e.invitation.id)),)
        for e in shown
    ]
    return Screen(text="\n".join(lines), rows=(*rows, home_row()))


def my_invitation(card: MyInvitation) -> Screen:
    """One invitation as it stands: what is new, when, where, whom to turn to, what is asked."""
    lines = [
        f"<b>{_when(card)}</b>",
        *(f"<b>{words}</b>" for words in _headlines(card)),
        "",
        _how(card),
    ]
    if _takes_place(card):
        contact = [f"Your contact: {safe(card.contact)}"] if card.contact else []
        # Where, and whom to meet, is nothing for a lock screen.
        lines.append(hidden([f"Meeting point: {safe(card.invitation.meeting)}", *contact]))
    if card.supplies and _takes_place(card):
        lines.append("Soup kitchen: your agency supplies food and drinks.")
    return Screen(text="\n".join(lines), rows=(*_answers(card), *_afterwards(card), _foot(card)))


def moved_on(night: date) -> Screen:
    """A card that has given way to a newer one."""
    return Screen(text=f"{short_day(night)}: see the newer message below.", gives_way=True)


def someone_else(card: MyInvitation) -> Screen:
    """Who comes instead: a colleague who is here, or somebody of whom no name is kept."""
    this = card.invitation
    rows = in_rows(
        [button(called, SendColleague(this.id, this.version, member))
         for member, called in card.colleagues[:MOST_COLLEAGUES]], 2,
    )  # fmt: skip
    unnamed = button("A colleague without Telegram", SendUnnamed(this.id, this.version))
    back = button("‹ Back", OpenInvitation(this.id))
    text = f"<b>{_when(card)}</b>\nWho of {safe(card.agency)} comes?"
    return Screen(text=text, rows=(*rows, (unnamed,), (back,)))


def _when(card: MyInvitation) -> str:
    return f"{short_day(card.night)} · {span(card.invitation.window, card.area.zone)}"


def _takes_place(card: MyInvitation) -> bool:
    return card.invitation.is_standing and not card.is_cancelled and not card.is_over


def _in_brief(card: MyInvitation) -> str:
    if card.is_cancelled:
        return "cancelled"
    stand = card.invitation.stand
    if stand is Stand.YES:
        return "you come" if card.comes_myself else "your agency comes"
    if stand is Stand.ASKED:
        return "not answered" if card.is_over else "please answer"
    return {Stand.NO: "you said no", Stand.WITHDRAWN: "withdrawn"}[stand]


def _how(card: MyInvitation) -> str:
    if card.invitation.stand is Stand.WITHDRAWN:
        return "This invitation has been withdrawn. There is nothing to do. Thank you."
    if card.is_cancelled:
        return "It does not take place. There is nothing to do."
    return _how_afterwards(card) if card.is_over else _how_ahead(card)


def _how_ahead(card: MyInvitation) -> str:
    agency, this = safe(card.agency), card.invitation
    if this.stand is Stand.ASKED:
        return f"{agency} is invited to join engagement work. Can you come?"
    if this.stand is Stand.NO:
        return f"{agency} has said no. If that changes, say so here."
    if card.comes_myself:
        return f"You come for {agency}. Thank you."
    if this.unnamed:
        return f"A colleague without Telegram comes for {agency}. Please pass this on to them."
    return (
        f"{veiled(card.comes)} comes for {agency}." if card.comes else f"{agency} comes. Thank you."
    )


def _how_afterwards(card: MyInvitation) -> str:
    if card.may_quote is not None:
        quoted = "You may be quoted." if card.may_quote else "You are not quoted."
        return f"Thank you for saying how it went. {quoted}"
    return "How did it go? It takes half a minute." if card.asks_how else "This is over."


def _answers(card: MyInvitation) -> tuple[tuple[Button, ...], ...]:
    if not _takes_place(card):
        return ()
    this = card.invitation
    yes = button("✅ I come", AnswerInvitation(this.id, this.version, True))
    no = AnswerInvitation(this.id, this.version, False)
    other = button("Somebody else comes", SomeoneElse(this.id, this.version))
    if this.stand is Stand.NO:
        return ((yes,), (other,))
    if card.comes_myself and this.stand is Stand.YES:
        return ((button("Can't come after all", no),), (other,))
    return ((yes, button("Sorry, no", no)), (other,))


def _afterwards(card: MyInvitation) -> tuple[tuple[Button, ...], ...]:
    if card.asks_how:
        return ((button("Say how it went", GiveFeedback(card.invitation.id)),),)
    if card.may_quote:
        return ((button("Do not quote us after all", StopQuoting(card.invitation.id)),),)
    return ()


def _foot(card: MyInvitation) -> tuple[Button, ...]:
    return (button("My invitations", AllInvitations(card.area.key)), button("Home", Home()))


# What a card says first


def _headlines(card: MyInvitation) -> list[str]:
    found = []
    for each in latest(card.news):
        news = PartnerNews(str(each[0]))
        if card.invitation.stand in _STILL_NEWS.get(news, {card.invitation.stand}):
            found.append(_SAID[news](card, each))
    return found


_STILL_NEWS = {
    PartnerNews.INVITED: {Stand.ASKED},
    PartnerNews.CHASE: {Stand.ASKED},
    PartnerNews.WHO_COMES: {Stand.ASKED},
    PartnerNews.NAMED: {Stand.YES},
    PartnerNews.REMINDER: {Stand.YES},
    PartnerNews.WITHDRAWN: {Stand.WITHDRAWN},
}
"""What is news only as long as it stands so; everything else stays news."""


def _moved(card: MyInvitation, news: Headline) -> str:
    was = [clock(datetime.fromisoformat(str(each)), card.area.zone) for each in news[1:3]]
    again = " Can you still come?" if card.invitation.stand is Stand.ASKED else ""
    return f"The time has changed: it was {was[0]}–{was[1]}.{again}"


def _place(_card: MyInvitation, news: Headline) -> str:
    return f"The meeting point has changed: it was {veiled(str(news[1]))}."


def _words(text: str) -> Callable[[MyInvitation, Headline], str]:
    return lambda _card, _news: text


_SAID: dict[PartnerNews, Callable[[MyInvitation, Headline], str]] = {
    PartnerNews.INVITED: _words("You are invited."),
    PartnerNews.NAMED: _words("A colleague has said that you come. Is that right?"),
    PartnerNews.NOT_NAMED: _words("A colleague has changed the answer: you need not come."),
    PartnerNews.RECORDED: _words("Your answer has been noted by your contact."),
    PartnerNews.MOVED: _moved,
    PartnerNews.PLACE: _place,
    PartnerNews.WITHDRAWN: _words("Withdrawn."),
    PartnerNews.CANCELLED: _words("Cancelled."),
    PartnerNews.ON_AGAIN: _words("It is on again. Can you come?"),
    PartnerNews.WHO_COMES: _words("Whoever was to come cannot. Who comes?"),
    PartnerNews.SUPPLIES: _words("It is a soup kitchen, and your agency supplies it."),
    PartnerNews.NOT_SUPPLIES: _words("Your agency does not supply the soup kitchen any more."),
    PartnerNews.REMINDER: _words("A reminder of your invitation."),
    PartnerNews.CHASE: _words("You have not answered yet."),
    PartnerNews.HOW: _words("How did it go?"),
}
