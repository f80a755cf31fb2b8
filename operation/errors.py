"""The one thing every refused wish has in common.

A rule that says no raises a `Refusal`. Each slice declares its own beside its rules, named as a
fact (`SignUpClosed`, `LastLead`) and carrying the data that the answer needs, never its wording:

    Refusal
    ├─ operation.area        wards, agencies, a plan that cannot be worked
    ├─ operation.people      who someone is and what they may do
    ├─ operation.membership  what becomes of a member
    ├─ operation.joining     the links by which people join
    ├─ operation.details     what a person tells about themself
    ├─ operation.rota        signing up, stepping back, numbers
    ├─ operation.rest        who may not go, by what else they work
    ├─ operation.duties      what somebody says that they work
    ├─ operation.training    sessions, applying, selecting, signing off
    ├─ operation.qualification  how long a training counts
    ├─ operation.owing       rest that is owed, and when it was given
    └─ operation.calling     opening, closing and extra nights

A refusal is a plain dataclass with `eq=False` and not frozen, because Python writes a traceback
into every exception that it raises.
"""

from __future__ import annotations


class Refusal(Exception):
    """A wish that the rules turn down: an answer to the person, not a fault of the program."""

    def __str__(self) -> str:
        return repr(self)
