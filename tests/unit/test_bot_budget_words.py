"""What is said of a crew's money before it is published."""

from __future__ import annotations

from datetime import date

from bot.actions.spending import Overspend
from bot.views.budget_words import in_words
from operation.budget import Pot

POT = Pot("March", "X1", 400_00, date(2031, 3, 1), date(2031, 3, 31), 1)


def test_who_has_no_price_is_named_with_what_to_do() -> None:
    said = in_words(Overspend(POT, 0, 0, ("PC", "PS", "PC", None)))

    assert said == (
        "No rate on that date for PC (2), PS, somebody without a rank. Enter it first under "
        "Money › Rates, or their hours are in no sum."
    )


def test_both_are_said_where_both_are_so_and_nothing_where_nothing_is() -> None:
    said = in_words(Overspend(POT, 480_00, 80_00, ("PS",)))

    assert said.startswith("This crew costs £480.00: £80.00 more than “March” has left. No rate")
    assert in_words(None) == ""
