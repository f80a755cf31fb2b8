"""The sending limits: 30 a second, 1 a second to a chat, 20 a minute to a group."""

from dataclasses import dataclass

import pytest

from sandbox.errors import ApiError
from sandbox.limits import OVERALL_PER_SECOND, PRIVATE_BURST, Limiter

GROUP = -1001


@dataclass
class FakeTime:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def limiter(time: FakeTime) -> Limiter:
    return Limiter(clock=time)


def refused(limiter: Limiter, chat_id: int) -> int:
    with pytest.raises(ApiError) as error:
        limiter.spend(chat_id)
    assert error.value.code == 429
    return error.value.parameters["retry_after"]


def test_private_chat_takes_a_burst_then_one_a_second(limiter: Limiter, time: FakeTime) -> None:
    for _ in range(PRIVATE_BURST):
        limiter.spend(1001)
    assert refused(limiter, 1001) == 1
    time.now += 1
    limiter.spend(1001)
    assert refused(limiter, 1001) == 1


def test_refused_call_costs_nothing(limiter: Limiter, time: FakeTime) -> None:
    limiter.spend(GROUP)
    for _ in range(50):
        refused(limiter, GROUP)
    time.now += 1
    limiter.spend(GROUP)


def test_group_takes_one_a_second_and_twenty_a_minute(limiter: Limiter, time: FakeTime) -> None:
    for _ in range(20):
        limiter.spend(GROUP)
        time.now += 1
    assert refused(limiter, GROUP) == 40
    time.now += 40
    limiter.spend(GROUP)


def test_a_sender_that_waits_one_second_is_not_refused_for_drift(
    limiter: Limiter, time: FakeTime
) -> None:
    for _ in range(10):
        limiter.spend(GROUP)
        time.now += 0.998


def test_thirty_a_second_in_all(limiter: Limiter, time: FakeTime) -> None:
    for chat_id in range(1, OVERALL_PER_SECOND + 1):
        limiter.spend(chat_id)
    assert refused(limiter, 99) == 1
    time.now += 0.5
    for chat_id in range(101, 116):
        limiter.spend(chat_id)


def test_groups_do_not_hold_up_each_other(limiter: Limiter) -> None:
    limiter.spend(-1)
    limiter.spend(-2)


def test_limits_can_be_off(limiter: Limiter) -> None:
    limiter.switch(False)
    for _ in range(100):
        limiter.spend(GROUP)
    limiter.switch(True)
    limiter.spend(GROUP)
    refused(limiter, GROUP)
