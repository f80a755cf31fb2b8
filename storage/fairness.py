"""Which patrols count for whom, and which weeks have crews that are still to be chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, case, false, func, null, select

from operation.attendance import Attended
from operation.crew import State
from operation.fairness import Worked
from storage.crew import ON_CREW
from storage.database import Transaction
from storage.hours import confirmed_or, night_sheet
from storage.people import member
from storage.rota import patrol, sign_up

_SHEET = night_sheet.c
_SAME_PERSON = member.alias()
_CHOSEN = (sign_up.c.state == State.IN) & sign_up.c.picked & patrol.c.published_at.is_(None)
_AHEAD = _CHOSEN & sign_up.c.left_at.is_(None) & (patrol.c.starts_at > bindparam("now"))
_MISSED = func.coalesce(_SHEET.attended == Attended.MISSED, false())
_LEFT_AT = case((_MISSED, null()), else_=sign_up.c.left_at)
# Building a statement costs more than running it.
_WORKED = (
    select(
        _SAME_PERSON.c.id,
        confirmed_or(_SHEET.confirmed_starts, patrol.c.starts_at).label("starts"),
        confirmed_or(_SHEET.confirmed_ends, _LEFT_AT, patrol.c.ends_at).label("ends"),
        _MISSED.label("missed"),
    )
    .join_from(sign_up, patrol, patrol.c.id == sign_up.c.patrol_id)
    .join(member, member.c.id == sign_up.c.member_id)
    .join(_SAME_PERSON, _SAME_PERSON.c.person_id == member.c.person_id)
    .join(
        night_sheet,
        (_SHEET.patrol_id == patrol.c.id) & (_SHEET.member_id == member.c.id),
        isouter=True,
    )
    .where(_SHEET.attended.is_distinct_from(Attended.EXCUSED.value))
    .where(_SAME_PERSON.c.id.in_(bindparam("these", expanding=True)), ON_CREW | _AHEAD)
    .where(patrol.c.starts_at < bindparam("before"), patrol.c.cancelled_at.is_(None))
    .where(patrol.c.id.not_in(bindparam("but", expanding=True)))
    .order_by(patrol.c.starts_at, patrol.c.id)
)


async def worked(
    tx: Transaction,
    member_ids: Collection[int],
    *,
    before: datetime,
    now: datetime,
    but: Collection[int] = (),
) -> Mapping[int, tuple[Worked, ...]]:
    """The patrols that start before a moment and count for members, in the order they start.

    They are those of published crews, over or ahead, of any area that the same person serves in,
    and those still ahead for which somebody is chosen and not yet published. `but` names patrols
    that are left out. Confirmed times take the place of the planned ones; whoever left during a
    patrol worked until then. Nothing counts of which somebody was excused; what they missed counts
    as planned, marked as missed. This alone decides what counts, and with which hours.
    """
    which = {"these": list(member_ids), "but": list(but), "before": before, "now": now}
    found = defaultdict[int, list[Worked]](list)
    for row in await tx.all(_WORKED, which):
        found[row.id].append(Worked(row.starts, row.ends, is_missed=bool(row.missed)))
    return {member_id: tuple(patrols) for member_id, patrols in found.items()}


async def weeks_to_choose(
    tx: Transaction, area: str, *, week_id: int, starts: datetime, now: datetime
) -> list[int]:
    """This week and those after this start, where a night is proposed and not published; in order.

    Only nights count that are ahead and take place.
    """
    query = (
        select(patrol.c.week_id)
        .where(patrol.c.area == area, patrol.c.starts_at > now)
        .where((patrol.c.week_id == week_id) | (patrol.c.starts_at > starts))
        .where(patrol.c.proposed_at.is_not(None), patrol.c.published_at.is_(None))
        .where(patrol.c.cancelled_at.is_(None))
        .order_by(patrol.c.starts_at, patrol.c.id)
    )
    return list(dict.fromkeys(row.week_id for row in await tx.all(query)))
