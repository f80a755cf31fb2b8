"""Words for who is beside a crew, which the cards of a night share."""

from __future__ import annotations

from collections.abc import Callable

from bot.actions.beside_boards import Beside
from bot.views.plain import safe, veiled
from operation.leading import Part
from operation.pairing import Answer

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
