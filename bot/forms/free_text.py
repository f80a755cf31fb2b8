"""Free text in forms: what is worth a sentence and no button can say. Off unless the area says so.

The door has refused what identifies somebody beyond doubt. Whether a text names a person nobody
can be sure of, so whoever typed it is asked: they reword it, or say that no name is in it, and
that they said so is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.forms.conditions import Condition, where
from bot.forms.steps import (
    Answers,
    Asking,
    Form,
    NoSuchOption,
    NotAnAnswer,
    Offers,
    Partial,
    Setting,
    Step,
    Taken,
    Value,
)
from operation.area import Area
from operation.free_text import LONGEST
from operation.naming import known_words, likely_name

REWORD, KEEP = 0, 1
LIKELY_NAME = "That may hold a person's name. Reword it, or keep it if no name is in it."
NO_NAME_IN_IT = "kept as no name"
"""What the audit says of a text that was kept although it looks like a name."""


@dataclass(frozen=True, kw_only=True)
class FreeText(Step):
    """A sentence or two. Asked only where the area turns free text on for `form`."""

    form: str
    most: int = LONGEST

    def __post_init__(self) -> None:
        """Tie the step to the area's switch, whatever else it depends on."""
        object.__setattr__(self, "applies", self.applies & _is_on(self.form))

    @property
    def takes_typing(self) -> bool:
        """It has no other way."""
        return True

    @property
    def hint(self) -> str:
        """How much, and what not."""
        return f"Type at most {self.most} characters. No names, nothing that identifies anybody."

    def offers(self, asking: Asking) -> Offers:
        """Nothing to tap, until what was typed looks like a name."""
        if not asking.partial:
            return Offers()
        buttons = ((REWORD, "Reword"), (KEEP, "Keep it, there is no name in it"))
        return Offers(buttons, width=1, note=LIKELY_NAME)

    def tapped(self, asking: Asking, option: int) -> Taken:
        """Reword drops what was typed; keep takes it, and is recorded."""
        if not asking.partial or option not in (REWORD, KEEP):
            raise NoSuchOption
        if option == REWORD:
            return Partial("")
        return Value(asking.partial, note=NO_NAME_IN_IT)

    def typed(self, asking: Asking, text: str) -> Taken:
        """On one line, and short. What may name a person waits for its writer's word."""
        tidy = " ".join(text.split())
        if not tidy:
            raise NotAnAnswer("Type a few words.")
        if len(tidy) > self.most:
            raise NotAnAnswer(
                f"That has {len(tidy)} characters, and {self.most} is the most. Say it shorter."
            )
        is_name = likely_name(tidy, known=known_words(asking.setting.area))
        return Partial(tidy) if is_name else Value(tidy)

    def shown(self, setting: Setting, answers: Answers, value: str) -> str:
        """As it was typed."""
        return value


def _is_on(form: str) -> Condition:
    return where(lambda setting: setting.area.free_text.takes(form))


def without_free_text(
    areas: Mapping[str, Area], forms: Mapping[tuple[str, int], Form]
) -> Mapping[str, tuple[str, ...]]:
    """The forms that areas turn free text on for, and that have none, by the area's key."""
    taking = taking_free_text(forms)
    unknown = {
        key: tuple(name for name in area.free_text.forms if name not in taking)
        for key, area in areas.items()
    }
    return {key: names for key, names in unknown.items() if names}


def taking_free_text(forms: Mapping[tuple[str, int], Form]) -> frozenset[str]:
    """The names by which area files turn free text on."""
    return frozenset(
        step.form for form in forms.values() for step in form.steps if isinstance(step, FreeText)
    )
