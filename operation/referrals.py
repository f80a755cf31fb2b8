"""Referrals: what help was offered to somebody, whether she agreed, and what became of it.

Recording is not referring: nobody is told. A referral is not sent until an officer has contacted
the agency by its own secure route, quoting the reference, and says so. A reference stands for a
person and is random; nothing else of her is kept. Whoever refuses has none: nothing follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from operation.errors import Refusal
from operation.referral_rules import ReferralRules
from operation.screening import identifiers_in

ALPHABET = "23456789CDFGHJKMPQRTVWXY"
"""What nobody mixes up, read out or written by hand; no vowels, so that no word comes of it."""
REFERENCE_LENGTH = 6


class Consent(StrEnum):
    """What she said when she was asked; there is no default."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_MET = "not_met"
    """She is identified and nobody has met her yet, so she was not asked."""


class Urgency(StrEnum):
    """How soon the agency is to hear."""

    ROUTINE = "routine"
    DAY = "day"
    """Within 24 hours."""
    IMMEDIATE = "immediate"


class Stage(StrEnum):
    """How far a referral has come."""

    DECLINED = "declined"
    """She was offered it and does not want it: nothing follows."""
    NOT_MET = "not_met"
    MET = "met"
    """She was met since, and asked: see her later referral."""
    NOT_SENT = "not_sent"
    """Recorded; no agency knows of it."""
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    """By the agency."""
    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"
    UNKNOWN = "unknown"
    """Nobody can say what became of it."""
    WITHDRAWN = "withdrawn"
    """She has withdrawn her consent: nothing more is passed on."""
    STRUCK = "struck"
    """Recorded by mistake; it is kept and not counted."""


OUTCOMES = (Stage.ACCEPTED, Stage.ATTENDED, Stage.NOT_ATTENDED, Stage.UNKNOWN)
"""What is noted once it was handed over."""
OF_AGENCY = (Stage.ACCEPTED, Stage.ATTENDED, Stage.NOT_ATTENDED)
"""What the agency may say through its link."""
_SENT = frozenset({Stage.HANDED_OVER, *OUTCOMES})
WAITS = frozenset({Stage.NOT_SENT, Stage.NOT_MET, Stage.HANDED_OVER, Stage.ACCEPTED})
"""Something is still to be done or heard."""
_TAKEN_ON = frozenset({Stage.ACCEPTED, Stage.ATTENDED, Stage.NOT_ATTENDED})


class Slip(StrEnum):
    """Why something is corrected: never more than this."""

    MISTAP = "mistap"
    LEARNT = "learnt"


@dataclass(frozen=True, slots=True)
class Referral:
    """One offer of help to one person; officers by member id.

    `reference` is hers, for all her referrals of the area; `number` tells those apart. Somebody
    who refused has none, unless she had one before.
    """

    id: int
    area: str
    patrol_id: int
    services: tuple[str, ...]
    consent: Consent
    stage: Stage
    recorded_by: int
    recorded_at: datetime
    reference: str | None = None
    number: int = 1
    urgency: Urgency | None = None
    is_new: bool | None = None
    """Whether she is new to the area; None for somebody who was asked nothing more."""
    follow_up: date | None = None
    handed_by: int | None = None
    handed_at: datetime | None = None
    handed_to: int | None = None
    """The agency, by id; None for one that is not on the list."""
    was_accepted: bool = False
    """Whether an agency had taken it on at any time."""
    chased: int = 0

    @property
    def was_sent(self) -> bool:
        return self.stage in _SENT

    @property
    def called(self) -> str:
        """The reference, with the number of a later referral of hers."""
        if self.reference is None:
            return "no reference"
        return self.reference if self.number == 1 else f"{self.reference}-{self.number}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an officer says of one: everything but services and consent may be left out."""

    services: tuple[str, ...]
    consent: Consent
    urgency: Urgency | None = None
    is_new: bool | None = None
    follow_up: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was otherwise before: `was` is struck and kept, with who, when and why.

    `by` is None for what an agency said through its link.
    """

    what: str
    was: str
    by: int | None
    at: datetime
    slip: Slip | None = None


@dataclass(frozen=True, slots=True)
class AgencyLink:
    """A link by which an agency says once what became of a referral."""

    id: int
    referral_id: int
    made_by: int
    expires_at: datetime
    chat_id: int | None = None
    """Who has opened it; nobody else can use it then."""
    is_used: bool = False


# Refusals


@dataclass(eq=False)
class ReferenceUnknown(Refusal):
    """No such reference here: nobody learns whether there is one elsewhere."""


@dataclass(eq=False)
class NotYourReferral(Refusal):
    """Only who was on that patrol and the leads of the area see a referral."""


@dataclass(eq=False)
class NoConsent(Refusal):
    """She has not agreed, or does not any more: nothing is passed on."""


@dataclass(eq=False)
class NotSentYet(Refusal):
    """No agency knows of it, so nothing can have become of it."""


@dataclass(eq=False)
class SentAlready(Refusal):
    """It was handed over before."""


@dataclass(eq=False)
class MetAlready(Refusal):
    """She was met and asked before."""


@dataclass(eq=False)
class NotedAlready(Refusal):
    """That is what it says already."""


@dataclass(eq=False)
class ReferralOver(Refusal):
    """It was struck or nothing follows from it, so it does not change."""


@dataclass(eq=False)
class AgencyLinkOver(Refusal):
    """The link is unknown, was used, has run out, or is somebody else's."""


