"""The rules of referrals: references, consent, what may follow what, and what is counted."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operation import referrals as rules
from operation.errors import Refusal
from operation.referral_rules import ReferralRules
from operation.referrals import (
    ALPHABET,
    OUTCOMES,
    AgencyLink,
    Consent,
    Recorded,
    Referral,
    Stage,
    Urgency,
    counted,
    new_reference,
    read_reference,
)
from operation.screening import identifiers_in

NOW = datetime(2031, 3, 15, 2, tzinfo=UTC)


def referral(consent: Consent = Consent.GIVEN, **more: object) -> Referral:
    base = Referral(
        1, "lambeth", 1, ("medical",), consent, rules.stage_of(consent), 5, NOW,
        reference=None if consent is Consent.REFUSED else "7K3M9P",
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type] # fields of the dataclass by name


@given(st.lists(st.sampled_from(ALPHABET), min_size=6, max_size=6))
def test_a_reference_is_read_as_people_type_it_and_is_never_refused_at_the_door(
    first: list[str],
) -> None:
    signs = iter(first)
    made = new_reference(lambda alphabet: next(signs, None) or secrets.choice(alphabet))

    assert len(made) == 6
    assert set(made) <= set(ALPHABET)
    for typed in (made, made.lower(), f"{made[:3]} {made[3:]}", f" {made[:2]}-{made[2:]} "):
        assert read_reference(typed) == made
    assert read_reference(f"{made}-2") == made
    for typed in (made, made.lower(), f"{made[:3]} {made[3:]}", " ".join(made)):
        assert not identifiers_in(typed, today=NOW.date())


def test_references_come_from_secrets_and_do_not_repeat() -> None:
    made = {new_reference(secrets.choice) for _ in range(200)}

    assert len(made) == 200


@given(st.text(max_size=12))
def test_what_is_no_reference_is_read_as_none(text: str) -> None:
    read = read_reference(text)

    assert read is None or (len(read) == 6 and set(read) <= set(ALPHABET))


def test_whoever_declines_is_asked_and_kept_nothing_more() -> None:
    said = Recorded(("medical",), Consent.REFUSED, Urgency.IMMEDIATE, True, date(2031, 3, 22))

    assert rules.settled(said) == Recorded(("medical",), Consent.REFUSED)


@given(
    st.sampled_from(Consent),
    st.lists(st.sampled_from(["hand", "withdraw", "strike", "meet", *OUTCOMES]), max_size=8),
)
def test_nothing_is_passed_on_without_consent_whatever_is_tapped(
    consent: Consent, taps: list[str]
) -> None:
    found = referral(consent)
    for tap in taps:
        before = found
        try:
            match tap:
                case "hand":
                    found = rules.hand_over(found, None, by=5, now=NOW)
                case "withdraw":
                    found = rules.withdraw(found)
                case "strike":
                    found = rules.strike(found)
                case "meet":
                    found = rules.meet(found, Consent.REFUSED, None)
                case _:
                    found = rules.note(found, Stage(tap))
        except Refusal:
            assert found is before
            continue
        if found.was_sent:
            assert found.consent is Consent.GIVEN
            assert found.handed_at is not None
    if consent is not Consent.GIVEN:
        assert found.handed_at is None


def test_what_is_over_stays_over() -> None:
    for stage, refusal in {
        Stage.DECLINED: rules.NoConsent,
        Stage.WITHDRAWN: rules.NoConsent,
        Stage.STRUCK: rules.ReferralOver,
        Stage.MET: rules.ReferralOver,
    }.items():
        over = referral(stage=stage)
        with pytest.raises(refusal):
            rules.hand_over(over, None, by=5, now=NOW)
        with pytest.raises(refusal):
            rules.note(over, Stage.ATTENDED)
        with pytest.raises(rules.ReferralOver):
            rules.require_correctable(over)


def test_an_outcome_needs_an_agency_that_knows_of_it() -> None:
    with pytest.raises(rules.NotSentYet):
        rules.note(referral(), Stage.ACCEPTED)
    sent = rules.hand_over(referral(), 3, by=5, now=NOW)
    assert (sent.handed_to, sent.stage) == (3, Stage.HANDED_OVER)
    with pytest.raises(rules.SentAlready):
        rules.strike(sent)
    with pytest.raises(rules.SentAlready):
        rules.hand_over(sent, 3, by=5, now=NOW)
    assert rules.note(rules.note(sent, Stage.ACCEPTED), Stage.UNKNOWN).was_accepted


@pytest.mark.parametrize(
    ("urgency", "hours", "leads_at_once"),
    [(Urgency.IMMEDIATE, 1, True), (Urgency.DAY, 12, False), (Urgency.ROUTINE, 48, False)],
)
def test_it_is_chased_by_its_urgency(urgency: Urgency, hours: int, leads_at_once: bool) -> None:
    found = referral(urgency=urgency)

    assert rules.chased_first(found, NOW, ReferralRules()) == NOW + timedelta(hours=hours)
    assert rules.leads_hear(found, 1) is leads_at_once
    assert rules.leads_hear(found, 2)


def test_a_link_works_once_in_one_chat_and_for_a_time() -> None:
    link = AgencyLink(1, 1, 5, NOW)
    before = NOW - timedelta(minutes=1)
    assert rules.usable(link, 7, before) is link
    assert rules.usable(replace(link, chat_id=7), 7, before).id == link.id
    for other, chat, at in (
        (None, 7, before),
        (replace(link, is_used=True), 7, before),
        (replace(link, chat_id=8), 7, before),
        (link, 7, NOW),
    ):
        with pytest.raises(rules.AgencyLinkOver):
            rules.usable(other, chat, at)


def test_people_and_referrals_are_counted_separately() -> None:
    sent = rules.hand_over(referral(is_new=True), None, by=5, now=NOW)
    counts = counted(
        [
            rules.note(sent, Stage.ATTENDED),
            replace(referral(services=("housing", "medical")), id=2, number=2),
            referral(Consent.REFUSED, id=3),
            referral(Consent.REFUSED, id=4),
            referral(Consent.NOT_MET, id=5, reference="CCC222", is_new=True),
            referral(id=6, reference="DDD333", stage=Stage.STRUCK),
        ]
    )

    assert (counts.people, counts.new, counts.referrals) == (4, 2, 5)
    assert (counts.offered, counts.agreed, counts.declined) == (4, 2, 2)
    assert (counts.not_met, counts.not_sent, counts.sent) == (1, 1, 1)
    assert (counts.accepted, counts.attended) == (1, 1)
    assert counts.services == {"medical": 4, "housing": 1}
