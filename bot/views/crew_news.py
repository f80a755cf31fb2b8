"""What a lead is told of a crew: the proposal, what has happened, and what to pass on."""

from __future__ import annotations

from collections.abc import Callable

from bot.actions.cards import Headline, News
from bot.actions.crew_boards import LeadNight, LeadWeek, TellThem
from bot.callbacks.crew import CallForCover, ChooseWard
from bot.callbacks.leading import LeadingCard
from bot.callbacks.people import Home
from bot.callbacks.rota import PatrolCard, WeekCard
from bot.screens import Button, Screen
from bot.views.crew_report import (
    NAMES_FOR_LEAD,
    NEWS,
    WEEK,
    can_be_covered,
    publish_rows,
    veiled_report,
)
from bot.views.leading import suggestion, suggestion_rows
from bot.views.plain import (
    button,
    count,
    fitting,
    hidden,
    home_row,
    in_rows,
    moment,
    short_day,
    veiled,
)
from bot.views.rota_words import REASONS, latest, listed, times
from operation.crew import Reason, State
from operation.leading import Part
from operation.pairing import Why


def crew_news(lead: LeadNight) -> Screen:
    """A lead's own card of a night: what is new, and how it stands."""
    said = [_NEWS[News(str(each[0]))](lead, each) for each in latest(lead.news)]
    head = "\n".join(f"<b>{text}</b>" for text in said)

    def draw(names: int) -> str:
        return "\n".join([*([head, ""] if head else []), *veiled_report(lead, names)])

    rows = [*publish_rows(lead, NEWS)]
    rows += suggestion_rows(lead, on_card=True)
    rows += _asked_by_news(lead)
    if can_be_covered(lead.night):
        rows.append((button("Ask more people", CallForCover(lead.night.book.patrol_id)),))
    card = button("Open this night", PatrolCard(lead.night.book.patrol_id))
    foot = (card, button("Home", Home()))
    return Screen(text=fitting(draw, NAMES_FOR_LEAD), rows=(*rows, foot))


def _asked_by_news(lead: LeadNight) -> list[tuple[Button, ...]]:
    """The way to what the news is about."""
    news = {each[0] for each in lead.news}
    patrol = lead.night.book.patrol_id
    ways = []
    if lead.night.has_started or lead.night.crew.cancelled is not None:
        return []
    if news & {News.UNLED, News.LEAD_LEFT, News.UNPAIRED, News.LOCAL_LEFT}:
        ways.append(button("Lead & pairing", LeadingCard(patrol)))
    if news & {News.NO_WARD, News.PROPOSED_PLACE, News.AGREED_PLACE}:
        ways.append(button("Ward", ChooseWard(patrol, 0)))
    return [tuple(ways)] if ways else []


def _withdrew(lead: LeadNight, news: Headline) -> str:
    # Who cannot come, and why, is nothing for a lock screen.
    who = veiled(lead.name_of(int(news[1])))
    words = REASONS[Reason(str(news[2]))]
    notice = ", at short notice. The crew has been told" if len(news) > 3 else ""
    return f"{who} can't make it{veiled(f' ({words})') if words else ''}{notice}."


def _swapped(lead: LeadNight, news: Headline) -> str:
    giver, taker = (veiled(lead.name_of(int(each))) for each in news[1:3])
    return f"{taker} has taken {giver}'s shift."


def _took(lead: LeadNight, news: Headline) -> str:
    return f"{veiled(lead.name_of(int(news[1])))} has taken the place."


def _called(_lead: LeadNight, news: Headline) -> str:
    return f"Nobody is standing by: {count(int(news[1]), 'person', 'people')} asked for cover."


def _unconfirmed(lead: LeadNight, _news: Headline) -> str:
    names = tuple(lead.night.name_of(each.member_id) for each in lead.night.crew.unconfirmed)
    return f"Not confirmed yet: {hidden([listed(names, 6)])}" if names else "All have confirmed."


def _short(lead: LeadNight, _news: Headline) -> str:
    crew = lead.night.crew
    if not crew.is_published:
        return "This night comes near, and no crew is published."
    return "This night comes near and is under strength." if crew.short else "Full strength again."


def _stopped(lead: LeadNight, news: Headline) -> str:
    who = veiled(lead.name_of(int(news[1])))
    return f"{who} is not rested for this night: override it, or move them out."


def _cancelled_by(lead: LeadNight, news: Headline) -> str:
    return f"{veiled(lead.name_of(int(news[1])))} has called this night off."


