"""The sending limits: never exceeded, and never unfair."""

from __future__ import annotations

import asyncio
from bisect import bisect_left

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.limiter import PATIENCE, Allowance, Limiter, Limits, Turns

ANN, BOB, GROUP, OTHER_GROUP = 11, 12, -21, -22

chats = st.sampled_from([ANN, BOB, 13, 14, GROUP, OTHER_GROUP])
asks = st.tuples(chats, st.integers(0, 2), st.floats(0, 5))
"""A chat, an urgency, and seconds since the one before."""


def most_within(times: list[float], seconds: float) -> int:
    """The largest number of sends in any half-open stretch of so many seconds."""
    return max(
        (i - bisect_left(times, times[i] - seconds + 1e-6) + 1 for i in range(len(times))),
        default=0,
    )


def play(turns: Turns, wanted: list[tuple[int, int, float]]) -> list[tuple[float, int, float]]:
    """Serve everyone who asks; returns when, to which chat, and after which wait."""
    sent: list[tuple[float, int, float]] = []
    now = 1000.0
    arrivals = []
    for chat, urgency, pause in wanted:
        now += pause
        arrivals.append((now, chat, urgency))

    def join(at: float, chat: int, urgency: int) -> None:
        turns.join(chat, urgency, at, lambda: sent.append((clock, chat, clock - at)))

    clock = 1000.0
    while arrivals or turns.next_at() is not None:
        due = turns.next_at()
        if due is None or (arrivals and arrivals[0][0] <= due):
            clock = max(clock, arrivals[0][0])
            join(*arrivals.pop(0))
        else:
            clock = max(clock, due)
        turns.serve(clock)
    return sent


@given(st.lists(asks, max_size=150))
@settings(deadline=None)
def test_no_limit_is_exceeded_in_any_window(wanted: list[tuple[int, int, float]]) -> None:
    sent = play(Turns(Allowance(Limits())), wanted)

    assert len(sent) == len(wanted)
    assert most_within([at for at, _, _ in sent], 1.0) <= 30
    for chat in {chat for _, chat, _ in sent}:
        times = [at for at, to, _ in sent if to == chat]
        if chat < 0:
            assert most_within(times, 1.0) <= 1
            assert most_within(times, 60.0) <= 20
        else:
            for seconds in (1.0, 5.0, 30.0):
                assert most_within(times, seconds) <= 20 + seconds


@given(st.lists(asks, min_size=1, max_size=150))
@settings(deadline=None)
def test_nobody_waits_for_more_than_the_limits_and_their_patience(
    wanted: list[tuple[int, int, float]],
) -> None:
    limits = Limits()
    sent = play(Turns(Allowance(limits)), wanted)

    for _, chat, wait in sent:
        asked = sum(1 for to, _, _ in wanted if to == chat)
        own = asked * 1.05 + (61.0 * (asked // 20) if chat < 0 else 0.0)
        everybody = (len(wanted) / 30 + 1) * 1.05
        assert wait <= own + everybody + max(PATIENCE)


def test_a_busy_chat_does_not_hold_up_a_quiet_one() -> None:
    turns = Turns(Allowance(Limits(private_burst=100)))
    sent = play(turns, [(ANN, 0, 0.0)] * 60 + [(BOB, 0, 0.0)])

    assert [chat for _, chat, _ in sent].index(BOB) <= 31


def test_answers_pass_notices_and_notices_pass_broadcasts() -> None:
    turns = Turns(Allowance(Limits(overall=1)))
    sent = play(turns, [(13, 0, 0.0), (14, 2, 0.0), (BOB, 1, 0.1), (ANN, 0, 0.1)])

    assert [chat for _, chat, _ in sent] == [13, ANN, BOB, 14]


def test_a_broadcast_goes_out_in_time_though_answers_never_cease() -> None:
    turns = Turns(Allowance(Limits(overall=1, private_burst=1000)))
    sent = play(turns, [(BOB, 2, 0.0)] + [(ANN, 0, 0.5)] * 60)

    assert next(wait for _, chat, wait in sent if chat == BOB) < PATIENCE[2] + 3


def test_a_pause_of_one_chat_concerns_no_other() -> None:
    allowance = Allowance(Limits())
    allowance.pause(ANN, 50.0, 10.0)

    assert allowance.next_free(ANN) == 50.0
    assert allowance.next_free(BOB) <= 10.0


def test_a_pause_of_everything_concerns_all() -> None:
    allowance = Allowance(Limits())
    allowance.pause(None, 50.0, 10.0)

    assert allowance.next_free(ANN) == 50.0


def test_without_limits_only_pauses_are_heeded() -> None:
    allowance = Allowance(None)
    for _ in range(1000):
        allowance.take(GROUP, 10.0)
    assert allowance.next_free(GROUP) <= 10.0

    allowance.pause(GROUP, 12.0, 10.0)
    assert allowance.next_free(GROUP) == 12.0


def test_chats_that_have_rested_are_forgotten() -> None:
    allowance = Allowance(Limits())
    for chat in range(1, 5000):
        allowance.take(chat, chat * 10.0)

    assert len(allowance._chats) < 2500


async def test_a_turn_that_is_free_is_taken_at_once() -> None:
    limiter = Limiter()
    await limiter.turn(ANN)

    assert limiter.next_free(GROUP) == 0.0


async def test_whoever_waits_for_one_chat_holds_up_no_other() -> None:
    limiter = Limiter(Limits(second=0.01, jitter=0.0))
    limiter.pause(GROUP, 60.0)
    waiting = asyncio.create_task(limiter.turn(GROUP))
    async with asyncio.timeout(5):
        for _ in range(40):
            await limiter.turn(ANN)

    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_place_that_was_given_up_is_not_counted() -> None:
    limiter = Limiter(Limits(second=0.02, window=0.5, jitter=0.0))
    await limiter.turn(GROUP)
    first = asyncio.create_task(limiter.turn(GROUP))
    second = asyncio.create_task(limiter.turn(GROUP))
    await asyncio.sleep(0)  # lets both queue up
    first.cancel()
    async with asyncio.timeout(5):
        await second

    assert len(limiter.allowance._chats[GROUP].sent) == 2
