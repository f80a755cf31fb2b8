"""Every screen about intelligence, incidents and stops, by who sees it when it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.e2e.permission_stage import HERE, Ids

Subject = Callable[[Ids], str]


def _of(name: str) -> Subject:
    return lambda ids: str(ids.more[name])


FOR_RECORDERS: dict[str, tuple[Subject, Mapping[str, Any]]] = {
    "intelligence": (_of("item"), {}),
    "intelligence_due": (_of("item"), {}),
    "incident": (_of("incident"), {}),
    "stop_card": (_of("stop"), {}),
    "stop_due": (_of("stop"), {}),
    "stop_ask": (lambda ids: str(ids.crews.published), {"kind": "child", "draft": 0}),
}
"""For the crew of the patrol and the leads."""
FOR_ALERTED: dict[str, tuple[Subject, Mapping[str, Any]]] = {
    "incident_alert": (_of("incident"), {}),
    "stop_alert": (_of("stop"), {}),
}
"""For the leads, and the supervisors of the patrol, of whom there are none here."""
FOR_MEMBERS: dict[str, tuple[Subject, Mapping[str, Any]]] = {
    "source_stopped": (lambda _ids: "1", {"area": HERE.key}),
    "stop_practised": (lambda _ids: HERE.key, {"kind": "child"}),
    "practise_entries": (lambda _ids: "", {}),
}
"""For whoever has access: the same words for all, and nothing of a patrol."""
SCREENS = {*FOR_RECORDERS, *FOR_ALERTED, *FOR_MEMBERS, "moved_on_entry"}
"""The last says no more than that there is a newer message."""