def _unled(lead: LeadNight, _news: Headline) -> str:
    beside = lead.beside
    if beside is None or not (missing := {Part.PATROL_LEAD, Part.SUPERVISOR} & {
        *beside.leading.missing
    }):  # fmt: skip
        return "Patrol lead and supervisor are named."
    if Part.PATROL_LEAD not in missing:
        return "No supervisor is named yet."
    suggested = suggestion(beside)
    also = " No supervisor is named either." if Part.SUPERVISOR in missing else ""
    return f"Who leads the patrol?{also}{f' Suggested: {veiled(suggested)}' if suggested else ''}"


def _lead_left(lead: LeadNight, news: Headline) -> str:
    who = veiled(lead.name_of(int(news[1])))
    return f"{who} was the patrol lead and is off the crew. {_unled(lead, news)}"


def _unpaired(lead: LeadNight, _news: Headline) -> str:
    beside = lead.beside
    if beside is not None and beside.pairing.is_filled:
        return "A local officer comes along."
    live = beside.pairing.live if beside is not None else None
    if beside is None or live is None:
        return "No local officer of the ward comes along yet."
    return f"{veiled(beside.name_of(live.member_id))}, the local officer, has not answered yet."


def _local_left(lead: LeadNight, news: Headline) -> str:
    who = veiled(lead.name_of(int(news[1])))
    why = "goes out with the crew now" if news[2] == Why.CREW else "has lost access"
    return f"{who}, the local officer, {why}. {_unpaired(lead, news)}"


def _off_late(lead: LeadNight, news: Headline) -> str:
    who = veiled(lead.name_of(int(news[1])))
    return f"{who} is off the crew at short notice. The crew has been told."


def _no_ward(lead: LeadNight, _news: Headline) -> str:
    is_settled = lead.night.ward is not None
    return "The ward is settled." if is_settled else "No ward is settled for this night yet."


def _proposed_place(lead: LeadNight, news: Headline) -> str:
    return f"{veiled(lead.name_of(int(news[1])))} proposes where to go: see “Ward”."


def _agreed_place(lead: LeadNight, news: Headline) -> str:
    return f"{veiled(lead.name_of(int(news[1])))} agrees to where to go: settle it under “Ward”."


_NEWS: dict[News, Callable[[LeadNight, Headline], str]] = {
    News.PROPOSED: lambda lead, _news: (
        "Sign-up has closed. Here is a proposed crew." if _has_people(lead) else NOBODY
    ),
    News.WITHDREW: _withdrew,
    News.TOOK: _took,
    News.SWAPPED: _swapped,
    News.CALLED: _called,
    News.NOBODY_LEFT: lambda _lead, _news: "A place is free, and nobody is left to be asked.",
    News.UNCONFIRMED: _unconfirmed,
    News.SHORT: _short,
    News.UNLED: _unled,
    News.LEAD_LEFT: _lead_left,
    News.UNPAIRED: _unpaired,
    News.LOCAL_LEFT: _local_left,
    News.OFF_LATE: _off_late,
    News.NO_WARD: _no_ward,
    News.PROPOSED_PLACE: _proposed_place,
    News.AGREED_PLACE: _agreed_place,
    News.CANCELLED_BY: _cancelled_by,
    News.STOPPED: _stopped,
}


def week_closed(week: LeadWeek) -> Screen:
    """The nights of a week whose lists have closed, each with a crew to publish."""
    head = _closed(week)
    is_open = any(each.night.is_open and not each.night.closes_alone for each in week.nights)

    def draw(names: int) -> str:
        lines = ["<b>Sign-up is open again.</b>" if is_open else head]
        for each in week.nights:
            lines += ["", *veiled_report(each, names)]
        return "\n".join(lines)

    whole = button("Open the week", WeekCard(week.week.week.id))
    return Screen(
        text=fitting(draw, NAMES_FOR_LEAD),
        rows=(*week_rows(week, NEWS), (whole, button("Home", Home()))),
    )


NOBODY = "Sign-up has closed. Nobody has signed up: reopen it, or sign people up on the night."


def _closed(week: LeadWeek) -> str:
    """For which nights there is a crew to publish, and for which nobody has signed up."""
    on = [each for each in week.nights if each.night.crew.cancelled is None]
    empty = [short_day(each.night.book.night) for each in on if not _has_people(each)]
    some = [short_day(each.night.book.night) for each in on if _has_people(each)]
    head = "<b>Sign-up has closed.</b>"
    if not some:
        return f"{head} Nobody has signed up: reopen it, or open a night and sign people up."
    if empty:
        there, nobody = ", ".join(some), ", ".join(empty)
        return f"{head} Here is a crew for {there}. Nobody has signed up for {nobody}."
    return f"{head} Here is a crew for each night."


