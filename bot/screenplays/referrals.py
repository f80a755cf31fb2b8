"""How the screens of referrals are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.actions.referral_boards import (
    ReferralBoard,
    WaitingReferrals,
    referral_board,
    waiting_referrals,
)
from bot.screenplays.access import or_gone
from bot.screens import Screenplay, Showing
from bot.views import referrals as views
from bot.views.referrals_words import services_of
from operation.area import Area
from operation.errors import Refusal
from operation.people import Role
from operation.referrals import Referral, usable
from operation.returns import may_record
from storage import pairing, people, referrals, rota
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def board(tx: Transaction, showing: Showing) -> ReferralBoard | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        return await referral_board(
            tx, referral_id=int(showing.subject), actor=actor, areas=areas, now=showing.now
        )

    async def for_lead(tx: Transaction, showing: Showing) -> ReferralBoard | None:
        found = await board(tx, showing)
        actor = await people.actor_of_chat(tx, showing.chat_id)
        mine = [each for each in actor.members if found and each.area == found.area.key]
        return found if any(each.may(Role.LEAD) for each in mine) else None

    async def seen(tx: Transaction, showing: Showing) -> tuple[int, Referral] | None:
        """For who is on the patrol on which she was seen again."""
        patrol = await rota.get_patrol(tx, int(showing.subject))
        actor = await people.actor_of_chat(tx, showing.chat_id)
        beside = await pairing.local_officer_of(tx, patrol.book.patrol_id)
        known = await referrals.get(tx, int(showing.facts["referral"]))
        may = any(
            each.is_active
            and each.area == patrol.book.area == known.area
            and (each.may(Role.LEAD) or may_record(each.id, patrol.crew, beside))
            for each in actor.members
        )
        return (patrol.book.patrol_id, known) if may else None

    async def waiting(tx: Transaction, showing: Showing) -> WaitingReferrals | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        area = areas[showing.subject]
        return await waiting_referrals(tx, actor=actor, area=area, now=showing.now)

    async def link(tx: Transaction, showing: Showing) -> tuple[ReferralBoard, str, date] | None:
        found = await board(tx, showing)
        if found is None:
            return None
        until = date.fromisoformat(str(showing.facts["until"]))
        return found, str(showing.facts["url"]), until

    async def of_agency(tx: Transaction, showing: Showing) -> views.AgencyView | None:
        """In the chat that opened the link, and in no other."""
        found = await referrals.find_link(tx, link_id=int(showing.subject))
        if found is None or found.chat_id != showing.chat_id:
            return None
        try:
            usable(found, showing.chat_id, showing.now)
        except Refusal:
            return views.AgencyView(found.id, "", "", is_over=True)
        known = await referrals.get(tx, found.referral_id)
        services = services_of(areas[known.area], known)
        return views.AgencyView(found.id, known.called, services, is_over=False)

    async def nothing(_tx: Transaction, _showing: Showing) -> bool:
        return True

    return {
        "referral": Screenplay(board, views.referral),
        "referral_reference": or_gone(Screenplay(board, views.reference)),
        "referral_chase": or_gone(Screenplay(board, views.chase)),
        "referral_alert": or_gone(Screenplay(for_lead, views.alert)),
        "referral_follow": or_gone(Screenplay(board, views.follow)),
        "referral_outcome": or_gone(Screenplay(board, views.outcome)),
        "referral_seen": Screenplay(seen, lambda found: views.seen(*found)),
        "referrals_waiting": Screenplay(waiting, views.waiting),
        "sure_to_withdraw_consent": Screenplay(board, views.sure_to_withdraw),
        "sure_to_strike": Screenplay(board, views.sure_to_strike),
        "referral_link": Screenplay(link, lambda found: views.agency_link(*found)),
        "agency_referral": or_gone(Screenplay(of_agency, views.for_agency)),
        "referral_moved_on": Screenplay(nothing, lambda _found: views.moved_on()),
    }
