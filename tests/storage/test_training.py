"""Training kept: selecting, signing off, lapsing, and many at once, on both databases."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from bot.actions import joining, membership, qualification, training, training_after
from bot.actions import training_choice as choice
from config.areas import SHIPPED_AREAS, read_areas
from operation import training as rules
from operation.details import Details
from operation.errors import Refusal
from operation.joining import LinkExpired
from operation.people import MemberState, Role
from operation.qualification import Ending, TrainingRunOut
from operation.training import Application, ApplicationState, Attendance, Mindset, Session
from storage import audit, chats, grants, notices, people
from storage import qualification as qualifications
from storage import training as trainings
from storage.chats import ChatKind
from storage.database import Database
from storage.notices import WAITING, notice
from storage.outbox_tables import message
from tests.enrolled import enrol
from tests.storage import crew_scene

NOW = datetime(2031, 3, 3, 9, 0, tzinfo=UTC)
STARTS = datetime(2031, 3, 13, 10, 0, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=3)
AFTER = ENDS + timedelta(hours=1)
LEAD, DEPUTY = 901, 902
AREAS = read_areas([SHIPPED_AREAS])
HERE = AREAS["lambeth"]
DETAILS = Details(surname="Newcomer", rank="PC", warrant_number="9876ZY")

T = TypeVar("T")


@dataclass(frozen=True)
class Scene:
    """A session ahead, its leads, and officers who are not trained, by Telegram id."""

    db: Database
    session: int
    officers: range

    async def does(
        self, who: int, act: Callable[..., Awaitable[T]], *, at: datetime = NOW, **facts: Any
    ) -> T:
        if "areas" in inspect.signature(act).parameters:
            facts["areas"] = AREAS
        async with self.db.transaction() as tx:
            actor = await people.actor_by_telegram(tx, who)
            return await act(tx, actor=actor, now=at, **facts)

    async def applies(self, who: int) -> int:
        done = await self.does(who, choice.apply, session_id=self.session)
        return done.application.id

    async def selects(self, application: int, *, lead: int = LEAD) -> choice.Decided:
        return await self.does(lead, choice.select, application_id=application)

    async def answers(self, application: int, mindset: Mindset = Mindset.SEEN) -> None:
        await self.does(LEAD, choice.assess, application_id=application, mindset=mindset)

    async def chosen(self, who: int) -> int:
        """Somebody who has applied and was selected; their application."""
        application = await self.applies(who)
        await self.answers(application)
        await self.selects(application)
        return application

    async def marks(self, application: int, attendance: Attendance, at: datetime = AFTER) -> None:
        await self.does(
            LEAD, training_after.mark, application_id=application, attendance=attendance, at=at
        )

    async def signs_off(self, application: int, months: int | None = None) -> None:
        await self.does(
            LEAD, training_after.sign_off, application_id=application, months=months, at=AFTER
        )

    async def applications(self) -> list[Application]:
        async with self.db.reading() as tx:
            return await trainings.applications_of(tx, self.session)

    async def member_id(self, who: int) -> int:
        async with self.db.reading() as tx:
            return (await people.actor_by_telegram(tx, who)).members[0].id

    async def told(self, who: int) -> list[str]:
        """What somebody was told, by screen, in order."""
        async with self.db.reading() as tx:
            chat = await chats.find(tx, who)
            assert chat is not None
            rows = await tx.all(
                select(message.c.screen).where(message.c.chat_id == chat.id).order_by(message.c.id)
            )
        return [row.screen for row in rows]

    async def planned(self, kind: str) -> dict[str, datetime]:
        waits = (notice.c.kind == kind) & (notice.c.state == WAITING)
        async with self.db.reading() as tx:
            rows = await tx.all(select(notice.c.subject, notice.c.due_at).where(waits))
        return {row.subject: row.due_at for row in rows}


async def scene(db: Database, officers: int, *, seats: int = 2) -> Scene:
    crowd = range(1_001, 1_001 + officers)
    async with db.transaction() as tx:
        for who in (LEAD, DEPUTY):
            await enrol(tx, surname=f"Example {who}", telegram_id=who, at=NOW, roles=[Role.LEAD])
        for who in crowd:
            await enrol(tx, surname=f"Sample {who}", telegram_id=who, at=NOW, trained_on=None)
        actor = await people.actor_by_telegram(tx, LEAD)
        made = await training.set_session(
            tx, actor=actor, area=HERE, starts=STARTS, ends=ENDS, seats=seats, place="Room 1",
            now=NOW,
        )  # fmt: skip
    return Scene(db, made.id, crowd)


async def outcome(awaited: Awaitable[object]) -> str:
    try:
        await awaited
    except Refusal as refused:
        return type(refused).__name__
    return "done"


# Many at once


async def test_two_leads_who_select_the_last_place_at_once_give_it_to_one(
    database: Database,
) -> None:
    on = await scene(database, 3)
    first, second, third = [await on.applies(who) for who in on.officers]
    for each in (first, second, third):
        await on.answers(each)
    await on.selects(first)

    ends = await asyncio.gather(
        outcome(on.selects(second, lead=LEAD)), outcome(on.selects(third, lead=DEPUTY))
    )

    assert sorted(ends) == ["SessionFull", "done"]
    selected = [each for each in await on.applications() if each.is_selected]
    assert sorted(each.seat or 0 for each in selected) == [1, 2]


async def test_two_leads_who_select_the_same_person_at_once_do_so_once(
    database: Database,
) -> None:
    on = await scene(database, 1)
    application = await on.applies(1_001)
    await on.answers(application)

    ends = await asyncio.gather(
        *(outcome(on.selects(application, lead=lead)) for lead in (LEAD, DEPUTY))
    )

    assert sorted(ends) == ["ApplicationDecided", "done"]
    assert (await on.told(1_001)).count("training_selected") == 1


async def test_applying_twice_at_once_makes_one_application(database: Database) -> None:
    on = await scene(database, 1)

    ends = await asyncio.gather(*(outcome(on.applies(1_001)) for _ in range(4)))

    assert sorted(ends) == ["AppliedAlready"] * 3 + ["done"]
    assert len(await on.applications()) == 1


async def test_a_withdrawal_and_a_selection_at_once_end_in_one_state(database: Database) -> None:
    on = await scene(database, 1)
    application = await on.applies(1_001)
    await on.answers(application)

    await asyncio.gather(
        outcome(on.does(1_001, choice.withdraw, session_id=on.session)),
        outcome(on.selects(application)),
    )

    [found] = await on.applications()
    assert (found.state, found.seat) == (ApplicationState.WITHDRAWN, None)


async def test_two_leads_who_sign_off_at_once_leave_one_live_qualification(
    database: Database,
) -> None:
    on = await scene(database, 2)
    for who in on.officers:
        await on.marks(await on.chosen(who), Attendance.ATTENDED)

    def sign(lead: int) -> Awaitable[object]:
        return on.does(
            lead, training_after.sign_off_all, session_id=on.session, months=12, at=AFTER
        )

    ends = await asyncio.gather(outcome(sign(LEAD)), outcome(sign(DEPUTY)))

    assert sorted(ends) == ["NobodyToSignOff", "done"]
    async with database.reading() as tx:
        for who in on.officers:
            member = (await people.actor_by_telegram(tx, who)).members[0]
            [live] = await qualifications.history_of(tx, member.id)
            assert member.trained_on == live.gained_on == STARTS.date()
            assert live.expires_on == date(2032, 3, 13)


# Sign-off and its end


async def test_bad_marks_and_sign_offs_are_refused_and_change_nothing(database: Database) -> None:
    on = await scene(database, 1)
    application = await on.chosen(1_001)

    with pytest.raises(rules.SessionAhead):
        await on.marks(application, Attendance.ATTENDED, at=STARTS - timedelta(minutes=1))
    with pytest.raises(rules.NotAttended):
        await on.signs_off(application)
    await on.marks(application, Attendance.ATTENDED)
    await on.signs_off(application)
    with pytest.raises(rules.SignedOffAlready):
        await on.signs_off(application)
    with pytest.raises(rules.TrainedAlready):
        await on.does(1_001, choice.apply, session_id=await another(on))


async def another(on: Scene) -> int:
    made = await on.does(
        LEAD, training.set_session, area=HERE, starts=STARTS + timedelta(days=30),
        ends=ENDS + timedelta(days=30), seats=2, place="Room 2",
    )  # fmt: skip
    return made.id


async def test_a_training_with_an_end_is_reminded_of_twice_and_lapses(database: Database) -> None:
    on = await scene(database, 1)
    application = await on.chosen(1_001)
    await on.marks(application, Attendance.ATTENDED)
    await on.signs_off(application, months=12)
    member_id = await on.member_id(1_001)
    async with database.reading() as tx:
        live = await qualifications.live_of(tx, member_id)
    assert live is not None

    reminders = await on.planned("qualification_expiring")
    assert reminders == {
        f"{live.id}:60": datetime(2032, 1, 13, 9, tzinfo=UTC),
        f"{live.id}:14": datetime(2032, 2, 28, 9, tzinfo=UTC),
    }
    ends = datetime(2032, 3, 13, 9, tzinfo=UTC)
    assert await on.planned("qualification_lapses") == {str(live.id): ends}

    async with database.transaction() as tx:
        await qualification.remind(
            tx, qualification_id=live.id, areas=AREAS, now=ends - timedelta(days=14)
        )
        await qualification.lapse(tx, qualification_id=live.id, areas=AREAS, now=ends)
    async with database.reading() as tx:
        member = (await people.actor_by_telegram(tx, 1_001)).members[0]
        [gone] = await qualifications.history_of(tx, member.id)
    assert not member.is_trained
    assert (gone.ending, gone.ended_on) == (Ending.LAPSED, date(2032, 3, 13))
    told = await on.told(1_001)
    assert told[-2:] == ["qualification_expiring", "qualification_lapsed"]
    assert (await on.told(DEPUTY))[-2:] == [
        "qualification_expiring_lead",
        "qualification_lapsed_lead",
    ]


async def test_whose_training_lapses_leaves_the_lists_ahead(database: Database) -> None:
    on = await crew_scene.scene(database, officers=3, signed_up=3)
    who = on.ids[1_001]
    async with database.transaction() as tx:
        lead = await people.actor_by_telegram(tx, crew_scene.LEADS[0])
        await qualification.set_expiry(
            tx, actor=lead, member_id=who, months=3, areas=AREAS, now=crew_scene.LATER
        )
        live = await qualifications.live_of(tx, who)
    assert live is not None
    assert live.expires_on == date(2031, 4, 6)

    async with database.transaction() as tx:
        early = live.id
        await qualification.lapse(tx, qualification_id=early, areas=AREAS, now=crew_scene.LATER)
        assert (await people.get_member(tx, who)).is_trained, "not before its day"
        await qualifications.set_expiry(tx, live.id, crew_scene.LATER.date())
        await qualification.lapse(tx, qualification_id=live.id, areas=AREAS, now=crew_scene.LATER)

    for night in (on.friday, on.saturday):
        assert who not in {each.member_id for each in (await on.crew(night)).assignments}
    verbs = [each.verb for each in await on.audited()]
    assert "training lapsed" in verbs


async def test_a_renewal_ends_the_one_before_and_its_notices(database: Database) -> None:
    on = await scene(database, 1)
    member_id = await on.member_id(1_001)

    async def trains(at: datetime) -> None:
        await on.does(
            LEAD, membership.record_training, member_id=member_id, trained_on=at.date(),
            area=HERE, at=at,
        )  # fmt: skip

    await trains(NOW)
    await on.does(LEAD, qualification.set_expiry, member_id=member_id, months=12)
    [before] = await on.planned("qualification_lapses")
    later = NOW + timedelta(days=200)
    await trains(later)

    assert await on.planned("qualification_lapses") == {}
    assert await on.planned("qualification_expiring") == {}
    async with database.reading() as tx:
        old, new = await qualifications.history_of(tx, member_id)
    assert (str(old.id), old.ending) == (before, Ending.RENEWED)
    assert new.is_live
    assert new.expires_on is None
    await on.does(
        LEAD, membership.record_training, member_id=member_id, trained_on=None, area=HERE, at=later
    )
    async with database.reading() as tx:
        assert (await qualifications.history_of(tx, member_id))[-1].ending is Ending.TAKEN_BACK


async def test_a_sign_off_that_was_a_mistake_is_undone_and_what_counted_before_counts_again(
    database: Database,
) -> None:
    on = await scene(database, 2)
    _, second = on.officers
    ids = [await on.member_id(each) for each in on.officers]
    applications = [await on.chosen(each) for each in on.officers]
    # The first was trained before there was a history, and then renews it at the session.
    async with database.transaction() as tx:
        await people.change_member(tx, ids[0], trained_on=date(2030, 5, 1))
    for each in applications:
        await on.marks(each, Attendance.ATTENDED)
        await on.signs_off(each, months=12)

    async def undoes(member_id: int, lead: int = LEAD) -> str:
        async with database.reading() as tx:
            newest = (await qualifications.history_of(tx, member_id))[-1]
        undo = training_after.undo_sign_off
        return await outcome(
            on.does(lead, undo, qualification_id=newest.id, reason="The wrong name", at=AFTER)
        )

    async def trained_on(member_id: int) -> date | None:
        async with database.reading() as tx:
            return (await people.get_member(tx, member_id)).trained_on

    assert await trained_on(ids[0]) == STARTS.date()
    assert list(await asyncio.gather(*map(undoes, ids))) == ["done", "done"]
    assert await trained_on(ids[0]) == date(2030, 5, 1)
    assert await trained_on(ids[1]) is None
    assert await on.planned("qualification_lapses") == {}
    async with database.reading() as tx:
        before, undone = await qualifications.history_of(tx, ids[0])
    assert (before.is_live, before.ending, undone.ending) == (True, None, Ending.UNDONE)
    assert (await on.told(second))[-1] == "training"
    # What is undone is undone once, waits for the lead's word again, and is on record with why.
    assert await undoes(ids[1], DEPUTY) == "SignOffNotCurrent"
    assert all(each.is_to_sign_off for each in await on.applications())
    async with database.reading() as tx:
        entries = [each.event for each in await audit.recent(tx, None, limit=100)]
    reasons = {e.detail["reason"] for e in entries if e.verb == "sign-off undone"}
    assert reasons == {"The wrong name"}
    await on.signs_off(applications[1])
    assert await trained_on(ids[1]) == STARTS.date()


async def test_an_end_that_has_passed_is_refused(database: Database) -> None:
    on = await scene(database, 1)
    member_id = await on.member_id(1_001)
    await on.does(
        LEAD, membership.record_training, member_id=member_id, trained_on=date(2029, 1, 1),
        area=HERE,
    )  # fmt: skip
    with pytest.raises(TrainingRunOut):
        await on.does(LEAD, qualification.set_expiry, member_id=member_id, months=12)
    assert await on.planned("qualification_lapses") == {}


async def test_a_member_who_is_removed_frees_their_place_and_their_training_ends(
    database: Database,
) -> None:
    on = await scene(database, 1, seats=1)
    await on.chosen(1_001)
    member_id = await on.member_id(1_001)
    await on.does(
        LEAD, membership.record_training, member_id=member_id, trained_on=NOW.date(), area=HERE
    )

    await on.does(LEAD, membership.remove, member_id=member_id)

    [gone] = await on.applications()
    assert (gone.state, gone.seat) == (ApplicationState.WITHDRAWN, None)
    async with database.reading() as tx:
        [ended] = await qualifications.history_of(tx, member_id)
    assert ended.ending is Ending.LEFT


# Newcomers, and what a session plans


async def newcomer(on: Scene, token: str, at: datetime = NOW) -> tuple[int, int]:
    """A stranger who applies by a session's link; their Telegram id and member id."""
    async with on.db.transaction() as tx:
        chat = await chats.ensure(tx, 2_001, ChatKind.PRIVATE)
        person = await people.ensure_person(tx, chat.id, at=at)
        actor = await people.actor_by_telegram(tx, 2_001)
        welcome = await joining.open_link(tx, actor=actor, token=token, areas=AREAS, now=at)
        await choice.join_and_apply(
            tx, actor=actor, person_id=person, invite_id=welcome.invite_id, area=HERE,
            details=DETAILS, now=at,
        )  # fmt: skip
    return 2_001, await on.member_id(2_001)


