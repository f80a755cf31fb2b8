"""The wording of what stops somebody from going on a night."""

from __future__ import annotations

from bot.views.said import Said, Wordings
from operation import rest
from operation.rest import FindingKind

_WHY = {
    FindingKind.OVERLAP: "they are on another patrol at that time",
}


def _not_rested(refused: rest.NotRested, _said: Said) -> str:
    first = next(each for each in refused.findings if each.is_stop)
    return f"Not on this night: {_WHY[first.kind]}. Choose another night, or ask a lead."


WORDING: Wordings = {
    rest.NotRested: _not_rested,
}