def _has_people(lead: LeadNight) -> bool:
    """Whether anybody is on a night who could go; a maybe could not."""
    crew = lead.night.crew
    return any(each.state is not State.PROVISIONAL for each in crew.assignments)


def week_rows(week: LeadWeek, under: str) -> tuple[tuple[Button, ...], ...]:
    """For each night ahead: publish its crew, and open it.

    Under the week itself, one that has gone out can be opened still.
    """
    publish: list[tuple[Button, ...]] = []
    cards: list[Button] = []
    for each in week.nights:
        night = each.night
        label = short_day(night.book.night)
        if not night.has_started:
            publish += publish_rows(each, under, label)
            publish += suggestion_rows(each, label, on_card=under == NEWS)
        went_out = night.crew.is_published and night.crew.cancelled is None
        if not night.has_started or (went_out and under == WEEK):
            cards.append(button(f"Open {label}", PatrolCard(night.book.patrol_id)))
    return (*publish, *in_rows(cards, 2))


def week_moved_on() -> Screen:
    """A message about a week that has given way to a newer one."""
    return Screen(text="Sign-up has closed anew: see the newer message below.", gives_way=True)


def tell_of_crew(told: TellThem) -> Screen:
    """A lead is asked to tell somebody whom the bot cannot, and answers for them."""
    night = told.night
    text = (
        f"<b>{short_day(night.book.night)}</b> · {times(told.area, night)}\n"
        f"Please tell {veiled(told.called)}: {_tell_words(told)} The bot cannot write to them: "
        "you can answer for them here."
    )
    card = button("Open this night", PatrolCard(night.book.patrol_id))
    return Screen(text=text, rows=((card,), home_row()))


def _tell_words(told: TellThem) -> str:
    news = News(str(told.news[0]))
    if news is News.OFFERED or news is News.SELECTED:
        # How it stands counts, not how it stood when this was written.
        news = {
            State.OFFERED: News.OFFERED,
            State.SELECTED: News.SELECTED,
            State.CONFIRMED: News.CONFIRMED,
            State.STANDING_BY: News.STANDING_BY,
            None: News.TAKEN_OFF,
        }.get(told.state, news)
    words = _TELL.get(news, "something about this night has changed.")
    if news is News.OFFERED and told.offered_until is not None:
        words += f" They have until {moment(told.offered_until, told.area.zone)}."
    return words


_TELL = {
    News.SELECTED: "they are on the crew. Can they come?",
    News.CONFIRMED: "they are confirmed.",
    News.STANDING_BY: "they are standing by.",
    News.BACK_TO_STANDBY: "the crew has changed, and they are standing by now.",
    News.OFFERED: "a place is theirs if they want it. Do they?",
    News.TAKEN_OFF: "they are off this night.",
    News.CANCELLED: "the night is cancelled.",
    News.ON_AGAIN: "the night is on again. Can they come?",
    News.LAPSED: "the offer has run out.",
    News.TIMES: "the times have moved. Can they still come?",
    News.WARD: "the ward has changed.",
    News.PATROL_LEAD: "they are the patrol lead.",
    News.NOT_PATROL_LEAD: "somebody else is the patrol lead now.",
    News.MEETING: "where they meet is settled.",
    News.PLACE_PROPOSED: "somebody proposes where to go. Do they agree?",
    News.AGREE_WARD: "no ward is settled yet. Have they agreed one?",
    News.REMINDER: "a reminder of their night.",
    News.CHASE: "they have not confirmed. Can they come?",
    News.SWAPPED_OUT: "somebody else has their shift, and they are off this night.",
    News.SWAPPED_IN: "a shift is theirs by a swap. Can they come?",
    News.SWAP_ENDED: "their shift is no longer on offer: they keep it.",
    News.DROPPED: "the crew has changed at short notice.",
    News.DECIDE: "they said maybe, and sign-up closes soon. In or out?",
    News.OPEN_TO_ALL: "they said maybe, and sign-up is open to everyone now. In or out?",
    News.UNDECIDED: "sign-up has closed, so their maybe is over.",
    News.REST_OVERRIDDEN: "the rest rules are overridden for them. They can go.",
}
