"""How returns are spoken of."""

from __future__ import annotations

from bot.callbacks.returns import NilReturn, OpenReturn
from bot.screens import Button
from bot.views.plain import button
from operation.returns import Fault, ReturnState, Slip

SLIPS = {
    Slip.MISTAP: "a slip of the thumb",
    Slip.COUNTED: "counted again",
    Slip.LEARNT: "learnt since",
    Slip.ASKED: "sent back by a lead",
}
FAULTS = {
    Fault.NUMBERS: "the numbers don't fit together",
    Fault.MISSING: "something is missing",
    Fault.TIMES: "the times don't fit",
    Fault.OTHER: "ask your lead what it is about",
}
STATES = {
    ReturnState.OPEN: "begun, not sent",
    ReturnState.SUBMITTED: "in, waits for a lead",
    ReturnState.SENT_BACK: "sent back to be put right",
    ReturnState.ACCEPTED: "accepted",
    ReturnState.ENTERED: "entered in the force's system",
}


def return_buttons(patrol_id: int) -> list[Button]:
    """What a crew has to say of its patrol, from its start on."""
    return [button("📝 Return", OpenReturn(patrol_id)), button("Nil return", NilReturn(patrol_id))]
