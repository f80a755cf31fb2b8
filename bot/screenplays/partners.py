"""How the screens about partner agencies on a night are looked up and drawn.

Whoever acts for the patrol, and nobody else, has a night's agencies; an agency's own people, and
nobody else, have its invitation. Both are asked by the boards when a screen is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.actions import partners_boards as boards
from bot.screenplays.access import for_lead, or_gone
from bot.screens import Screenplay, Showing
from bot.views import partners as views
from bot.views import partners_mine, partners_news, partners_past, partners_soup
from operation.area import Area
from storage import partners
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def of_patrol(
        tx: Transaction, showing: Showing, patrol_id: int
    ) -> boards.NightPartners | None:
        return await boards.night_partners(
            tx, patrol_id=patrol_id, chat_id=showing.chat_id, areas=areas, now=showing.now,
            news=showing.facts.get("news", ()),
        )  # fmt: skip

    async def night(tx: Transaction, showing: Showing) -> boards.NightPartners | None:
        return await of_patrol(tx, showing, int(showing.subject))

    async def with_facts(
        tx: Transaction, showing: Showing
    ) -> tuple[boards.NightPartners, Mapping[str, Any]] | None:
        found = await night(tx, showing)
        return (found, showing.facts) if found is not None else None

    async def of_invitation(
        tx: Transaction, showing: Showing
    ) -> tuple[boards.NightPartners, int, bool] | None:
        invitation = await partners.get_invitation(tx, int(showing.subject))
        found = await of_patrol(tx, showing, invitation.patrol_id)
        return (found, invitation.id, bool(showing.facts["asks"])) if found is not None else None

    async def mine(tx: Transaction, showing: Showing) -> boards.MyInvitation | None:
        return await boards.my_invitation(
            tx, invitation_id=int(showing.subject), chat_id=showing.chat_id, areas=areas,
            now=showing.now, news=showing.facts.get("news", ()),
        )  # fmt: skip

    async def all_mine(tx: Transaction, showing: Showing) -> boards.MyInvitations | None:
        return await boards.my_invitations(
            tx, area=areas[showing.subject], chat_id=showing.chat_id, areas=areas, now=showing.now
        )

    async def gone_by(tx: Transaction, showing: Showing) -> date:
        return await boards.night_of_invitation(tx, invitation_id=int(showing.subject))

    async def past(tx: Transaction, showing: Showing) -> boards.AgencyPast:
        return await boards.agency_past(
            tx, agency_id=int(showing.subject), weeks=int(showing.facts["weeks"]), areas=areas,
            now=showing.now,
        )  # fmt: skip

    async def to_tell(tx: Transaction, showing: Showing) -> boards.ToTell | None:
        return await boards.to_tell(
            tx, invitation_id=int(showing.subject), chat_id=showing.chat_id, areas=areas,
            now=showing.now, news=showing.facts["news"],
        )  # fmt: skip

    return {
        "night_partners": Screenplay(night, views.night_partners),
        "partner_news": or_gone(Screenplay(night, partners_news.partner_news)),
        "choose_purpose": Screenplay(
            with_facts, lambda f: views.choose_purpose(f[0], asks=bool(f[1]["asks"]))
        ),
        "choose_window": Screenplay(
            with_facts,
            lambda f: views.choose_window(f[0], f[1]["part"], f[1]["starts"], f[1]["ends"]),
        ),
        "invite_agencies": Screenplay(
            with_facts,
            lambda f: views.invite_agencies(
                f[0], f[1]["ticked"], f[1].get("starts"), f[1].get("ends")
            ),
        ),
        "invitation_card": Screenplay(
            of_invitation, lambda f: views.invitation_card(f[0], f[1], asks=f[2])
        ),
        "soup_kitchen": Screenplay(
            with_facts, lambda f: partners_soup.soup_kitchen(f[0], f[1].get("served"))
        ),
        "tell_partner": Screenplay(to_tell, partners_news.tell_partner),
        "agency_history": for_lead(Screenplay(past, partners_past.agency_history)),
        "my_invitations": Screenplay(all_mine, partners_mine.my_invitations),
        "my_invitation": or_gone(Screenplay(mine, partners_mine.my_invitation)),
        "someone_else": Screenplay(mine, partners_mine.someone_else),
        "invitation_moved_on": Screenplay(gone_by, partners_mine.moved_on),
    }
