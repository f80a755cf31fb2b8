"""The screens that everyone has: home, help, and what is kept about oneself."""

from __future__ import annotations

from bot.actions.people_boards import HomeBoard, Standing
from bot.actions.todo import ToDo
from bot.callbacks import Payload
from bot.callbacks.agencies import AgenciesOf
from bot.callbacks.budget import MoneyOf
from bot.callbacks.fairness import MyAccount
from bot.callbacks.feed import CalendarOf
from bot.callbacks.forms import Continue
from bot.callbacks.hours import MyHours, NightHoursCard
from bot.callbacks.leading import LeadingCard
from bot.callbacks.pairing import MyWard, PairingOf
from bot.callbacks.partners import MyInvitations
from bot.callbacks.people import (
    Help,
    PeopleOf,
    Privacy,
)
from bot.callbacks.rest import OwedIn
from bot.callbacks.returns import OpenReturn
from bot.callbacks.rota import MyShifts, RotaOf
from bot.callbacks.support_requests import SupportOf
from bot.callbacks.swaps import SwapApproval
from bot.callbacks.training import MyTraining, TrainingOf
from bot.callbacks.visits import MyVisits
from bot.screens import Button, Screen
from bot.views.forms import drafts_button
from bot.views.people import ROLES, roles_of
from bot.views.plain import (
    button,
    clock,
    count,
    home_row,
    in_rows,
    safe,
    short_day,
)
from bot.views.referrals import waiting_button
from bot.views.rota import how_i_stand
from bot.views.rota_words import times
from bot.views.support_requests import ask_button
from bot.views.visits import visit_button
from operation.area import Area
from operation.people import Member, MemberState, Role
from operation.support_requests import WORKS_PATROLS
from operation.visits import SERGEANTS


def home(board: HomeBoard) -> Screen:
    """What someone sees first: their own buttons, and the support card, always."""
    lines: list[str] = []
    rows: list[tuple[Button, ...]] = []
    for standing in board.standings:
        lines += [*_standing_lines(standing), ""]
        rows += _standing_rows(standing)
    lines += _support(board.standings[0].area)
    if board.visits:
        rows.append((button(f"My visits ({board.visits})", MyVisits()),))
    if board.draft_id is not None:
        more = [drafts_button(board.drafts)] if board.drafts > 1 else []
        rows.insert(0, (button("▶ Go on where you stopped", Continue(board.draft_id)), *more))
    rows.append((button("Help", Help()), button("Privacy", Privacy())))
    return Screen(text="\n".join(lines), rows=tuple(rows))


def _standing_lines(standing: Standing) -> list[str]:
    member, area = standing.member, standing.area
    lines = [f"<b>{safe(area.name)}</b>", f"{safe(member.called)} · {roles_of(member, area)}"]
    if member.state is MemberState.PENDING:
        lines.append("A project lead has been asked to let you in. You will be told.")
    if member.state is MemberState.SUSPENDED:
        lines.append("Your access is paused. Speak to your project lead.")
    if standing.safe_until is not None:
        lines.append(
            f"You are on tonight's crew until {clock(standing.safe_until, area.zone)}. "
            "In danger: radio emergency button or 999. Nobody watches this bot."
        )
    if standing.todo is not None and (todo := _to_do_line(standing.todo)):
        lines.append(todo)
    lines += _next_shift(standing)
    if member.may(Role.OFFICER) and not member.is_trained:
        lines.append("Not trained yet: you can sign up once your lead has recorded the training.")
    return lines