async def test_a_newcomer_by_link_waits_until_selected_and_is_an_officer_then(
    database: Database,
) -> None:
    on = await scene(database, 0)
    token, made = await on.does(LEAD, training.make_session_link, session_id=on.session)
    assert made.expires_at == STARTS

    who, member_id = await newcomer(on, token)

    [found] = await on.applications()
    async with database.reading() as tx:
        assert (await people.get_member(tx, member_id)).state is MemberState.PENDING
    assert await on.told(LEAD) == ["training_applied"], "asked once, for both"
    await on.answers(found.id)
    await on.selects(found.id)
    async with database.reading() as tx:
        member = await people.get_member(tx, member_id)
    assert member.may(Role.OFFICER)
    assert not member.is_trained
    assert await on.told(who) == ["training_selected"], "told once"


@pytest.mark.parametrize("by", ["lead", "themself"])
async def test_a_newcomer_who_is_declined_or_withdraws_is_forgotten(
    database: Database, by: str
) -> None:
    on = await scene(database, 0)
    token, _ = await on.does(LEAD, training.make_session_link, session_id=on.session)
    who, member_id = await newcomer(on, token)
    [found] = await on.applications()

    if by == "lead":
        await on.does(LEAD, choice.decline, application_id=found.id)
    else:
        await on.does(who, choice.withdraw, session_id=on.session)

    async with database.reading() as tx:
        member = await people.get_member(tx, member_id)
        assert not await grants.grants_of(tx, member_id=member_id)
    assert member.state is MemberState.DECLINED
    assert member.warrant_number is None
    assert await on.told(who) == (["training_declined"] if by == "lead" else [])


