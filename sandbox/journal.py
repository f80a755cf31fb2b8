"""The last calls that the bot made, for tests and for the curious."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

KEPT = 20_000


@dataclass(slots=True)
class Journal:
    """Numbers each call and forgets the oldest."""

    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT))
    last: int = 0

    def note(self, entry: dict[str, Any]) -> None:
        """Keep one call; the number is added here."""
        self.last += 1
        entry["n"] = self.last
        self.calls.append(entry)

    def select(self, method: str | None, after: int) -> list[dict[str, Any]]:
        """The calls after a number, all or of one method (in any case)."""
        wanted = method.lower() if method else None
        return [
            call
            for call in self.calls
            if call["n"] > after and (wanted is None or call["method"].lower() == wanted)
        ]

    def clear(self) -> None:
        """Forget the calls; the numbering goes on."""
        self.calls.clear()
