"""What an area sets about who leads a patrol."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeadingRules:
    """`supervisor_ranks` are the ranks of sergeant and above: officers who may supervise."""

    supervisor_ranks: tuple[str, ...] = ("PS", "DS", "Insp", "DI", "Ch Insp", "DCI")
