"""How entries are spoken of: each grade explained, and what a crew did."""

from __future__ import annotations

from bot.actions.incidents import DEGREES
from operation.incidents import Done
from operation.intelligence import Handling, Information, Source

SAFETY = "In danger: radio emergency button or 999. Nobody watches this bot."

SOURCES = {
    Source.RELIABLE: "Reliable",
    Source.UNTESTED: "Untested",
    Source.NOT_RELIABLE: "Not reliable",
}
INFORMATION = {
    Information.DIRECT: "Known directly",
    Information.CORROBORATED: "Known indirectly, but corroborated",
    Information.INDIRECT: "Known indirectly",
    Information.NOT_KNOWN: "Not known",
    Information.SUSPECTED_FALSE: "Suspected to be false",
}
HANDLINGS = {
    Handling.PERMITTED: "Lawful sharing permitted",
    Handling.CONDITIONS: "Permitted with conditions",
}
DEGREE_WORDS = {each: words.capitalize() for each, words in DEGREES.items()}
DONE_WORDS = {
    Done.WITHDREW: "Withdrew",
    Done.BACKUP: "Called backup",
    Done.FIRST_AID: "First aid",
    Done.REPORTED: "Reported",
    Done.NOTHING: "Nothing needed",
}