async def test_a_link_runs_out_when_its_session_starts_also_after_it_has_moved(
    database: Database,
) -> None:
    on = await scene(database, 0)
    token, _ = await on.does(LEAD, training.make_session_link, session_id=on.session)
    sooner = STARTS - timedelta(days=2)
    await on.does(
        LEAD, training.move_session, session_id=on.session, starts=sooner,
        ends=sooner + timedelta(hours=2), place="Room 1",
    )  # fmt: skip
    with pytest.raises(LinkExpired):
        await newcomer(on, token, at=sooner)
    await on.does(LEAD, training.call_off, session_id=on.session)
    with pytest.raises(LinkExpired):
        await newcomer(on, token, at=NOW + timedelta(minutes=1))


async def test_a_session_plans_its_reminder_and_its_end_and_moving_or_calling_off_moves_them(
    database: Database,
) -> None:
    on = await scene(database, 0)
    this = str(on.session)
    assert await on.planned("training_reminder") == {this: STARTS - timedelta(days=1)}
    assert await on.planned("training_over") == {this: ENDS}
    later = STARTS + timedelta(days=1)
    await on.does(
        LEAD, training.move_session, session_id=on.session, starts=later,
        ends=later + timedelta(hours=2), place="Room 1",
    )  # fmt: skip
    assert await on.planned("training_reminder") == {this: STARTS}
    await on.does(LEAD, training.call_off, session_id=on.session)
    assert await on.planned("training_reminder") == await on.planned("training_over") == {}


