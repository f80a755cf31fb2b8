"""The wording of every refusal: what is so, and what to do next.

At most 200 characters each, since that is what an alert on a tap can hold.
"""

from __future__ import annotations

from bot.actions import calling, drafts, joining, plan
from bot.actions.groups import GroupOfAnotherArea
from bot.views import (
    agencies_refusals,
    budget_refusals,
    entries_refusals,
    fairness_refusals,
    feed_refusals,
    hours_refusals,
    leading_refusals,
    pairing_refusals,
    partners_refusals,
    referrals_refusals,
    rest_refusals,
    returns_refusals,
    support_requests_refusals,
    swaps_refusals,
    training_refusals,
    visits_refusals,
)
from bot.views.people import ROLES
from bot.views.plain import count, short_day
from bot.views.rota_words import CANCELLED
from bot.views.said import Said, Wordings
from operation import area as areas
from operation import calling as calls
from operation import changes, crew, details, membership, people, rota, selection, turnout
from operation import joining as links
from operation.area import PlanProblem
from operation.errors import Refusal
from operation.people import MemberState

MOST = 200

STRANGER = (
    "This bot is for members of a team. If you should be one, ask your team's lead for a link."
)

_PLAN = {
    PlanProblem.NO_NIGHTS: "at least one night is needed",
    PlanProblem.NIGHT_TWICE: "a night is there twice",
    PlanProblem.NIGHT_TOO_LONG: f"a night lasts at most {areas.LONGEST_NIGHT_HOURS} hours",
    PlanProblem.NUMBERS_IMPOSSIBLE: (
        f"the minimum is at least 1, at most the places, and places at most {areas.MOST_PLACES}"
    ),
    PlanProblem.CLOSES_BEFORE_OPENS: "sign-up has to open before it closes",
    PlanProblem.AFTER_FIRST_NIGHT: "it has to be before the first night starts",
    PlanProblem.TOO_FAR_AHEAD: f"at most {areas.MOST_WEEKS_AHEAD} weeks ahead",
}

_STATES = {
    MemberState.ACTIVE: "active already",
    MemberState.SUSPENDED: "paused already",
    MemberState.REMOVED: "removed already",
    MemberState.DECLINED: "not let in",
    MemberState.PENDING: "still waiting for approval",
}


_NOT_ACTIVE = {
    MemberState.ACTIVE: "They are active. Try again.",
    MemberState.SUSPENDED: "Their access is paused. Give it back first, on their card.",
    MemberState.PENDING: "They are still waiting for approval. Let them in first.",
    MemberState.REMOVED: "They were removed. They can come back with a new link: make one.",
    MemberState.DECLINED: "They were not let in. They can come back with a new link: make one.",
}


def wording(refusal: Refusal, *, bot_username: str, zone: str) -> str:
    """What a person is told. Raises KeyError for a refusal without wording: a fault of ours."""
    for kind in type(refusal).__mro__:
        if kind in WORDING:
            return WORDING[kind](refusal, Said(bot_username, zone))
    raise KeyError(type(refusal).__name__)


def _plan_unworkable(refused: areas.PlanUnworkable, _said: Said) -> str:
    whys = list(dict.fromkeys(_PLAN[fault.problem] for fault in refused.faults))
    more = f" (and {count(len(whys) - 1, 'more problem')})" if len(whys) > 1 else ""
    return f"That cannot be: {whys[0]}{more}. Nothing was changed."


def _role_missing(refused: people.RoleMissing, _said: Said) -> str:
    needed = " or ".join(ROLES[role].lower() for role in refused.needed)
    return f"You need the role “{needed}” for that. If you should have it, ask a project lead."


