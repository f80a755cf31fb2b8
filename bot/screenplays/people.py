"""How the screens of people are looked up and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions import people_boards
from bot.screenplays.access import for_lead, for_oneself
from bot.screens import Screenplay, Showing
from bot.views import home, joining, people_notices, trouble
from bot.views import people as views
from operation.area import Area
from operation.people import Role
from storage import chats, drafts, people
from storage.database import Transaction


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def load_home(tx: Transaction, showing: Showing) -> people_boards.HomeBoard | None:
        return await people_boards.home_board(
            tx, chat_id=showing.chat_id, areas=areas, now=showing.now
        )

    async def privacy(tx: Transaction, showing: Showing) -> tuple[Area, int | None]:
        """With the draft of somebody who is still joining, to lead them back to it."""
        actor = await people.actor_of_chat(tx, showing.chat_id)
        is_joining = actor.person_id is not None and not actor.members
        draft = await drafts.latest(tx, person_id=actor.person_id or 0) if is_joining else None
        return areas[showing.subject], draft.id if draft is not None else None

    async def area(_tx: Transaction, showing: Showing) -> Area:
        return areas[showing.subject]

    async def grant(tx: Transaction, showing: Showing) -> people_boards.GrantBoard:
        return await people_boards.load_grant(tx, grant_id=int(showing.subject), areas=areas)

    async def member(tx: Transaction, showing: Showing) -> people_boards.MemberBoard:
        return await people_boards.load_member(
            tx, member_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def place(
        tx: Transaction, showing: Showing
    ) -> tuple[people_boards.MemberBoard, Role, int]:
        return await member(tx, showing), Role(showing.facts["role"]), int(showing.facts["page"])

    async def everyone(tx: Transaction, showing: Showing) -> people_boards.PeopleBoard:
        return await people_boards.people_board(
            tx, area=areas[showing.subject], page=int(showing.facts["page"]), now=showing.now
        )

    async def link(_tx: Transaction, showing: Showing) -> tuple[Area, Role, int, datetime, str]:
        facts = showing.facts
        expires_at = datetime.fromisoformat(facts["expires_at"])
        role = Role(facts["role"])
        return areas[showing.subject], role, int(facts["people"]), expires_at, facts["url"]

    async def joined(_tx: Transaction, showing: Showing) -> tuple[Area, bool]:
        return areas[showing.subject], bool(showing.facts["is_waiting"])

    async def lost(tx: Transaction, showing: Showing) -> Area | None:
        chat = await chats.get(tx, int(showing.subject))
        return areas.get(chat.area or "") if not chat.reachable else None

    async def group(tx: Transaction, showing: Showing) -> Area | None:
        return areas.get((await chats.get(tx, int(showing.subject))).area or "")

    async def keeps_failing(_tx: Transaction, showing: Showing) -> tuple[Area, str] | None:
        area = areas.get(str(showing.facts["area"]))
        return (area, showing.subject) if area is not None else None

    async def nothing(_tx: Transaction, _showing: Showing) -> bool:
        return True

    leads_see = {
        "member": views.member,
        "sure_to_remove": views.sure_to_remove,
        "choose_role": views.choose_role,
        "left_group": people_notices.left_group,
        "unreachable": people_notices.unreachable,
        "set_aside": people_notices.set_aside,
    }
    they_see = {
        "training": people_notices.training,
        "roles": people_notices.roles,
        "suspended": people_notices.suspended,
        "restored": people_notices.restored,
        "removed": people_notices.removed,
    }
    for_leads: dict[str, Screenplay[Any]] = {
        **{name: Screenplay(member, view) for name, view in leads_see.items()},
        "choose_link": Screenplay(area, joining.choose_link),
        "link_made": Screenplay(link, lambda found: joining.link_made(*found)),
        "approval": Screenplay(grant, joining.approval),
        "people": Screenplay(everyone, views.people),
        "choose_place": Screenplay(place, lambda found: views.choose_place(*found)),
        "group_lost": Screenplay(lost, people_notices.group_lost),
        "pin_refused": Screenplay(group, people_notices.pin_refused),
        "notice_failed": Screenplay(keeps_failing, lambda found: trouble.notice_failed(*found)),
    }
    return {
        **{name: for_lead(play) for name, play in for_leads.items()},
        **{name: for_oneself(Screenplay(member, view)) for name, view in they_see.items()},
        "approved": for_oneself(Screenplay(grant, joining.approved)),
        "declined": for_oneself(Screenplay(grant, joining.declined)),
        "home": Screenplay(load_home, home.home),
        "help": Screenplay(load_home, home.help_),
        "privacy": Screenplay(privacy, lambda found: home.privacy(*found)),
        "gave_up": Screenplay(nothing, trouble.gave_up),
        "joined": Screenplay(joined, lambda found: joining.joined(found[0], is_waiting=found[1])),
    }
