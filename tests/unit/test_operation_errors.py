"""Every refusal is a plain fact with data."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import traceback
from collections.abc import Iterator

import pytest

import operation
from operation.errors import Refusal


def every_refusal(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for module in pkgutil.iter_modules(operation.__path__):
        importlib.import_module(f"operation.{module.name}")
    for kind in of.__subclasses__():
        if kind.__module__.startswith("operation."):
            yield kind
            yield from every_refusal(kind)


REFUSALS = sorted(set(every_refusal()), key=lambda kind: kind.__name__)


def test_no_two_refusals_share_a_name() -> None:
    assert len({kind.__name__ for kind in REFUSALS}) == len(REFUSALS) > 30


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_is_documented_compared_by_identity_and_can_be_raised(
    kind: type[Refusal],
) -> None:
    data = {part.name: None for part in dataclasses.fields(kind)}  # type: ignore[arg-type] # a dataclass each
    refusal = kind(**data)
    with pytest.raises(Refusal) as raised:
        raise refusal
    assert raised.value.__traceback__ is not None
    assert refusal != kind(**data)
    assert kind.__name__ in "".join(traceback.format_exception(refusal))
    assert kind.__doc__
    assert not kind.__doc__.startswith(f"{kind.__name__}(")
