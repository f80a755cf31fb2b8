"""What an area says about free text: in which forms a sentence may be typed."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 280
"""Characters of a text that a form takes."""


@dataclass(frozen=True, slots=True)
class FreeTextRules:
    """`forms`: the names of those in which a sentence may be typed; none unless it is said."""

    forms: tuple[str, ...] = ()

    def takes(self, form: str) -> bool:
        """Whether a form of this name asks for a sentence."""
        return form in self.forms
