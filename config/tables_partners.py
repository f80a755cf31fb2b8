"""`[partners]` of an area file: when agencies are reminded, chased and asked how it went."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from config.fields import Clock, Table, refused, unique
from operation.partners_rules import PartnerTimes

MOST_HOURS = 14 * 24
MOST_MOMENTS = 5

_PARTNERS = PartnerTimes()

Hours = Annotated[int, Field(ge=1, le=MOST_HOURS)]
Moments = Annotated[list[Hours], Field(max_length=MOST_MOMENTS), unique()]


class PartnersTable(Table):
    """What is left out has its default."""

    reminder_hours: Moments = Field(default=list(_PARTNERS.reminders))
    chase_after_hours: Hours = _PARTNERS.chase_after
    show_lead_after_hours: Annotated[Hours, Field(validate_default=True)] = (
        _PARTNERS.show_lead_after
    )
    engagement_hours: Annotated[int, Field(ge=1, le=12)] = _PARTNERS.engagement_hours
    feedback_at: Clock = _PARTNERS.feedback_at

    @field_validator("show_lead_after_hours")
    @classmethod
    def _not_before_the_chase(cls, value: int, info: ValidationInfo) -> int:
        chase: int | None = info.data.get("chase_after_hours")  # none when it is itself wrong
        if chase is not None and value < chase:
            raise refused(
                f"is {value}, before chase_after_hours",
                f"Write {chase} or more, or lower chase_after_hours",
            )
        return value

    def rules(self) -> PartnerTimes:
        """The settings as the rules have them."""
        return PartnerTimes(
            reminders=tuple(self.reminder_hours),
            chase_after=self.chase_after_hours,
            show_lead_after=self.show_lead_after_hours,
            engagement_hours=self.engagement_hours,
            feedback_at=self.feedback_at,
        )


def partners_entry(times: PartnerTimes) -> dict[str, object]:
    """The settings as a file has them."""
    return {
        "reminder_hours": list(times.reminders),
        "chase_after_hours": times.chase_after,
        "show_lead_after_hours": times.show_lead_after,
        "engagement_hours": times.engagement_hours,
        "feedback_at": times.feedback_at.isoformat(timespec="minutes"),
    }
