"""Words for who is beside a crew, which the cards of a night share."""

from __future__ import annotations

from collections.abc import Callable

from bot.actions.beside_boards import Beside
from bot.callbacks.places import AgreeToPlace
from bot.screens import Button
from bot.views.plain import button, safe, veiled
from operation.area import Area
from operation.leading import Part
from operation.pairing import Answer
from operation.places import Proposal

PARTS = {
    Part.PATROL_LEAD: "patrol lead",
    Part.SUPERVISOR: "supervisor",
    Part.FALLBACK: "fallback",
}


def for_lead(beside: Beside, *, is_settled: bool, is_veiled: bool) -> list[str]:
    """Who is there and who is missing; before a crew is chosen, only who is there."""
    put = veiled if is_veiled else safe
    lines = [
        _who("Patrol lead", beside.called(Part.PATROL_LEAD), put, is_settled),
        _who("Supervisor", _supervisors(beside), put, is_settled),
    ]
    if beside.pairing.ward is not None:
        lines.append(local_officer(beside, put))
    if beside.meeting is not None:
        lines.append(f"Meeting area: {put(beside.meeting)}")
    return [each for each in lines if each]


def _who(what: str, name: str | None, put: Callable[[str], str], is_settled: bool) -> str:
    if name is not None:
        return f"{what}: {put(name)}"
    return f"<b>No {what.lower()} yet</b>" if is_settled else ""


def _supervisors(beside: Beside) -> str | None:
    named, fallback = beside.called(Part.SUPERVISOR), beside.called(Part.FALLBACK)
    if named is None or fallback is None:
        return named
    return f"{named}, fallback {fallback}"


def local_officer(beside: Beside, put: Callable[[str], str] = safe) -> str:
    """Local officer: PC Sample ✓."""
    live = beside.pairing.live
    if live is None:
        return "<b>No local officer yet</b>"
    sign = "✓" if live.state is Answer.CONFIRMED else "· asked"
    return f"Local officer: {put(beside.name_of(live.member_id))} {sign}"


def for_crew(beside: Beside) -> list[str]:
    """What the crew sees, escaped: where they meet, who leads, who comes from the ward."""
    lead, named = beside.called(Part.PATROL_LEAD), _supervisors(beside)
    said = [f"Patrol lead: {safe(lead)}"] if lead else []
    said += [f"Supervisor: {safe(named)}"] if named else []
    lines = [" · ".join(said)] if said else []
    if beside.pairing.is_filled:
        lines.append(local_officer(beside))
    if beside.meeting is not None:
        lines.insert(0, f"Meeting area: {safe(beside.meeting)}")
    return lines


# Where to go, as it is proposed

MOST_PROPOSALS = 5
"""The patrol lead and the ward's sergeants have one each."""


def proposals(area: Area, beside: Beside, viewer: int) -> list[str]:
    """What is proposed, escaped, for whom it is to agree."""
    return [
        proposal(area, beside, each, viewer=viewer) for each in beside.proposals[:MOST_PROPOSALS]
    ]


def proposal(area: Area, beside: Beside, each: Proposal, *, viewer: int | None = None) -> str:
    """PC Sample proposes Oval, meeting at the clock: quiet (agreed: PS Tester)."""
    where = safe(area.ward_name(each.place.ward or ""))
    meet = f", meeting at {safe(each.place.meeting)}" if each.place.meeting else ""
    names = ["you" if who == viewer else safe(beside.name_of(who)) for who in each.agreed]
    agreed = f" (agreed: {', '.join(names)})" if names else ""
    by = "You propose" if each.by == viewer else f"<b>{safe(beside.name_of(each.by))}</b> proposes"
    return f"{by} {where}{meet}: {safe(each.reason)}{agreed}"


def agree_rows(area: Area, beside: Beside, patrol: int, viewer: int) -> list[tuple[Button, ...]]:
    """One tap agrees to what somebody else proposes."""
    return [
        (button(f"✅ Agree: {area.ward_name(each.place.ward or '')}",
                AgreeToPlace(patrol, each.id)),)
        for each in beside.proposals[:MOST_PROPOSALS]
        if viewer not in (each.by, *each.agreed)
    ]  # fmt: skip