# Rules


def new_reference(choose: Callable[[str], str]) -> str:
    """A random reference; `choose` picks one sign and must be unpredictable.

    One that could be read as a registration or a postcode is passed over: it could not be typed.
    """
    while True:
        made = "".join(choose(ALPHABET) for _ in range(REFERENCE_LENGTH))
        if not any(identifiers_in(words, today=date.max) for words in _ways_to_type(made)):
            return made


def _ways_to_type(reference: str) -> tuple[str, ...]:
    return (
        reference, reference.lower(), f"{reference[:3]} {reference[3:]}",
        f"{reference[:3]}-{reference[3:]}", " ".join(reference), f"{reference}-2",
    )  # fmt: skip


def read_reference(text: str) -> str | None:
    """A reference as people type it: small letters, spaces and dashes; None for none.

    The number of a later referral may stand behind it: the reference is the person's.
    """
    head, _, tail = text.strip().rpartition("-")
    if tail.isdecimal() and len(tail) < REFERENCE_LENGTH - 2 and head:
        text = head
    tidy = "".join(c for c in text.upper() if c not in " -.")
    is_one = len(tidy) == REFERENCE_LENGTH and set(tidy) <= set(ALPHABET)
    return tidy if is_one else None


def stage_of(consent: Consent) -> Stage:
    """How a referral begins."""
    return {
        Consent.GIVEN: Stage.NOT_SENT,
        Consent.REFUSED: Stage.DECLINED,
        Consent.NOT_MET: Stage.NOT_MET,
    }[consent]


def settled(said: Recorded) -> Recorded:
    """Whoever refuses is asked nothing more, and nothing more is kept; only consent has urgency."""
    if said.consent is Consent.REFUSED:
        return Recorded(said.services, said.consent)
    if said.consent is Consent.NOT_MET:
        return replace(said, urgency=None)
    return replace(said, urgency=said.urgency or Urgency.ROUTINE)


def require_handable(found: Referral) -> None:
    """Raise unless she has agreed and no agency knows of it."""
    _require_live(found)
    if found.was_sent:
        raise SentAlready
    if found.stage is not Stage.NOT_SENT:
        raise NoConsent


def hand_over(before: Referral, to: int | None, *, by: int, now: datetime) -> Referral:
    """The officer has contacted the agency. Raises NoConsent, SentAlready, ReferralOver."""
    require_handable(before)
    return replace(before, stage=Stage.HANDED_OVER, handed_by=by, handed_at=now, handed_to=to)


def note(before: Referral, outcome: Stage) -> Referral:
    """What became of it. Raises NotSentYet, NoConsent, NotedAlready, ReferralOver."""
    if outcome not in OUTCOMES:
        raise NotSentYet
    _require_live(before)
    if before.stage is outcome:
        raise NotedAlready
    if not before.was_sent:
        raise NotSentYet
    return replace(before, stage=outcome, was_accepted=before.was_accepted or outcome in _TAKEN_ON)


def withdraw(before: Referral) -> Referral:
    """She does not agree any more. Raises NotedAlready, ReferralOver."""
    if before.stage is Stage.WITHDRAWN:
        raise NotedAlready
    _require_live(before)
    return replace(before, stage=Stage.WITHDRAWN)


