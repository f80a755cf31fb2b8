"""What a night lacks, whatever else is true of it."""

from __future__ import annotations

from dataclasses import replace

from operation.crew import Cancelled
from operation.lacks import Lack, lacks
from operation.leading import Leading
from operation.pairing import Pairing
from tests.unit.crew_examples import LATER, listed, published
from tests.unit.operation_examples import NOW, STARTS

CREW = published(1, 2, minimum=2)
LED = Leading(patrol_lead=1, supervisor=9)
NONE = Pairing()


def test_a_night_lacks_a_crew_a_ward_who_leads_and_a_local_officer_in_this_order() -> None:
    alone = published(1, minimum=2)
    asked = Pairing(ward="A")

    assert lacks(CREW, "A", LED, NONE, now=LATER) == ()
    assert lacks(alone, "A", Leading(patrol_lead=1), asked, now=LATER) == (
        Lack.SHORT, Lack.UNLED, Lack.UNPAIRED,
    )  # fmt: skip
    assert lacks(alone, None, Leading(supervisor=9), NONE, now=LATER) == (
        Lack.SHORT, Lack.NO_WARD, Lack.UNLED,
    )  # fmt: skip


def test_a_night_that_is_off_or_has_started_lacks_nothing() -> None:
    off = replace(CREW, cancelled=Cancelled.WEATHER)
    assert lacks(off, None, Leading(), NONE, now=LATER) == ()
    assert lacks(CREW, None, Leading(), NONE, now=STARTS) == ()


def test_while_people_can_sign_up_only_the_ward_and_its_officer_are_wanting() -> None:
    crew = listed(1, 2)
    asked = Pairing(ward="A")

    assert crew.book.is_open_at(NOW)
    assert lacks(crew, None, Leading(), NONE, now=NOW) == (Lack.NO_WARD,)
    assert lacks(crew, "A", Leading(), asked, now=NOW) == (Lack.UNPAIRED,)
    assert Lack.SHORT in lacks(crew, "A", LED, NONE, now=LATER), "nobody has published it"
