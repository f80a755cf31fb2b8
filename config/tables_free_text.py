"""`[free_text]` of an area file: in which forms a sentence may be typed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from config.fields import ShortText, Table, unique
from operation.free_text import FreeTextRules


class FreeTextTable(Table):
    """None unless it says so. Which forms there are is checked where the forms are known."""

    forms: Annotated[list[ShortText], unique()] = Field(default=[])

    def rules(self) -> FreeTextRules:
        """The value that the operation knows."""
        return FreeTextRules(tuple(self.forms))


def free_text_entry(rules: FreeTextRules) -> dict[str, object]:
    """The table as it is written."""
    return {"forms": list(rules.forms)}
