"""What is wrong with the settings or an area file, in words that say what to do about it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: in which file (or the environment), at which key, what, and how."""

    where: str
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.where}: {self.key}" if self.key else self.where
        return f"{place} {self.problem}. {self.remedy}."


def nearest(word: str, known: Collection[str], *, cutoff: float = 0.6) -> str | None:
    """The known word that was probably meant."""
    found = get_close_matches(word, sorted(known), n=1, cutoff=cutoff)
    return found[0] if found else None
