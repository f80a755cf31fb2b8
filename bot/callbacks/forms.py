"""The buttons of guided conversations. Each names its draft and step, so an old one is known."""

from __future__ import annotations

from dataclasses import dataclass

from bot.callbacks import Payload, payload


@payload("fa")
@dataclass(frozen=True)
class Answer(Payload):
    """Choose an option of a step."""

    draft: int
    step: str
    option: int


@payload("fp")
@dataclass(frozen=True)
class Page(Payload):
    """Turn a long list of options to a page."""

    draft: int
    step: str
    page: int


@payload("fb")
@dataclass(frozen=True)
class Back(Payload):
    """Go to the step before."""

    draft: int


@payload("fk")
@dataclass(frozen=True)
class Skip(Payload):
    """Leave an optional step without an answer."""

    draft: int
    step: str


@payload("fe")
@dataclass(frozen=True)
class Edit(Payload):
    """Change one answer from the review."""

    draft: int
    step: str


@payload("fs")
@dataclass(frozen=True)
class Submit(Payload):
    """Hand the form in."""

    draft: int


@payload("fx")
@dataclass(frozen=True)
class Cancel(Payload):
    """Throw the draft away."""

    draft: int


@payload("fc")
@dataclass(frozen=True)
class Continue(Payload):
    """Go on with a draft."""

    draft: int


@payload("fr")
@dataclass(frozen=True)
class Review(Payload):
    """Leave the answer that was to be changed as it is, and look at them all."""

    draft: int


@payload("fo")
@dataclass(frozen=True)
class Look(Payload):
    """Look at all answers so far."""

    draft: int


@payload("fg")
@dataclass(frozen=True)
class Change(Payload):
    """Choose which of many answers is to be changed."""

    draft: int


@payload("fl")
@dataclass(frozen=True)
class Later(Payload):
    """Save a draft for later."""

    draft: int


@payload("fd")
@dataclass(frozen=True)
class Drop(Payload):
    """Throw away a draft that could be saved, having been asked."""

    draft: int


@payload("fw")
@dataclass(frozen=True)
class Drafts(Payload):
    """List what was begun and waits."""
