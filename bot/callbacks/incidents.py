"""The buttons of incidents."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("icn")
@dataclass(frozen=True)
class AddIncident(Payload):
    """One more incident of a patrol."""

    patrol: int


@payload("ico")
@dataclass(frozen=True)
class OpenIncident(Payload):
    """Look at an incident."""

    entry: int


@payload("icc")
@dataclass(frozen=True)
class CorrectIncident(Payload):
    """Something in it is wrong."""

    entry: int


@payload("ict")
@dataclass(frozen=True)
class TakeIncident(Payload):
    """One of those alerted has it."""

    entry: int


@payload("icp")
@dataclass(frozen=True)
class PractiseIncident(Payload):
    """Try it, without anything coming of it."""
