"""What can be said against going on with a form that was begun."""

from __future__ import annotations

from dataclasses import dataclass

from operation.errors import Refusal


@dataclass(eq=False)
class DraftGone(Refusal):
    """The form was sent, cancelled or has expired."""


@dataclass(eq=False)
class StepPassed(Refusal):
    """The button belongs to a step that is no longer asked."""


@dataclass(eq=False)
class FormChanged(Refusal):
    """The draft was begun with a version of the form that is not kept any more."""
