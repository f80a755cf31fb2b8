"""The pool in words: how many there are, and whether they can carry the nights wanted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.actions.training_boards import Pool
from bot.views.plain import count, safe, short_day
from bot.views.plan import DAYS
from bot.views.training_words import plain_day
from operation.area import NightPattern
from operation.pool import Block

NAMES_SHOWN = 8


def pool(found: Pool) -> list[str]:
    """Size, in training, lapsed, active, running out."""
    lines = [
        f"{count(found.size, 'trained officer')}, {found.active} active in the last eight weeks.",
        f"In training: {found.in_training}. Lapsed: {found.lapsed}.",
    ]
    if found.lapsing:
        lines.append("Running out within 60 days:")
        lines += [
            f"· {safe(member.called)}, on {plain_day(ends)}"
            for member, ends in found.lapsing[:NAMES_SHOWN]
        ]
        more = len(found.lapsing) - NAMES_SHOWN
        lines += [f"· and {more} more"] if more > 0 else []
    return lines


def forecast(found: Pool) -> list[str]:
    """The sum of each four weeks, and the same at the pace of late."""
    if not found.nights:
        return ["No usual nights are planned."]
    first, *later = found.forecast.at_most
    lines = [total(found.nights, first)]
    for before, block in zip(found.forecast.at_most, later, strict=False):
        if block.officers != before.officers:
            lines.append(_later(block))
    lines.append(_pace(found))
    lines.append(f"Filling every place would take {first.full}.")
    return lines


def total(nights: Sequence[NightPattern], block: Block) -> str:
    """The sum in words, as somebody would do it on paper."""
    days = _and([DAYS[night.weekday] for night in nights])
    verb = "needs" if len(nights) == 1 else "need"
    head = f"{days} for {block.weeks} weeks {verb} {count(block.needed, 'place')}."
    return f"{head} {_covers(block)}"


def _later(block: Block) -> str:
    return f"From {short_day(block.first)}: {_covers(block)}"


def _covers(block: Block) -> str:
    who = count(block.officers, "officer")
    verb = "covers" if block.officers == 1 else "cover"
    share = f"{count_of(block.each)} each "
    if block.short == 0:
        return f"{who} at {share}{verb} {block.covered}: enough."
    more = (
        f" {count(block.more, 'more officer')} would do." if block.more else " Train more officers."
    )
    return f"{who} at {share}{verb} {block.covered}: {block.short} short.{more}"


def _pace(found: Pool) -> str:
    pace = found.forecast.pace
    if pace == 0:
        return "Nobody in the pool has worked a night in the last eight weeks."
    [block, *_] = found.forecast.lately
    after = "enough" if block.short == 0 else f"{block.short} short"
    return (
        f"Lately an officer has worked {count_of(pace)} in four weeks: at that pace "
        f"{block.covered} are covered, {after}."
    )


def count_of(nights: Fraction) -> str:
    """3 nights, 1.4 nights: one decimal where it is no whole number."""
    if nights.denominator == 1:
        return count(int(nights), "night")
    return f"{float(nights):.1f} nights"


def _and(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
