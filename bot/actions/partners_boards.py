"""What the screens about partner agencies show: read in one go, as plain data.

What an agency sees of a night is `MyInvitation` and no more: its window, its meeting point, one
name to turn to. Nobody of the crew besides, and not the ward.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.actions import agencies as lists
from bot.actions import leading
from bot.actions.cards import Headline
from bot.actions.partners_cards import contact_called, is_written_to
from operation.agencies import PartnerAgency, represents
from operation.area import Area
from operation.errors import Refusal
from operation.partners import Engagement, Invitation, Span, Stand
from operation.partners_afterwards import (
    Feedback,
    Past,
    SoupKitchen,
    Tally,
    require_feedback,
    tally,
)
from operation.people import Actor, Member, Role
from storage import agencies, partners, people, rota
from storage.database import Transaction

Areas = Mapping[str, Area]
NIGHTS_LISTED = 6


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One agency on a night, as whoever acts for the patrol has it."""

    invitation: Invitation
    agency: PartnerAgency
    comes: str | None
    """Who comes, as their colleagues call them."""
    is_reached: bool
    """Whether the bot can write to anybody there."""


@dataclass(frozen=True, slots=True)
class NightPartners:
    """A night's engagement and its agencies, for whoever acts for the patrol."""

    area: Area
    patrol_id: int
    night: date
    patrol: Span
    is_cancelled: bool
    has_started: bool
    engagement: Engagement
    lines: tuple[InvitationLine, ...]
    """The invitations that stand."""
    agencies: tuple[PartnerAgency, ...]
    """All of the area."""
    kitchen: SoupKitchen | None
    is_for_lead: bool
    news: tuple[Headline, ...] = ()

    @property
    def free(self) -> tuple[PartnerAgency, ...]:
        """Whom one could invite still."""
        taken = {e.agency.id for e in self.lines if e.invitation.stand is not Stand.NO}
        return tuple(e for e in self.agencies if not e.is_paused and e.id not in taken)

    @property
    def supplier(self) -> str | None:
        """Who supplies the soup kitchen."""
        if self.kitchen is None:
            return None
        return next(e.name for e in self.agencies if e.id == self.kitchen.agency_id)


