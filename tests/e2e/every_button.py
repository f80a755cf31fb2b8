"""Every kind of button there is, by who may press it; all about things that are there."""

from __future__ import annotations

from datetime import date

from bot.callbacks import Payload, fairness, feed
from bot.callbacks import crew as crews
from bot.callbacks.forms import (
    Answer,
    Back,
    Cancel,
    Change,
    Continue,
    Drafts,
    Drop,
    Edit,
    Later,
    Look,
    Page,
    Review,
    Skip,
    Submit,
)
from bot.callbacks.people import (
    AddRole,
    AddWithoutTelegram,
    ApprovalCard,
    Approve,
    ChooseLink,
    ChoosePlace,
    ChooseRole,
    Decline,
    DropRole,
    Help,
    Home,
    MakeLink,
    MemberCard,
    PeopleOf,
    Privacy,
    Remove,
    Restore,
    RevokeLink,
    SetTrained,
    Suspend,
    TrainingDay,
)
from bot.callbacks.rota import (
    AddExtraNight,
    AddOfficer,
    AskUnanswered,
    ChangeNight,
    ChangeNumbers,
    ChooseExtraNight,
    ChooseOfficer,
    CloseWeek,
    MyShifts,
    PatrolCard,
    PlanMoment,
    PlanNight,
    PlanOf,
    ReopenWeek,
    RotaOf,
    SignUp,
    StepBack,
    StepMoment,
    StepNight,
    TakeOff,
    ToggleNight,
    WeekCard,
)
from operation.people import Role
from tests.e2e import (
    buttons_hours,
    buttons_intelligence,
    buttons_pairing,
    buttons_partners,
    buttons_referrals,
    buttons_rest,
    buttons_returns,
    buttons_support,
    buttons_swaps,
    buttons_training,
    buttons_visits,
)

ANSWERS = ("confirm", "withdraw", "accept", "decline")


def of_a_lead(member: int) -> list[Payload]:
    """Every button that only a lead may press, about things that are there."""
    area = "lambeth"
    return [
        PeopleOf(area), MemberCard(member), ChooseLink(area), MakeLink(area, Role.LEAD, 1),
        RevokeLink(1), Approve(2, trained=True), Decline(2), SetTrained(member, trained=False),
        TrainingDay(member),
        ChooseRole(member), AddRole(member, Role.LEAD, -1), ChoosePlace(member, Role.PARTNER, 0),
        DropRole(1), Suspend(member), Restore(member), Remove(member, sure=False),
        Remove(member, sure=True), AddWithoutTelegram(area), ApprovalCard(2),
        RotaOf(area), WeekCard(1), PatrolCard(1), CloseWeek(1), ReopenWeek(1), AskUnanswered(1),
        ChooseExtraNight(area), AddExtraNight(area, date(2031, 3, 13)), ChangeNight(1),
        ChangeNumbers(1, 0, 1),
        ChooseOfficer(1, 0), AddOfficer(1, member), TakeOff(1, member), PlanOf(area),
        PlanNight(area, 4), StepNight(area, 4, "places", 1), ToggleNight(area, 3),
        PlanMoment(area, "closes"), StepMoment(area, "closes", 30),
        *of_a_nights_lead(member),
        *buttons_partners.of_a_lead(member),
        *buttons_swaps.of_a_lead(member),
        *buttons_pairing.of_a_lead(member),
        *buttons_visits.OF_A_LEAD,
        *buttons_support.OF_A_LEAD,
        *buttons_hours.of_a_lead(member),
        *buttons_training.of_a_lead(member),
        *buttons_rest.of_a_lead(member),
    ]  # fmt: skip


def of_a_nights_lead(member: int) -> list[Payload]:
    """Every button by which a lead chooses a crew, or changes a night."""
    ward = "E05014101"
    return [
        crews.Publish(1, 0, "n"), crews.PublishShort(1, 0), crews.CrewCard(1),
        crews.Pick(1, member, wanted=True), crews.Times(1), crews.StepTimes(1, 15, 0),
        crews.MoveTimes(1, 21 * 60, 26 * 60), crews.ChooseWard(1, 0), crews.SetWard(1, ward),
        crews.CancelCard(1), crews.CancelNight(1, "weather"), crews.CancelForAnother(1),
        crews.PutBack(1), crews.PersonCard(1, member), crews.CallForCover(1),
        *(crews.AnswerFor(1, member, said) for said in ANSWERS), *buttons_returns.OF_A_LEAD,
    ]  # fmt: skip


OF_A_FORM = [
    Answer(1, "rank", 0), Page(1, "rank", 1), Back(1), Skip(1, "rank"), Edit(1, "rank"), Submit(1),
    Cancel(1), Continue(1), Later(1), Drop(1), Review(1),
    Look(1), Change(1),
]  # fmt: skip
OF_ANY_MEMBER = [
    Home(), Help(), Privacy(), Drafts(), MyShifts(), SignUp(1, 1), StepBack(1, 1),
    crews.Confirm(1, on_list=False), crews.CannotMakeIt(1, on_list=False),
    crews.Withdraw(1, "unsaid"), crews.Accept(1, on_list=True), crews.Decline(1, on_list=False),
    crews.StandByAgain(1), crews.CalendarFile(), crews.MyShift(1),
    fairness.MyAccount(), fairness.SayMaybe(1, 1),
    feed.CalendarOf(), feed.MakeAddress(), feed.RevokeAddress(sure=False),
    feed.RevokeAddress(sure=True),
    *buttons_partners.OF_AN_INVITATION,
    *buttons_swaps.OF_ANY_MEMBER,
    *buttons_pairing.OF_ANY_MEMBER,
    *buttons_visits.OF_ANY_MEMBER,
    *buttons_support.OF_ANY_MEMBER,
    *buttons_hours.OF_ANY_MEMBER,
    *buttons_training.OF_ANY_MEMBER,
    *buttons_rest.OF_ANY_MEMBER,
    *buttons_returns.OF_ANY_MEMBER,
    *buttons_intelligence.OF_ANY_MEMBER,
    *buttons_referrals.OF_ANY_MEMBER,
]  # fmt: skip