async def test_only_those_who_are_selected_are_reminded(database: Database) -> None:
    on = await scene(database, 3)
    first, second, third = on.officers
    await on.chosen(first)
    waits = await on.applies(second)
    await on.does(LEAD, choice.keep_waiting, application_id=waits)
    await on.applies(third)

    async with database.transaction() as tx:
        await training.remind(
            tx, session_id=on.session, areas=AREAS, now=STARTS - timedelta(days=1)
        )

    assert (await on.told(first))[-1] == "training_reminder"
    assert await on.told(second) == ["training_reserve"]
    assert await on.told(third) == []


async def test_places_are_taken_away_only_while_nobody_has_them_and_seats_close_ranks(
    database: Database,
) -> None:
    on = await scene(database, 2, seats=3)
    for who in on.officers:
        await on.chosen(who)
    await on.does(1_001, choice.withdraw, session_id=on.session)

    changed = await on.does(LEAD, training.step_seats, session_id=on.session, step=-2)

    assert changed.seats == 1
    assert [each.seat for each in await on.applications() if each.is_selected] == [1]
    with pytest.raises(rules.SeatsImpossible):
        await on.does(LEAD, training.step_seats, session_id=on.session, step=-1)
    assert isinstance(changed, Session)


async def test_what_a_lead_answers_and_why_is_in_no_audit_and_sealed(database: Database) -> None:
    on = await scene(database, 1)
    application = await on.applies(1_001)
    await on.answers(application, Mindset.NO)
    with pytest.raises(rules.MindsetNotSeen):
        await on.selects(application)
    why = "Has changed a good deal since"
    await on.does(LEAD, choice.select, application_id=application, reason=why)

    async with database.reading() as tx:
        events = [entry.event for entry in await audit.recent(tx, None, limit=100)]
        raw = (await tx.all(select(trainings.application)))[0]
    assert raw.mindset_reason == why
    for event in events:
        assert why not in str(event)
        assert not {"seen", "unsure", "no"} & set(map(str, event.detail.values()))
    assert "mindset answered for" in {event.verb for event in events}


async def test_notices_of_a_training_from_before_are_left_alone(database: Database) -> None:
    """A job that comes for a qualification that has ended meanwhile does nothing."""
    on = await scene(database, 1)
    member_id = await on.member_id(1_001)
    await on.does(
        LEAD, membership.record_training, member_id=member_id, trained_on=NOW.date(), area=HERE
    )
    async with database.transaction() as tx:
        live = await qualifications.live_of(tx, member_id)
        assert live is not None
        await qualification.lapse(tx, qualification_id=live.id, areas=AREAS, now=AFTER)
        await qualification.remind(tx, qualification_id=live.id, areas=AREAS, now=AFTER)
        assert (await people.get_member(tx, member_id)).is_trained
        assert await notices.next_due(tx) is not None
    assert await on.told(1_001) == ["training"]
