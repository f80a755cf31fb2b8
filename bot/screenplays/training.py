"""How the screens of training are looked up and drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.actions import people_boards, training_boards
from bot.screenplays.access import for_lead, for_oneself
from bot.screens import Screen, Screenplay, Showing
from bot.views import qualification as standing
from bot.views import training as views
from bot.views import training_lead as lead
from operation.area import Area
from operation.training import Session
from storage import people
from storage import training as trainings
from storage.database import Transaction

Lead = training_boards.SessionBoard


def screens(areas: Mapping[str, Area]) -> dict[str, Screenplay[Any]]:
    """How the screens of this slice are looked up and drawn."""

    async def mine(tx: Transaction, showing: Showing) -> training_boards.MyTraining | None:
        actor = await people.actor_of_chat(tx, showing.chat_id)
        area = areas[showing.subject]
        return await training_boards.my_training(tx, actor=actor, area=area, now=showing.now)

    async def overview(tx: Transaction, showing: Showing) -> training_boards.LeadTraining:
        return await training_boards.lead_training(tx, area=areas[showing.subject], now=showing.now)

    async def session(tx: Transaction, showing: Showing) -> Lead:
        return await training_boards.session_board(
            tx, session_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def application(tx: Transaction, showing: Showing) -> training_boards.ApplicationBoard:
        return await training_boards.application_board(
            tx, application_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def entering(tx: Transaction, showing: Showing) -> training_boards.Entering:
        return await training_boards.entering(
            tx, session_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def member(tx: Transaction, showing: Showing) -> people_boards.MemberBoard:
        return await people_boards.load_member(
            tx, member_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def qualified(tx: Transaction, showing: Showing) -> training_boards.QualificationBoard:
        return await training_boards.qualification_board(
            tx, member_id=int(showing.subject), areas=areas, now=showing.now
        )

    async def post(tx: Transaction, showing: Showing) -> tuple[Area, Session, str, bool]:
        found = await trainings.get_session(tx, int(showing.subject))
        url = str(showing.facts["url"])
        return areas[found.area], found, url, found.is_ahead(showing.now)

    async def nothing(_tx: Transaction, _showing: Showing) -> bool:
        return True

    def with_facts(
        load: Callable[..., Any], view: Callable[..., Screen], **read: Callable[[Any], Any]
    ) -> Screenplay[Any]:
        """A view that takes more than its board: what the screen was asked to show."""

        async def loads(tx: Transaction, showing: Showing) -> tuple[Any, ...]:
            facts = (change(showing.facts[name]) for name, change in read.items())
            return (await load(tx, showing), *facts)

        return Screenplay(loads, lambda found: view(*found))

    for_leads: dict[str, Screenplay[Any]] = {
        "training_lead": Screenplay(overview, lead.training_lead),
        "training_session": with_facts(session, lead.session_card, page=int),
        "training_change": Screenplay(session, lead.change_session),
        "training_sure_off": Screenplay(session, lead.sure_to_call_off),
        "training_link": with_facts(
            session, lead.link_made, expires_at=datetime.fromisoformat, people=int, url=str
        ),
        "training_enter": with_facts(entering, lead.choose_applicant, page=int),
        "training_applicant": Screenplay(application, lead.applicant_card),
        "training_sure_decline": Screenplay(application, lead.sure_to_decline),
        "training_attendance": with_facts(session, standing.attendance, months=int, page=int),
        "training_applied": Screenplay(application, lead.applied),
        "training_withdrew": Screenplay(application, lead.withdrew),
        "training_place_free": Screenplay(application, lead.place_free),
        "training_to_mark": Screenplay(session, lead.to_mark),
        "training_tell": with_facts(session, lead.to_tell, names=list),
        "qualification": Screenplay(qualified, standing.qualification),
        "qualification_expiring_lead": Screenplay(member, standing.expiring),
        "qualification_lapsed_lead": Screenplay(member, standing.lapsed),
    }
    applicants_see: dict[str, Callable[[training_boards.ApplicationBoard], Screen | None]] = {
        "training_selected": views.selected,
        "training_reserve": views.reserve,
        "training_declined": views.declined,
        "training_entered": views.entered,
        "training_withdrawn": views.withdrawn,
        "training_moved": views.moved,
        "training_called_off": views.called_off,
        "training_reminder": views.reminder,
    }
    they_see: dict[str, Callable[[people_boards.MemberBoard], Screen | None]] = {
        "qualification_until": views.until,
        "qualification_expiring": views.expiring,
        "qualification_lapsed": views.lapsed,
    }
    return {
        **{name: for_lead(play) for name, play in for_leads.items()},
        **{
            name: for_oneself(Screenplay(application, view))
            for name, view in applicants_see.items()
        },
        **{name: for_oneself(Screenplay(member, view)) for name, view in they_see.items()},
        "my_training": Screenplay(mine, views.my_training),
        "training_left": Screenplay(nothing, lambda _found: views.left()),
        "training_post": Screenplay(post, lambda found: views.post(*found[:3], is_ahead=found[3])),
    }