def _standing_rows(standing: Standing) -> list[tuple[Button, ...]]:
    member = standing.member
    if standing.has_applied:
        return [(button("Training", MyTraining(standing.area.key)),)]
    if not member.is_active:
        return []
    rows: list[tuple[Button, ...]] = [*in_rows(_to_do(standing), 2)]
    if _may_train_besides(member):
        rows.append((button("Training", MyTraining(standing.area.key)),))
    if member.may(Role.OFFICER):
        rows += in_rows(_for_officer(standing), 2)
    if member.may(Role.LOCAL_OFFICER, Role.WARD_SERGEANT):
        rows += in_rows(_for_ward(), 2)
    if member.may(Role.LEAD):
        rows += in_rows(_for_lead(standing), 2)
    if member.may(Role.PARTNER):
        rows.append((button("My invitations", MyInvitations(standing.area.key)),))
    if member.may(Role.LEAD, Role.OFFICER, Role.LOCAL_OFFICER):
        rows.append((waiting_button(standing.area.key),))
    rows += in_rows([*_for_sergeant(standing), *_for_askers(standing)], 2)
    return rows


def _to_do(standing: Standing) -> list[Button]:
    """What waits for a lead, each with the way to the first of it."""
    todo, area = standing.todo, standing.area.key
    if todo is None:
        return []
    found: list[tuple[str, int, Payload]] = []
    if todo.hours:
        only = len(todo.hours) == 1
        way = NightHoursCard(todo.hours[0].patrol_id, 0) if only else MoneyOf(area)
        found.append(("Hours", len(todo.hours), way))
    if todo.unled:
        found.append(("Patrol lead", len(todo.unled), LeadingCard(todo.unled[0])))
    if todo.unpaired:
        found.append(("Local officer", len(todo.unpaired), LeadingCard(todo.unpaired[0])))
    if todo.swaps:
        found.append(("Swaps", len(todo.swaps), SwapApproval(todo.swaps[0])))
    if todo.returns:
        found.append(("Returns", len(todo.returns), OpenReturn(todo.returns[0])))
    if todo.requests:
        found.append(("Requests", todo.requests, SupportOf(area)))
    return [button(f"❗ {words} ({number})", way) for words, number, way in found]


def _to_do_line(todo: ToDo) -> str:
    """What those buttons are about; empty if nothing waits."""
    parts = [
        f"hours of {count(len(todo.hours), 'night')} to settle" if todo.hours else "",
        f"{count(len(todo.unled), 'night')} without a patrol lead" if todo.unled else "",
        f"{count(len(todo.unpaired), 'night')} without a local officer" if todo.unpaired else "",
        f"{count(len(todo.swaps), 'swap')} to decide" if todo.swaps else "",
        f"{count(len(todo.returns), 'return')} to accept" if todo.returns else "",
        f"{count(todo.requests, 'support request')} open" if todo.requests else "",
    ]
    said = "; ".join(part for part in parts if part)
    return f"<b>To do:</b> {said}." if said else ""


def _next_shift(standing: Standing) -> list[str]:
    mine = standing.next_shift
    if mine is None or not standing.member.is_active:
        return []
    head = f"{short_day(mine.night.book.night)} · {times(mine.area, mine.night)}"
    return [f"<b>Next shift:</b> {head}", how_i_stand(mine)]


def _may_train_besides(member: Member) -> bool:
    """A ward's own officer and its sergeant can apply for the training too."""
    return member.may(Role.LOCAL_OFFICER, Role.WARD_SERGEANT) and not member.may(Role.OFFICER)


def _for_officer(standing: Standing) -> list[Button]:
    return [
        button("My shifts", MyShifts()),
        button("My account", MyAccount()),
        *([button("📅 Calendar", CalendarOf())] if standing.area.feed.is_served else []),
        button("My hours", MyHours()),
        button("Training", MyTraining(standing.area.key)),
    ]


def _for_ward() -> list[Button]:
    return [
        button("My ward", MyWard()),
    ]


def _for_lead(standing: Standing) -> list[Button]:
    area = standing.area.key
    waiting = f" ({standing.pending} waiting)" if standing.pending else ""
    return [
        button("Rota", RotaOf(area)),
        button(f"People{waiting}", PeopleOf(area)),
        button("Partners", AgenciesOf(area)),
        button("Pairing", PairingOf(area)),
        button("Support requests", SupportOf(area)),
        button("Money", MoneyOf(area)),
        button("Pool & training", TrainingOf(area)),
        button("Rest owed", OwedIn(area)),
    ]


