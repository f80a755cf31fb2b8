"""What the screens of referrals show, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.actions.entry_lines import EntryLine
from bot.actions.referrals import require_seer
from bot.callbacks.referrals import OpenReferral
from operation.area import Area
from operation.errors import Refusal
from operation.nights import local_date
from operation.people import Actor, Role
from operation.referrals import Change, Referral, ReferralCounts, Stage, counted
from storage import agencies, people, referrals, rota
from storage.database import Transaction

COUNTED_FOR = timedelta(weeks=4)

LINES = {
    Stage.DECLINED: "offered, declined",
    Stage.NOT_MET: "identified, not yet met",
    Stage.MET: "met since",
    Stage.NOT_SENT: "recorded, NOT SENT",
    Stage.HANDED_OVER: "handed over",
    Stage.ACCEPTED: "accepted by the agency",
    Stage.ATTENDED: "attended",
    Stage.NOT_ATTENDED: "not attended",
    Stage.UNKNOWN: "outcome unknown",
    Stage.WITHDRAWN: "consent withdrawn",
    Stage.STRUCK: "struck",
}


@dataclass(frozen=True, slots=True)
class ReferralBoard:
    """One referral, for somebody who may see it."""

    area: Area
    night: date
    found: Referral
    changes: tuple[Change, ...]
    names: Mapping[int, str]
    """Of officers, by member id."""
    agency: str | None
    """To whom it was handed over, where that is on the list."""
    now: datetime


@dataclass(frozen=True, slots=True)
class WaitingReferrals:
    """What is still to be done or heard, each with its night, and what four weeks come to."""

    area: Area
    is_lead: bool
    waiting: tuple[tuple[Referral, date], ...]
    counts: ReferralCounts | None
    """For leads."""


async def referral_board(
    tx: Transaction, *, referral_id: int, actor: Actor, areas: Mapping[str, Area], now: datetime
) -> ReferralBoard | None:
    """None for somebody who was not on the patrol and is no lead of its area."""
    found = await referrals.get(tx, referral_id)
    try:
        await require_seer(tx, actor, found)
    except Refusal:
        return None
    changes = tuple(await referrals.changes_of(tx, referral_id))
    ids = {found.recorded_by, found.handed_by, *(each.by for each in changes)} - {None}
    members = await people.members_by_id(tx, [each for each in ids if each is not None])
    agency = await agencies.by_id(tx, [found.handed_to] if found.handed_to else [])
    return ReferralBoard(
        area=areas[found.area],
        night=(await rota.get_patrol(tx, found.patrol_id)).book.night,
        found=found,
        changes=changes,
        names={each.id: each.called for each in members},
        agency=next((each.name for each in agency.values()), None),
        now=now,
    )


async def waiting_referrals(
    tx: Transaction, *, actor: Actor, area: Area, now: datetime
) -> WaitingReferrals | None:
    """A lead's: all of the area; an officer's: their own. None for anybody else."""
    try:
        member = actor.acting(area.key, Role.LEAD, Role.OFFICER, Role.LOCAL_OFFICER)
    except Refusal:
        return None
    is_lead = member.may(Role.LEAD)
    found = await referrals.waiting(tx, area.key, recorded_by=None if is_lead else member.id)
    nights = {
        each: (await rota.get_patrol(tx, each)).book.night
        for each in {each.patrol_id for each in found}
    }
    today = local_date(now, area.zone)
    counts = await counts_between(tx, area.key, today - COUNTED_FOR, today) if is_lead else None
    return WaitingReferrals(
        area, is_lead, tuple((each, nights[each.patrol_id]) for each in found), counts
    )


async def counts_of_patrol(tx: Transaction, patrol_id: int) -> ReferralCounts:
    """People and referrals of one patrol, for its return."""
    return counted(await referrals.of_patrol(tx, patrol_id))


async def counts_between(tx: Transaction, area: str, first: date, last: date) -> ReferralCounts:
    """People and referrals of the nights from the first to the last, for reports."""
    return counted(await referrals.of_nights(tx, area, first, last))


async def lines_of(tx: Transaction, patrol_id: int) -> list[EntryLine]:
    """Those of a patrol, in plain words."""
    return [
        EntryLine(f"Referral {_called(each)}: {LINES[each.stage]}", OpenReferral(each.id))
        for each in await referrals.of_patrol(tx, patrol_id)
        if each.stage is not Stage.STRUCK
    ]


def _called(found: Referral) -> str:
    return found.called if found.reference is not None else ""


async def no_lines(_tx: Transaction, _patrol_id: int) -> list[EntryLine]:
    """Of “Seen again”: its entries are referrals."""
    return []