@dataclass(frozen=True, slots=True)
class MyInvitation:
    """An invitation as the agency's own people have it."""

    area: Area
    invitation: Invitation
    agency: str
    night: date
    is_cancelled: bool
    is_over: bool
    contact: str | None
    comes: str | None
    comes_myself: bool
    colleagues: tuple[tuple[int, str], ...]
    """The other people of the agency."""
    supplies: bool
    asks_how: bool
    """Whether they may say how it went now."""
    may_quote: bool | None
    """What they have said about being quoted; None while they have given no feedback."""
    news: tuple[Headline, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class MyInvitations:
    """Everything that somebody's agencies are invited to, or were lately."""

    area: Area
    invitations: tuple[MyInvitation, ...]


@dataclass(frozen=True, slots=True)
class AgencyPast:
    """An agency over the weeks that a lead chose."""

    area: Area
    agency: PartnerAgency
    weeks: int
    tally: Tally
    said: tuple[tuple[date, Feedback], ...]
    """The newest first, by the night."""
    nights: tuple[tuple[int, date], ...]
    """The nights of the latest invitations, to look at, the newest first."""


@dataclass(frozen=True, slots=True)
class ToTell:
    """What whoever invited is to tell an agency that the bot cannot write to."""

    area: Area
    patrol_id: int
    night: date
    agency: str
    invitation: Invitation
    is_cancelled: bool
    news: tuple[Headline, ...]


async def night_partners(
    tx: Transaction,
    *,
    patrol_id: int,
    chat_id: int,
    areas: Areas,
    now: datetime,
    news: Sequence[Sequence[Any]] = (),
) -> NightPartners | None:
    """A night's agencies; None for somebody who does not act for the patrol."""
    actor = await people.actor_of_chat(tx, chat_id)
    try:
        patrol, member = await leading.require_acting(tx, actor=actor, patrol_id=patrol_id)
    except Refusal:
        return None
    area = areas[patrol.book.area]
    everyone = await agencies.of_area(tx, area.key)
    members = await people.members_of(tx, area.key)
    by_id = {each.id: each for each in everyone}
    standing = [e for e in await partners.invitations_of(tx, patrol_id) if e.is_standing]
    return NightPartners(
        area=area,
        patrol_id=patrol_id,
        night=patrol.book.night,
        patrol=Span(patrol.book.starts, patrol.book.ends),
        is_cancelled=patrol.crew.cancelled is not None,
        has_started=now >= patrol.book.starts,
        engagement=await partners.engagement_of(tx, patrol_id),
        lines=tuple(_line(each, by_id[each.agency_id], members) for each in standing),
        agencies=tuple(everyone),
        kitchen=await partners.soup_kitchen_of(tx, patrol_id),
        is_for_lead=member.may(Role.LEAD),
        news=tuple(tuple(each) for each in news),
    )


def _line(
    invitation: Invitation, agency: PartnerAgency, members: Sequence[Member]
) -> InvitationLine:
    contacts = [each for each in members if represents(each, agency)]
    comes = next((e.called for e in contacts if e.id == invitation.comes), None)
    return InvitationLine(invitation, agency, comes, any(is_written_to(each) for each in contacts))


async def my_invitation(
    tx: Transaction,
    *,
    invitation_id: int,
    chat_id: int,
    areas: Areas,
    now: datetime,
    news: Sequence[Sequence[Any]] = (),
) -> MyInvitation | None:
    """An invitation, for somebody of the agency; None for anybody else."""
    found = await partners.get_invitation(tx, invitation_id)
    actor = await people.actor_of_chat(tx, chat_id)
    headlines = tuple(tuple(each) for each in news)
    return await _mine(tx, actor, found, areas=areas, now=now, news=headlines)


async def my_invitations(
    tx: Transaction, *, area: Area, chat_id: int, areas: Areas, now: datetime
) -> MyInvitations | None:
    """What somebody's agencies are invited to from now on, and what was in the last two weeks."""
    actor = await people.actor_of_chat(tx, chat_id)
    me = next((e for e in actor.members if e.area == area.key and e.may(Role.PARTNER)), None)
    if me is None:
        return None
    keys = {grant.agency for grant in me.grants if grant.agency}
    found = await partners.of_agencies(tx, area.key, keys, after=now - timedelta(days=14))
    shown = [await _mine(tx, actor, each, areas=areas, now=now) for each in found]
    return MyInvitations(area, tuple(each for each in shown if each is not None))


async def _mine(
    tx: Transaction,
    actor: Actor,
    found: Invitation,
    *,
    areas: Areas,
    now: datetime,
    news: tuple[Headline, ...] = (),
) -> MyInvitation | None:
    agency = await agencies.get(tx, found.agency_id)
    me = next((each for each in actor.members if represents(each, agency)), None)
    if me is None:
        return None
    patrol = await rota.get_patrol(tx, found.patrol_id)
    contacts = await lists.contacts_of(tx, agency)
    comes = next((each.called for each in contacts if each.id == found.comes), None)
    given = (await partners.feedback_of(tx, [found.id])).get(found.id)
    kitchen = await partners.soup_kitchen_of(tx, found.patrol_id)
    is_cancelled = patrol.crew.cancelled is not None
    return MyInvitation(
        area=areas[agency.area],
        invitation=found,
        agency=agency.name,
        night=patrol.book.night,
        is_cancelled=is_cancelled,
        is_over=now >= found.window.ends,
        contact=await contact_called(tx, patrol, found),
        comes=comes,
        comes_myself=found.comes == me.id,
        colleagues=tuple((each.id, each.called) for each in contacts if each.id != me.id),
        supplies=kitchen is not None and kitchen.agency_id == agency.id,
        asks_how=not is_cancelled and _may_say(found, given, now),
        may_quote=given.may_quote if given is not None else None,
        news=news,
    )


def _may_say(invitation: Invitation, given: Feedback | None, now: datetime) -> bool:
    try:
        require_feedback(invitation, given, now=now)
    except Refusal:
        return False
    return True


async def night_of_invitation(tx: Transaction, *, invitation_id: int) -> date:
    """The night of an invitation whose card has given way to a newer one."""
    return await _night(tx, await partners.get_invitation(tx, invitation_id))


async def agency_past(
    tx: Transaction, *, agency_id: int, weeks: int, areas: Areas, now: datetime
) -> AgencyPast:
    """What an agency was invited to in the last weeks, for a screen whose opening is recorded."""
    agency = await agencies.get(tx, agency_id)
    since = now - timedelta(weeks=weeks)
    past: list[Past] = await partners.past_of(tx, agency_id, since=since, until=now)
    kitchens = await partners.soup_kitchens_of(tx, agency_id, since=since, until=now)
    newest = past[::-1]
    nights = {each.invitation.patrol_id: (await _night(tx, each.invitation)) for each in newest}
    return AgencyPast(
        area=areas[agency.area],
        agency=agency,
        weeks=weeks,
        tally=tally(past, kitchens),
        said=tuple(
            (nights[e.invitation.patrol_id], e.feedback) for e in newest if e.feedback is not None
        ),
        nights=tuple(nights.items())[:NIGHTS_LISTED],
    )


async def _night(tx: Transaction, invitation: Invitation) -> date:
    return (await rota.get_patrol(tx, invitation.patrol_id)).book.night


async def to_tell(
    tx: Transaction,
    *,
    invitation_id: int,
    chat_id: int,
    areas: Areas,
    now: datetime,
    news: Sequence[Sequence[Any]],
) -> ToTell | None:
    """What an agency is to be told by hand; None once it is over, or for who may not know."""
    found = await partners.get_invitation(tx, invitation_id)
    actor = await people.actor_of_chat(tx, chat_id)
    try:
        patrol, _ = await leading.require_acting(tx, actor=actor, patrol_id=found.patrol_id)
    except Refusal:
        return None
    if now >= found.window.ends:
        return None
    agency = await agencies.get(tx, found.agency_id)
    return ToTell(
        areas[agency.area], found.patrol_id, patrol.book.night, agency.name, found,
        patrol.crew.cancelled is not None, tuple(tuple(each) for each in news),
    )  # fmt: skip
