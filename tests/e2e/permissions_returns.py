"""Who may fill in, look at and decide about the return of a patrol."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions import return_boards, returns
from operation.returns import Fault, Kind, NoReturnToFill, NotYourReturn, Slip
from tests.e2e.hours_stage import OVER
from tests.e2e.permission_kinds import ACTIVE, EVERYBODY, LEADS, Permission, by
from tests.e2e.permission_stage import AREAS

RECORDERS = LEADS | {"officer"}
"""The leads of the area, and the crew of the published night."""
NOT_ON_IT = dict.fromkeys(ACTIVE - RECORDERS, NotYourReturn)
AFTER = {"patrol_id": "published"}

PERMISSIONS: Mapping[str, Permission] = {
    "returns.recording_on": Permission(
        by(returns.recording_on, now=OVER)(**AFTER), RECORDERS, NOT_ON_IT
    ),
    "returns.begin": Permission(by(returns.begin, now=OVER)(**AFTER), RECORDERS, NOT_ON_IT),
    "returns.latest_unsent": Permission(
        by(returns.latest_unsent, area="lambeth", now=OVER)(),
        frozenset({"officer"}),
        dict.fromkeys(ACTIVE - {"officer"}, NoReturnToFill),
    ),
    "returns.consult": Permission(by(returns.consult, now=OVER)(**AFTER), RECORDERS, NOT_ON_IT),
    "returns.answer": Permission(
        by(returns.answer, step="seen", value="2", now=OVER)(patrol_id="open_return"),
        RECORDERS,
        NOT_ON_IT,
    ),
    "returns.submit": Permission(
        by(returns.submit, kind=Kind.NIL, answers={"nil": "weather"}, now=OVER)(
            patrol_id="open_return"
        ),
        RECORDERS,
        NOT_ON_IT,
    ),
    "returns.accept": Permission(by(returns.accept, now=OVER)(patrol_id="sent_return"), LEADS),
    "returns.send_back": Permission(
        by(returns.send_back, fault=Fault.TIMES, now=OVER)(patrol_id="sent_return"), LEADS
    ),
    "returns.enter": Permission(
        by(returns.enter, reference="R 1", now=OVER)(patrol_id="accepted_return"), LEADS
    ),
    "returns.correct": Permission(
        by(returns.correct, answers={"seen": "3"}, slip=Slip.MISTAP, areas=AREAS, now=OVER)(
            patrol_id="sent_return"
        ),
        LEADS,
        dict.fromkeys(ACTIVE - LEADS, NotYourReturn),
    ),
    "return_boards.return_board": Permission(
        by(return_boards.return_board, areas=AREAS, now=OVER)(**AFTER), EVERYBODY
    ),
}
