"""Faults on order: what the next calls of the bot shall meet instead of success."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.errors import ApiError, ControlError, bad_request, forbidden, too_many_requests

# Any method but getUpdates, which would take every such fault before the call that is meant.
ANY = "*"
KINDS = ("400", "403", "429", "500", "delay", "lost_reply")


@dataclass(slots=True)
class Fault:
    """One order: which calls, how often, and what happens to them."""

    kind: str
    method: str = ANY
    chat_id: int | None = None
    times: int = 1
    description: str | None = None
    retry_after: int = 1
    seconds: float = 1.0

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Whether this call is meant."""
        if self.method == ANY:
            fits = method != "getUpdates"
        else:
            fits = self.method.lower() == method.lower()
        return fits and self.chat_id in (None, chat_id)

    def refusal(self) -> ApiError | None:
        """The error to answer with; None for a delay or a lost reply."""
        match self.kind:
            case "400":
                return bad_request(self.description or "ordered by a test")
            case "403":
                return forbidden(self.description or "bot was blocked by the user")
            case "429":
                return too_many_requests(self.retry_after)
            case "500":
                return ApiError(500, self.description or "Internal Server Error")
        return None

    def as_json(self) -> dict[str, Any]:
        """As the control interface lists it."""
        return {
            "kind": self.kind,
            "method": self.method,
            "chat_id": self.chat_id,
            "times": self.times,
            "description": self.description,
            "retry_after": self.retry_after,
            "seconds": self.seconds,
        }


@dataclass(slots=True)
class Faults:
    """The orders still open, oldest first."""

    orders: list[Fault] = field(default_factory=list)

    def order(self, fault: Fault) -> None:
        """Take an order."""
        if fault.kind not in KINDS:
            raise ControlError(f"kind must be one of {', '.join(KINDS)}")
        if fault.times < 1:
            raise ControlError("times must be 1 or more")
        self.orders.append(fault)

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault for this call, if one was ordered; it is used up by one."""
        for fault in self.orders:
            if fault.fits(method, chat_id):
                fault.times -= 1
                if fault.times == 0:
                    self.orders.remove(fault)
                return fault
        return None
