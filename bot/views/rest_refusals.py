"""The wording of what stops somebody from going on a night, and of duties that cannot be."""

from __future__ import annotations

from bot.views import rest_words
from bot.views.plain import short_day
from bot.views.said import Said, Wordings
from operation import duties, owing, rest


def _not_rested(refused: rest.NotRested, _said: Said) -> str:
    first = next(each for each in refused.findings if each.is_stop)
    if first.kind is rest.FindingKind.UNTRAINED:
        return (
            "Not on this night: the training runs out before it. Apply for a session under "
            "“Training”, or ask a lead, who can give it a later end."
        )
    said = f"Not on this night: {rest_words.reason(first)}."
    if first.kind in rest.CAPS:
        return f"{said} Choose another night, or ask a lead, who can override it."
    return (
        f"{said} Check the duties in /shifts, choose another night, or ask a lead, who can "
        "override it."
    )


def _name_not_rested(refused: rest.NameNotRested, _said: Said) -> str:
    worst = rest.worst(refused.findings)
    if worst is not None and worst.kind is rest.FindingKind.UNTRAINED:
        return (
            f"{refused.called}: the training runs out before this night. Open “People”, their "
            "card, and give it a later end, or choose somebody else."
        )
    return (
        f"{refused.called}: {rest_words.mark(refused.findings)}. Open the night and override it "
        "under “Rest” (“Add someone” for a new name), or choose somebody else."
    )


def _crew_not_rested(refused: rest.CrewNotRested, _said: Said) -> str:
    first = refused.people[0]
    more = f" (and {len(refused.people) - 1} more)" if len(refused.people) > 1 else ""
    worst = rest.worst(first.findings)
    if worst is not None and worst.kind is rest.FindingKind.UNTRAINED:
        return (
            f"{first.called}: the training runs out before this night{more}. Open “People”, their "
            "card, and give it a later end, or move them out."
        )
    return (
        f"{first.called}: {rest_words.mark(first.findings)}{more}. Open the night, then “Rest”: "
        "override it with a reason, or move them out."
    )


WORDING: Wordings = {
    rest.NotRested: _not_rested,
    rest.NameNotRested: _name_not_rested,
    rest.CannotGo: lambda _r, _s: "They cannot go on that night. Choose somebody else.",
    rest.CrewNotRested: _crew_not_rested,
    rest.NothingToOverride: lambda _r, _s: (
        "Nothing stands against them on this night, so there is nothing to override."
    ),
    duties.DutyUnknown: lambda _r, _s: (
        "The area has no such duty any more. Open the night again and choose anew."
    ),
    duties.DutyTooLong: lambda r, _s: (
        f"A duty ends after it starts and lasts at most {r.hours} hours. Choose other times."
    ),
    duties.DutiesOverlap: lambda r, s: (
        f"Another duty is stated from {s.when(r.starts)} to {s.when(r.ends)}. Choose other times, "
        "or change that one first."
    ),
    owing.GivenAlready: lambda _r, _s: (
        "A lead has noted already when it was given: there is nothing to do."
    ),
    owing.NotOwedAnyMore: lambda _r, _s: (
        "This rest is not owed any more: there is nothing to do. Open “Rest owed” for what is."
    ),
    owing.GivenInFuture: lambda _r, _s: (
        "That day is still ahead. Note rest as given once they have had it, and choose that day."
    ),
    owing.GivenTooEarly: lambda r, _s: (
        f"It is owed for {short_day(r.night)}, so it was given on that day at the earliest: "
        "choose another."
    ),
    duties.NightOver: lambda r, s: (
        f"This patrol ended {s.when(r.ends)}, so there is nothing to state any more."
    ),
}
