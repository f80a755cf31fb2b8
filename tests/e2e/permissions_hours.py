"""Who may note, state, confirm and correct hours, and who keeps the money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.actions import attendance, budget, hours, hours_boards
from operation.attendance import Attended, NotOfTheCrew
from operation.budget import Basis, CostKind
from operation.overtime import Kind, Wants
from tests.e2e.hours_stage import MARCH, OVER
from tests.e2e.permission_kinds import ACTIVE, EVERYBODY, LEADS, Permission, by
from tests.e2e.permission_stage import AREAS, HERE, NOW

ON_THE_CREW = frozenset({"officer"})
NOT_ON_IT = dict.fromkeys(ACTIVE - ON_THE_CREW, NotOfTheCrew)
MUSTER = LEADS | ON_THE_CREW
"""The leads of the area, and the night's own patrol lead."""
STARTS, ENDS = MARCH

PERMISSIONS: Mapping[str, Permission] = {
    "attendance.open_muster": Permission(
        by(attendance.open_muster, now=OVER)(patrol_id="published"), MUSTER
    ),
    "attendance.mark": Permission(
        by(attendance.mark, attended=Attended.LATE, now=OVER)(
            patrol_id="published", member_id="officer"
        ),
        MUSTER,
    ),
    "attendance.mark_all": Permission(
        by(attendance.mark_all, now=OVER)(patrol_id="published"), MUSTER
    ),
    "hours.propose": Permission(
        by(hours.propose, starts=0, ends=0, why=None, wants=Wants.PAY, now=OVER)(
            patrol_id="published"
        ),
        ON_THE_CREW,
        NOT_ON_IT,
    ),
    "hours.confirm": Permission(
        by(hours.confirm, version=0, starts=0, ends=0, why=None, areas=AREAS, now=OVER)(
            patrol_id="published", member_id="officer"
        ),
        LEADS,
    ),
    "hours.confirm_as_planned": Permission(
        by(hours.confirm_as_planned, areas=AREAS, now=OVER)(patrol_id="published"), LEADS
    ),
    "hours.correct": Permission(
        by(hours.correct, version=1, times=None, why=None, reason="Not there", areas=AREAS,
           now=OVER)(
            patrol_id="published", member_id="colleague"
        ),
        LEADS,
    ),
    "hours.set_kind": Permission(
        by(hours.set_kind, kind=Kind.CASUAL, now=OVER)(
            patrol_id="published", member_id="officer"
        ),
        LEADS,
    ),
    "hours.set_wants": Permission(
        by(hours.set_wants, wants=Wants.TIME_OFF, now=OVER)(patrol_id="published"),
        ON_THE_CREW,
        NOT_ON_IT,
    ),
    "hours.set_wants for somebody": Permission(
        by(hours.set_wants, wants=Wants.TIME_OFF, now=OVER)(
            patrol_id="published", member_id="officer"
        ),
        LEADS,
    ),
    "hours_boards.times_looked_at": Permission(
        by(hours_boards.times_looked_at)(patrol_id="published"), ON_THE_CREW, NOT_ON_IT
    ),
    "hours_boards.times_looked_at for somebody": Permission(
        by(hours_boards.times_looked_at)(patrol_id="published", member_id="officer"), LEADS
    ),
    "hours_boards.require_lead_of_night": Permission(
        by(hours_boards.require_lead_of_night)(patrol_id="published"), LEADS
    ),
    "hours_boards.my_sheets": Permission(
        by(hours_boards.my_sheets, areas=AREAS, now=OVER)(), EVERYBODY
    ),
    "budget.add_rate": Permission(
        by(budget.add_rate, area=HERE, rank="PC", basis=Basis.HOURLY, pence=2_000, starts=STARTS,
           ends=None, now=NOW)(),
        LEADS,
    ),
    "budget.require_lead_of_rate": Permission(
        by(budget.require_lead_of_rate)(rate_id="rate"), LEADS
    ),
    "budget.drop_rate": Permission(
        by(budget.drop_rate, areas=AREAS, now=NOW)(rate_id="rate"), LEADS
    ),
    "budget.add_pot": Permission(
        by(budget.add_pot, area=HERE, name="Another", code="X2", pence=1, starts=STARTS, ends=ENDS,
           now=NOW)(),
        LEADS,
    ),
    "budget.change_pot": Permission(
        by(budget.change_pot, pence=600_000, now=NOW)(pot_id="pot"), LEADS
    ),
    "budget.add_cost": Permission(
        by(budget.add_cost, kind=CostKind.TRAINING, pence=100, day=STARTS, now=NOW)(pot_id="pot"),
        LEADS,
    ),
    "budget.drop_cost": Permission(by(budget.drop_cost, now=NOW)(cost_id="cost"), LEADS),
    "budget.choose_pot": Permission(
        by(budget.choose_pot, now=NOW)(patrol_id="published", pot_id="pot"), LEADS
    ),
    "budget.export_month": Permission(
        by(budget.export_month, area=HERE, month=date(2031, 3, 1), form="csv", now=NOW)(), LEADS
    ),
    "budget.export_pot": Permission(
        by(budget.export_pot, form="csv", now=NOW)(pot_id="pot"), LEADS
    ),
    "budget.require_lead_of_pot": Permission(
        by(budget.require_lead_of_pot)(pot_id="pot"), LEADS
    ),
}  # fmt: skip
