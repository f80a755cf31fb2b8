"""Who may record, see and follow a referral; and that an agency's link asks nobody who they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.actions import referral_boards, referral_links, referrals
from operation.people import Actor
from operation.referrals import Consent, NotYourReferral, Recorded, Slip, Stage, Urgency
from operation.returns import NotYourReturn
from storage.database import Transaction
from tests.e2e.hours_stage import OVER
from tests.e2e.permission_kinds import ACTIVE, EVERYBODY, LEADS, Permission, by
from tests.e2e.permission_stage import AREAS, HERE, Ids

THERE = LEADS | {"officer"}
"""The leads of the area, and the crew of the published night."""
NOT_RECORDING = dict.fromkeys(ACTIVE - THERE, NotYourReturn)
NOT_THEIRS = dict.fromkeys(ACTIVE - THERE, NotYourReferral)
SAID = Recorded(("housing", "drugs"), Consent.GIVEN, Urgency.IMMEDIATE, is_new=False)


async def _opened_and_answered(tx: Transaction, actor: Actor, ids: Ids) -> Any:
    chat_id = actor.chat_id or 1
    link = await referral_links.open_link(
        tx, actor=actor, token=ids.more["agency_token"], chat_id=chat_id, now=OVER
    )
    return await referral_links.answer(
        tx, actor=actor, link_id=link.id, chat_id=chat_id, outcome=Stage.ATTENDED, now=OVER
    )


PERMISSIONS: Mapping[str, Permission] = {
    "referrals.record": Permission(
        by(referrals.record, said=SAID, area=HERE, now=OVER)(patrol_id="published"),
        THERE,
        NOT_RECORDING,
    ),
    "referrals.seen_again": Permission(
        by(referrals.seen_again, now=OVER)(patrol_id="published", reference="not_sent_reference"),
        THERE,
        NOT_RECORDING,
    ),
    "referrals.consult": Permission(
        by(referrals.consult, now=OVER)(referral_id="not_sent"), THERE, NOT_THEIRS
    ),
    "referrals.consult_waiting": Permission(
        by(referrals.consult_waiting, area="lambeth", now=OVER)(),
        THERE | {"local officer"},
    ),
    "referrals.hand_over": Permission(
        by(referrals.hand_over, to=None, now=OVER)(referral_id="not_sent"), THERE, NOT_THEIRS
    ),
    "referrals.note": Permission(
        by(referrals.note, outcome=Stage.ACCEPTED, now=OVER)(referral_id="sent"),
        THERE,
        NOT_THEIRS,
    ),
    "referrals.withdraw": Permission(
        by(referrals.withdraw, now=OVER)(referral_id="sent"), THERE, NOT_THEIRS
    ),
    "referrals.strike": Permission(
        by(referrals.strike, now=OVER)(referral_id="not_sent"), THERE, NOT_THEIRS
    ),
    "referrals.meet": Permission(
        by(referrals.meet, consent=Consent.GIVEN, urgency=Urgency.DAY, area=HERE, now=OVER)(
            referral_id="not_met"
        ),
        THERE,
        NOT_THEIRS,
    ),
    "referrals.correct": Permission(
        by(referrals.correct, said=SAID, slip=Slip.MISTAP, area=HERE, now=OVER)(
            referral_id="not_sent"
        ),
        THERE,
        NOT_THEIRS,
    ),
    "referral_links.make_link": Permission(
        by(referral_links.make_link, areas=AREAS, now=OVER)(referral_id="sent"),
        THERE,
        NOT_THEIRS,
    ),
    # Whoever has the link may use it, once, in the chat that opened it.
    "referral_links.open_link": Permission(
        by(referral_links.open_link, chat_id=1, now=OVER)(token="agency_token"), EVERYBODY
    ),
    "referral_links.answer": Permission(_opened_and_answered, EVERYBODY),
    # Each sees what is theirs to see, and otherwise nothing.
    "referral_boards.referral_board": Permission(
        by(referral_boards.referral_board, areas=AREAS, now=OVER)(referral_id="sent"), EVERYBODY
    ),
    "referral_boards.waiting_referrals": Permission(
        by(referral_boards.waiting_referrals, area=HERE, now=OVER)(), EVERYBODY
    ),
}
