"""Every kind of button about intelligence, incidents and stops, by who may press it."""

from __future__ import annotations

from bot.callbacks import Payload, incidents, intelligence, stops

OF_ANY_MEMBER: list[Payload] = [
    intelligence.AddIntelligence(1), intelligence.OpenIntelligence(1),
    intelligence.CorrectIntelligence(1), intelligence.ReferIntelligence(1),
    intelligence.PractiseIntelligence(),
    incidents.AddIncident(1), incidents.OpenIncident(1), incidents.CorrectIncident(1),
    incidents.TakeIncident(1), incidents.PractiseIncident(),
    stops.AskStop(1, 0, "child"), stops.StopNow(1, 0, "danger"), stops.OpenStop(1),
    stops.ReferStop(1), stops.PractiseEntries(),
]  # fmt: skip
