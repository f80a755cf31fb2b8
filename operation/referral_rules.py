"""What an area says about referrals: its services, and when one that was not sent is chased."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of help that somebody can be referred to."""

    key: str
    name: str


USUAL_SERVICES = (
    Service("medical", "Medical"),
    Service("homeless", "Homelessness"),
    Service("housing", "Housing"),
    Service("drugs", "Drugs, alcohol"),
    Service("sexual", "Sexual health"),
    Service("mental", "Mental health"),
    Service("vawg", "VAWG outreach"),
    Service("exit", "Exit support"),
)
"""Every area has these; a soup kitchen is engagement and no referral."""


@dataclass(frozen=True, slots=True)
class ReferralRules:
    """The settings of `[referrals]`.

    `more_services`: what the area offers besides the usual ones.
    `follow_up_days`: after the referral, when its officer is asked what became of it.
    `immediate_hours`, `day_hours`, `routine_hours`: how long one of that urgency may wait to be
        handed over before it is chased; every `again_hours` after that.
    `link_days`: for how long an agency's link works.
    """

    more_services: tuple[Service, ...] = ()
    follow_up_days: int = 7
    immediate_hours: int = 1
    day_hours: int = 12
    routine_hours: int = 48
    again_hours: int = 24
    link_days: int = 28

    @property
    def services(self) -> tuple[Service, ...]:
        """All that the area offers, in the order of their buttons."""
        return (*USUAL_SERVICES, *self.more_services)

    def name_of(self, key: str) -> str:
        """What a service is called; one that the area has taken off its list, by its key."""
        return next((each.name for each in self.services if each.key == key), key)