def _for_sergeant(standing: Standing) -> list[Button]:
    return [visit_button()] if standing.member.may(*SERGEANTS) else []


def _for_askers(standing: Standing) -> list[Button]:
    """Whoever works patrols, and sergeants and leads, who ask other areas."""
    return [ask_button()] if standing.member.may(*WORKS_PATROLS, *SERGEANTS) else []


def _support(area: Area) -> list[str]:
    lines = ["<b>Support, any time</b>"]
    return lines + [f"{safe(each.name)}: {safe(each.detail)}" for each in area.support]


def privacy(area: Area, draft_id: int | None = None) -> Screen:
    """What is kept about a member, and why; someone still joining goes on with their draft."""
    row = home_row() if draft_id is None else (button("▶ Go on", Continue(draft_id)),)
    return Screen(text=f"<b>What is kept about you</b>\n\n{safe_lines(area.privacy)}", rows=(row,))


def safe_lines(text: str) -> str:
    """Text of several paragraphs from an area file, escaped."""
    return "\n".join(safe(part) for part in text.strip().splitlines())


HELP = {
    Role.OFFICER: (
        "Sign up with the buttons under the rota post in your group: one tap is enough. While "
        "sign-up is open, “out” takes you off, and “maybe” holds no place until you decide. Once "
        "the crew is chosen you are told here: confirm, tap “can't make it”, or give your shift "
        "away. /shifts shows how you stand and what is asked, such as your duties around a night; "
        "/account the hours you have carried. After a night you are asked for your times: one tap "
        "if they were as planned. “My hours” lists them, “Training” the sessions to apply for."
    ),
    Role.LEAD: (
        "What waits for you is at the top of home. "
        "“Rota” shows the weeks and nights: close or reopen sign-up, choose and publish the crew, "
        "change times, ward and numbers, add a night or call one off, sign someone up and answer "
        "for them. On a night, “Lead &amp; pairing” names its patrol lead and supervisor, “Rest” "
        "shows who is not rested, “Partners” invites agencies, and “Hours” notes who is there and "
        "confirms times. “Pairing” lists the local officers of all nights. “People” has links for "
        "newcomers, approvals and roles; “Pool &amp; training” says whether there are enough "
        "officers, and sets sessions; “Money” has rates, pots and files for finance. In the "
        "team's group, /link makes that group yours."
    ),
    Role.LOCAL_OFFICER: (
        "When a patrol comes to your ward, its sergeant may nominate you to join it: you are "
        "asked here, and one tap says whether you come. Your card of the night then shows when, "
        "where you meet, and who leads. “My ward” lists your nights, “Training” the sessions to "
        "apply for."
    ),
    Role.WARD_SERGEANT: (
        "When a patrol comes to your ward you are asked here for one of your local officers: tap "
        "a name, or send a link to somebody who is not here yet. “My ward” shows what is asked, "
        "and lets you propose your ward and a meeting area for a night; a project lead settles. "
        "“Visit a patrol” asks to come along in another area."
    ),
    Role.PARTNER: (
        "Invitations come here: when, where and whom to turn to. Answer with one tap, or say that "
        "a colleague comes; you can change the answer until it is over. You hear of every change, "
        "and are asked afterwards how it went. “My invitations” shows them all."
    ),
    Role.VISITOR: (
        "You come along for one night. Its times, where to meet and whom to ask for come here once "
        "the project lead has said yes, and so does every change. Your access ends with the night."
    ),
}


def help_(board: HomeBoard) -> Screen:
    """What someone can do, by role."""
    roles = {
        role for each in board.standings if each.member.is_active for role in each.member.roles
    }
    parts = [f"<b>{ROLES[role]}</b>\n{text}" for role, text in HELP.items() if role in roles]
    parts.append(
        "/start is home, /cancel stops whatever you have begun, /privacy says what is kept."
    )
    parts.append("Nobody watches this bot. In danger: radio emergency button or 999.")
    return Screen(text="\n\n".join(parts), rows=(home_row(),))