_OF_THE_ROTA: Wordings = {
    # Who may act
    people.NotAMember: lambda _r, _s: STRANGER,
    people.NobodyLeads: lambda _r, _s: (
        "That area has no project lead here just now, so nobody would answer. Ask its team "
        "directly, or try again in some days."
    ),
    people.AwaitingApproval: lambda _r, _s: (
        "A project lead still has to let you in. You will be told here; until then there is "
        "nothing you need to do."
    ),
    people.Suspended: lambda _r, _s: "Your access is paused. Speak to your project lead.",
    people.RoleMissing: _role_missing,
    people.NotActive: lambda r, _s: _NOT_ACTIVE[r.state],
    # Signing up
    rota.SignUpNotOpen: lambda r, s: f"Not open yet: sign-up opens {s.when(r.opens_at)}.",
    rota.SignUpClosed: lambda r, s: (
        f"Sign-up closed on {s.when(r.closed_at)}. If you can still come, tell your lead."
    ),
    rota.SteppingBackClosed: lambda r, s: (
        f"Sign-up closed on {s.when(r.closed_at)}, so you are still on the list. "
        "If you cannot come, tell your lead now."
    ),
    rota.PatrolStarted: lambda r, s: (
        f"The patrol started {s.when(r.starts)}: its list can no longer change."
    ),
    rota.NotTrained: lambda _r, _s: (
        "Not trained yet. Apply under “Training” at home, or ask your lead to record your training."
    ),
    rota.NotEligible: lambda _r, _s: (
        "Only officers who are trained and have access can be put on the list. Check their card "
        "under “People”."
    ),
    rota.ChatNotOpen: lambda _r, s: (
        f"The bot cannot write to you, so you would miss changes. Open {s.start_link}, press "
        "Start, then sign up."
    ),
    rota.NotInvolved: lambda _r, _s: "Not on this list, so there is nothing to take off.",
    rota.NumbersImpossible: lambda r, _s: (
        f"Minimum {r.minimum}, places {r.places} cannot be: "
        f"{_PLAN[PlanProblem.NUMBERS_IMPOSSIBLE]}."
    ),
    # The crew
    crew.NightCancelled: lambda r, _s: (
        f"This night is cancelled ({CANCELLED[r.reason]}): there is nothing to do."
    ),
    crew.NotPublished: lambda _r, _s: "No crew is published yet. Publish it first.",
    crew.CrewPublished: lambda _r, _s: (
        "The crew is published, so one tap does not take you off. Open /shifts and tap "
        "“can't make it”."
    ),
    crew.NotOnTheNight: lambda _r, _s: (
        "Not down for this night, or not any more. Open /shifts to see what is yours."
    ),
    crew.MoveImpossible: lambda _r, _s: (
        "That is not possible any more: it has changed meanwhile. Look again with /start."
    ),
    selection.SignUpStillOpen: lambda r, s: (
        f"Sign-up is open until {s.when(r.closes_at)}. Close it first: then choose the crew."
    ),
    selection.CrewChanged: lambda _r, _s: (
        "The crew was changed since you opened this. Open the night again, look, and publish then."
    ),
    selection.NobodyPicked: lambda _r, _s: "Nobody is chosen yet. Choose who goes, then publish.",
    selection.NothingChanged: lambda _r, _s: (
        "It is like this already, so there is nothing to change."
    ),
    selection.BelowMinimum: lambda r, _s: (
        f"{r.picked} of at least {r.minimum}. Open the night: there you can publish fewer, "
        "with a reason."
    ),
    selection.CrewFull: lambda r, _s: (
        f"All {count(r.places, 'place')} are taken. Move somebody out first, or add a place."
    ),
    selection.ReasonTooLong: lambda r, _s: (
        f"A reason has at most {r.limit} characters. Shorten it."
    ),
    turnout.NotSelected: lambda _r, _s: (
        "Not on the crew of this night, so there is nothing to confirm. "
        "Open /shifts to see what is yours."
    ),
    turnout.AlreadyWithdrawn: lambda _r, _s: "Already off this night: there is nothing to do.",
    turnout.OfferLapsed: lambda r, s: (
        f"The offer ran out on {s.when(r.until)}. Open /shifts to see how you stand."
    ),
    turnout.OfferGone: lambda _r, _s: (
        "This place has gone to somebody else, or the offer has run out. There is nothing to do: "
        "thank you for answering."
    ),
    turnout.NobodyToAsk: lambda _r, _s: (
        "Everyone who could come has been asked, or is on the night. Add a person by hand, or "
        "lower the places."
    ),
    turnout.NoPlaceFree: lambda _r, _s: "The crew is complete: there is nothing to cover.",
    changes.StartNotAhead: lambda r, s: (
        f"{s.when(r.starts)} has passed. Choose a start that is still ahead."
    ),
    changes.TimesImpossible: lambda r, _s: (
        f"A night starts between noon and midnight and lasts at most {r.hours} hours. "
        "Choose other times."
    ),
    changes.NotCancelled: lambda _r, _s: "This night takes place: nothing to take back.",
    changes.CrewLarger: lambda r, _s: (
        f"{r.crew} are on the crew or hold an offer, so {count(r.places, 'place')} are too few. "
        "Move somebody out first."
    ),
    # Weeks
    calls.AlreadyClosed: lambda r, s: f"Closed already, on {s.when(r.closed_at)}.",
    calls.StillOpen: lambda r, s: f"Sign-up is open, until {s.when(r.closes_at)}.",
    calls.ClosingNotAhead: lambda r, s: f"{s.when(r.closes_at)} has passed: choose a later time.",
    calls.ClosingAfterStart: lambda r, s: (
        f"Sign-up has to close before the patrol starts, {s.when(r.starts)}."
    ),
    calls.NightTaken: lambda r, _s: f"{short_day(r.night)} has a patrol already: open its week.",
    calling.AskedAlready: lambda r, s: (
        f"Everyone was asked on {s.when(r.asked_at)}. Leave it a day before you ask again."
    ),
    areas.PlanUnworkable: _plan_unworkable,
    plan.NightNotPlanned: lambda _r, _s: (
        "That night is no longer a usual one. Open “Usual nights” again."
    ),
    GroupOfAnotherArea: lambda _r, _s: (
        "This group belongs to another area already. Use a group of your own."
    ),
    # Links
    links.LinkUnknown: lambda _r, _s: (
        "This link is not known. Check that you copied it whole, or ask your lead for a new one."
    ),
    links.LinkExpired: lambda r, s: (
        f"This link ran out on {s.when(r.expired_at)}. Ask your lead for a new one."
    ),
    links.LinkUsedUp: lambda r, _s: (
        f"{'This link has been used' if r.people == 1 else 'All places of this link are taken'}. "
        "Ask your lead for a new one."
    ),
    links.LinkForAnotherArea: lambda _r, _s: (
        "This link is for an area that is not run here. Ask your lead for a new one."
    ),
    joining.ServesElsewhere: lambda _r, _s: (
        "They serve in another area by now. Its lead has to remove them before they can be here."
    ),
    joining.MemberElsewhere: lambda _r, _s: (
        "This link is for another area than yours. To change area, ask your present lead to "
        "remove you first."
    ),
    links.RoleAlreadyAsked: lambda r, _s: (
        f"You have asked for the role {ROLES[r.role].lower()} already. A lead will decide."
    ),
    links.TooManyPeople: lambda r, _s: f"A link is for 1 to {r.most} people.",
    links.SingleUseOnly: lambda r, _s: (
        f"Links for the role {ROLES[r.role].lower()} are for one person."
    ),
    # Forms
    drafts.DraftGone: lambda _r, _s: "This form was sent, cancelled or has run out. Send /start.",
    drafts.StepPassed: lambda _r, _s: "You are past this step. Use the newest message, or /start.",
    drafts.FormChanged: lambda _r, _s: (
        "The form has changed since you began. Send /start and begin it again."
    ),
    # What people tell about themselves
    areas.WardUnknown: lambda _r, _s: "The area has no such ward. Choose one from the list.",
    areas.AgencyUnknown: lambda _r, _s: "The area has no such agency. Choose one from the list.",
    details.DetailMissing: lambda r, _s: (
        f"The {r.detail.value.replace('_', ' ')} is missing. Go back and fill it in."
    ),
    details.RankUnknown: lambda _r, _s: "The area has no such rank. Choose one from the list.",
    details.NameTooLong: lambda r, _s: f"A surname has at most {r.limit} characters. Shorten it.",
    details.NameUnclear: lambda r, _s: (
        "A surname has letters, spaces, hyphens and apostrophes only. Type it again."
    ),
    details.WarrantNumberUnclear: lambda _r, _s: (
        "A warrant number has 2 to 12 letters and digits, at least one of them a digit. "
        "Type it again."
    ),
    # Members
    membership.LastLead: lambda _r, _s: (
        "This is the area's last lead. Make somebody else a lead first."
    ),
    membership.OnlyRole: lambda _r, _s: (
        "It is their only role. Add another first, or remove the person."
    ),
    people.RoleAlreadyHeld: lambda r, _s: f"The role {ROLES[r.role].lower()} is held already.",
    membership.RoleNotHeld: lambda r, _s: f"The role {ROLES[r.role].lower()} has ended already.",
    membership.AlreadyDecided: lambda _r, _s: "This has been decided already.",
    membership.AlreadyInState: lambda r, _s: f"Nothing to do: they are {_STATES[r.state]}.",
    membership.TrainingInFuture: lambda _r, _s: (
        "A training that is still ahead does not count yet. Record it once it has taken place."
    ),
    membership.TrainingNotForRole: lambda _r, _s: "Only officers are trained for patrols.",
}

WORDING: Wordings = {
    **_OF_THE_ROTA,
    **rest_refusals.WORDING,
    **leading_refusals.WORDING,
    **agencies_refusals.WORDING,
    **fairness_refusals.WORDING,
    **partners_refusals.WORDING,
    **feed_refusals.WORDING,
    **swaps_refusals.WORDING,
    **pairing_refusals.WORDING,
    **visits_refusals.WORDING,
    **support_requests_refusals.WORDING,
    **hours_refusals.WORDING,
    **budget_refusals.WORDING,
    **training_refusals.WORDING,
    **referrals_refusals.WORDING,
    **returns_refusals.WORDING,
    **entries_refusals.WORDING,
}
"""The words of every slice; a new one keeps its own in `bot/views/<slice>_refusals.py`."""
