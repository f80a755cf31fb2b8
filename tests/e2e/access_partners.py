"""Every screen about partner agencies on a night, by who sees it when it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.e2e.permission_stage import HERE, Ids

Subject = Callable[[Ids], str]


def _published(ids: Ids) -> str:
    return str(ids.crews.published)


def _invitation(ids: Ids) -> str:
    return str(ids.more["invitation"])


def _agency(ids: Ids) -> str:
    return str(ids.more["agency"])


def _area(_ids: Ids) -> str:
    return HERE.key


FOR_WHOEVER_ACTS: dict[str, tuple[Subject, Mapping[str, Any]]] = {
    "night_partners": (_published, {}),
    "partner_news": (_published, {"news": [("who_came",)]}),
    "choose_purpose": (_published, {"asks": False}),
    "choose_window": (_published, {"part": "n", "starts": 0, "ends": 60}),
    "invite_agencies": (_published, {"ticked": []}),
    "invitation_card": (_invitation, {"asks": False}),
    "soup_kitchen": (_published, {}),
    "tell_partner": (_invitation, {"news": [("chase",)]}),
}
"""For the leads, and for the patrol lead of the night."""
FOR_LEADS: dict[str, tuple[Subject, Mapping[str, Any]]] = {
    "agency_history": (_agency, {"weeks": 8}),
}
FOR_THE_AGENCY: dict[str, tuple[Subject, Mapping[str, Any]]] = {
    "my_invitation": (_invitation, {}),
    "someone_else": (_invitation, {}),
    "my_invitations": (_area, {}),
}
SCREENS = {*FOR_WHOEVER_ACTS, *FOR_LEADS, *FOR_THE_AGENCY, "invitation_moved_on"}
"""The last says no more than that there is a newer card."""
