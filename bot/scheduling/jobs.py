"""Which action a due notice calls for: the jobs of every slice."""

from __future__ import annotations

from collections.abc import Mapping

from bot.scheduling import (
    budget_jobs,
    entries_jobs,
    fairness_jobs,
    forms_jobs,
    hours_jobs,
    pairing_jobs,
    partners_jobs,
    referrals_jobs,
    rest_jobs,
    returns_jobs,
    rota_jobs,
    support_jobs,
    swaps_jobs,
    training_jobs,
    visits_jobs,
)
from bot.scheduling.job import Job
from operation.area import Area

SLICES = (
    rota_jobs,
    fairness_jobs,
    swaps_jobs,
    partners_jobs,
    pairing_jobs,
    visits_jobs,
    support_jobs,
    hours_jobs,
    budget_jobs,
    training_jobs,
    rest_jobs,
    forms_jobs,
    returns_jobs,
    entries_jobs,
    referrals_jobs,
)  # fmt: skip


def jobs(areas: Mapping[str, Area]) -> dict[str, Job]:
    """The jobs by kind of notice."""
    return {kind: job for each in SLICES for kind, job in each.jobs(areas).items()}