def meet(before: Referral, consent: Consent, urgency: Urgency | None) -> Referral:
    """She is met now and was asked. Raises MetAlready, ReferralOver."""
    if before.stage is Stage.STRUCK:
        raise ReferralOver
    if before.stage is not Stage.NOT_MET or consent is Consent.NOT_MET:
        raise MetAlready
    if consent is Consent.REFUSED:
        return replace(before, consent=consent, stage=Stage.DECLINED, follow_up=None)
    return replace(
        before, consent=consent, stage=Stage.NOT_SENT, urgency=urgency or Urgency.ROUTINE
    )


def met_since(before: Referral, said: Recorded) -> Referral:
    """How one of hers stands once a later one is recorded: nobody waits to meet her any more."""
    if before.stage is Stage.NOT_MET and said.consent is not Consent.NOT_MET:
        return replace(before, stage=Stage.MET, follow_up=None)
    return before


def strike(before: Referral) -> Referral:
    """It was recorded by mistake. Raises SentAlready once an agency knows of it."""
    if before.stage is Stage.STRUCK:
        raise NotedAlready
    if before.handed_at is not None:
        raise SentAlready
    return replace(before, stage=Stage.STRUCK)


def require_correctable(found: Referral) -> None:
    """Raise ReferralOver for one from which nothing follows any more."""
    if found.stage in (Stage.STRUCK, Stage.DECLINED, Stage.WITHDRAWN, Stage.MET):
        raise ReferralOver


def _require_live(found: Referral) -> None:
    if found.stage in (Stage.DECLINED, Stage.WITHDRAWN):
        raise NoConsent
    if found.stage in (Stage.STRUCK, Stage.MET):
        raise ReferralOver


def chased_first(found: Referral, since: datetime, rules: ReferralRules) -> datetime:
    """When one that was not sent is chased, counted from when she agreed."""
    hours = {
        Urgency.IMMEDIATE: rules.immediate_hours,
        Urgency.DAY: rules.day_hours,
        Urgency.ROUTINE: rules.routine_hours,
    }[found.urgency or Urgency.ROUTINE]
    return since + timedelta(hours=hours)


def leads_hear(found: Referral, times: int) -> bool:
    """Whether the leads hear of it too when it is chased for the how manieth time."""
    return found.urgency is Urgency.IMMEDIATE or times > 1


def usable(link: AgencyLink | None, chat_id: int | None, now: datetime) -> AgencyLink:
    """The link, if this chat may use it now. Raises AgencyLinkOver, whatever the reason is."""
    if link is None or link.is_used or now >= link.expires_at:
        raise AgencyLinkOver
    if link.chat_id is not None and link.chat_id != chat_id:
        raise AgencyLinkOver
    return link


# Counting


@dataclass(frozen=True, slots=True)
class ReferralCounts:
    """People and referrals, counted separately.

    `offered` were asked; of those `agreed` or `declined`. `sent` were handed over; `accepted` are
    those that an agency had taken on, whatever came after; `attended` those who went.
    """

    people: int = 0
    new: int = 0
    """Of the people, those new to the area."""
    referrals: int = 0
    offered: int = 0
    agreed: int = 0
    declined: int = 0
    not_met: int = 0
    not_sent: int = 0
    sent: int = 0
    accepted: int = 0
    attended: int = 0
    services: Mapping[str, int] = field(default_factory=dict)
    """How often each was offered, by key."""


def counted(referrals: Iterable[Referral]) -> ReferralCounts:
    """What these come to. Somebody without a reference is one person each time."""
    found = [each for each in referrals if each.stage is not Stage.STRUCK]
    offered = [each for each in found if each.consent is not Consent.NOT_MET]
    return ReferralCounts(
        people=len({_person(each) for each in found}),
        new=len({_person(each) for each in found if each.is_new}),
        referrals=len(found),
        offered=len(offered),
        agreed=sum(each.consent is Consent.GIVEN for each in found),
        declined=sum(each.consent is Consent.REFUSED for each in found),
        not_met=sum(each.stage is Stage.NOT_MET for each in found),
        not_sent=sum(each.stage is Stage.NOT_SENT for each in found),
        sent=sum(each.handed_at is not None for each in found),
        accepted=sum(each.was_accepted for each in found),
        attended=sum(each.stage is Stage.ATTENDED for each in found),
        services=Counter(key for each in offered for key in each.services),
    )


def _person(found: Referral) -> str:
    return found.reference if found.reference is not None else f"#{found.id}"
