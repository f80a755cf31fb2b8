"""The screens of people: home, privacy, help, links, approvals, members."""

from __future__ import annotations

from datetime import datetime

from bot.actions.groups import Linked
from bot.actions.people_boards import GrantBoard, HomeBoard, MemberBoard, PeopleBoard, Standing
from bot.callbacks.forms import Continue
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
)
from bot.callbacks.rota import MyShifts, RotaOf
from bot.screens import Button, Screen
from bot.views.plain import (
    PAGE,
    button,
    clock,
    count,
    day,
    home_row,
    in_rows,
    moment,
    page_of,
    safe,
    veiled,
)
from operation.area import Agency, Area, Ward
from operation.joining import Invite
from operation.people import Grant, GrantState, Member, MemberState, Role

ROLES = {
    Role.LEAD: "Project lead",
    Role.OFFICER: "Officer",
    Role.LOCAL_OFFICER: "Local officer",
    Role.WARD_SERGEANT: "Ward sergeant",
    Role.VISITOR: "Visitor",
    Role.PARTNER: "Partner agency",
}
LINK_ROLES = (Role.OFFICER, Role.LEAD, Role.LOCAL_OFFICER, Role.WARD_SERGEANT, Role.PARTNER)
"""Roles that a lead makes links for; a visitor's link belongs to one night."""
ROOM = 20
"""People that a parade-room link lets in."""
PEOPLE_A_PAGE = 10


def role_of(grant: Grant, area: Area) -> str:
    """Local officer, Oval."""
    place = grant.ward or grant.agency
    if not place:
        return ROLES[grant.role]
    # A place that has gone from the area's file since keeps its code.
    names = {ward.code: ward.name for ward in area.wards}
    names |= {agency.key: agency.name for agency in area.agencies}
    return f"{ROLES[grant.role]}, {safe(names.get(place, place))}"


def _roles(member: Member, area: Area) -> str:
    held = [role_of(grant, area) for grant in member.grants if grant.state is GrantState.HELD]
    return "; ".join(held) or "no role"


# Home


def home(board: HomeBoard) -> Screen:
    """What someone sees first: their own buttons, and the support card, always."""
    lines: list[str] = []
    rows: list[tuple[Button, ...]] = []
    for standing in board.standings:
        lines += [*_standing_lines(standing), ""]
        rows += _standing_rows(standing)
    lines += _support(board.standings[0].area)
    if board.draft_id is not None:
        rows.insert(0, (button("▶ Go on where you stopped", Continue(board.draft_id)),))
    rows.append((button("Help", Help()), button("Privacy", Privacy())))
    return Screen(text="\n".join(lines), rows=tuple(rows))


def _standing_lines(standing: Standing) -> list[str]:
    member, area = standing.member, standing.area
    lines = [f"<b>{safe(area.name)}</b>", f"{safe(member.called)} · {_roles(member, area)}"]
    if member.state is MemberState.PENDING:
        lines.append("A project lead has been asked to let you in. You will be told.")
    if member.state is MemberState.SUSPENDED:
        lines.append("Your access is paused. Speak to your project lead.")
    if standing.safe_until is not None:
        lines.append(
            f"You are on tonight's crew until {clock(standing.safe_until, area.zone)}. "
            "In danger: radio emergency button or 999. Nobody watches this bot."
        )
    if member.may(Role.OFFICER) and not member.is_trained:
        lines.append("Not trained yet: you can sign up once your lead has recorded the training.")
    return lines


def _standing_rows(standing: Standing) -> list[tuple[Button, ...]]:
    member, area = standing.member, standing.area.key
    if not member.is_active:
        return []
    rows: list[tuple[Button, ...]] = []
    if member.may(Role.OFFICER):
        rows.append((button("My shifts", MyShifts()),))
    if member.may(Role.LEAD):
        waiting = f" ({standing.pending} waiting)" if standing.pending else ""
        rows.append((button("Rota", RotaOf(area)), button(f"People{waiting}", PeopleOf(area))))
    return rows


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
        "Sign up with the buttons under the rota post in your group: one tap is enough, "
        "and “out” takes you off while sign-up is open. /shifts shows what you are in for."
    ),
    Role.LEAD: (
        "“Rota” shows the weeks: close or reopen sign-up, change numbers, add a night, sign "
        "someone up. “People” has links for newcomers, approvals, roles and training. In the "
        "team's group, /link makes that group yours."
    ),
    Role.LOCAL_OFFICER: "You will be asked here when a patrol comes to your ward.",
    Role.WARD_SERGEANT: "You will be asked here about patrols in your ward.",
    Role.PARTNER: "Your invitations come here.",
    Role.VISITOR: "What you need for the night comes here.",
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


HELLO_GROUP = (
    "Hello. Make me an administrator, then a project lead sends /link here. "
    "I carry logistics only, and nobody watches me."
)


def group_linked(area: Area, linked: Linked, *, is_administrator: bool) -> str:
    """What the group is told when it was linked."""
    text = f"This is the group of {area.name} now."
    if linked.was_linked:
        text = f"This is the group of {area.name} already."
    elif linked.weeks:
        text += f" {count(len(linked.weeks), 'rota')} open for sign-up."
    if not is_administrator:
        text += " Make me an administrator, or I cannot pin the rota and see who leaves."
    return text


# Joining


def joined(area: Area, *, is_waiting: bool) -> Screen:
    """What someone is told once they have sent their details."""
    if is_waiting:
        text = (
            "<b>Thank you.</b>\nA project lead has been asked to let you in. You will be told here."
        )
    else:
        text = f"<b>Welcome.</b>\nYou are in: {safe(area.name)}."
    return Screen(text=text, rows=(home_row(),))


def approval(board: GrantBoard) -> Screen:
    """A lead is asked about a newcomer; once decided, the card says so and asks no more."""
    grant, member = board.stored.grant, board.member
    lines = [f"{veiled(member.called)} asks to join as {role_of(grant, board.area)}."]
    if member.warrant_number:
        lines.append(f"Warrant number {veiled(member.warrant_number)}")
    if grant.state is not GrantState.PENDING:
        done = "Let in." if grant.state is GrantState.HELD else "Not let in."
        return Screen(text="\n".join([*lines, "", done]), rows=(_people_row(board.area),))
    lines += ["", "Do you know this person, and is it them?"]
    return Screen(text="\n".join(lines), rows=_approval_rows(board))


def _approval_rows(board: GrantBoard) -> tuple[tuple[Button, ...], ...]:
    grant_id = board.stored.id
    no = (button("No, decline", Decline(grant_id)),)
    if board.stored.grant.role is not Role.OFFICER:
        return ((button("Yes, let in", Approve(grant_id, trained=False)),), no)
    return (
        (button("Yes, trained", Approve(grant_id, trained=True)),),
        (button("Yes, not trained yet", Approve(grant_id, trained=False)),),
        no,
    )


def approved(board: GrantBoard) -> Screen:
    """Good news for a newcomer."""
    lines = [f"<b>You are in</b> as {role_of(board.stored.grant, board.area)}."]
    if board.stored.grant.role is Role.OFFICER:
        lines.append(
            "Sign up with the buttons under the rota post in your group."
            if board.member.is_trained
            else "Not trained yet: your lead records the training, then you can sign up."
        )
    return Screen(text="\n".join(lines), rows=(home_row(),))


def declined(_board: GrantBoard) -> Screen:
    """A newcomer is not let in."""
    return Screen(
        text="You were not let in this time. Speak to the project lead if you expected to be."
    )


# Links


def choose_link(area: Area) -> Screen:
    """For which role, and for one person or a parade room."""
    text = (
        f"<b>{safe(area.name)}: new link</b>\nFor one person (72 hours), or for a parade room "
        f"(up to {ROOM} people, 24 hours). Everyone who uses it is shown to you for approval."
    )
    rows = [
        (
            button(ROLES[role], MakeLink(area.key, role, 1)),
            *(
                [button(f"{ROLES[role]} ×{ROOM}", MakeLink(area.key, role, ROOM))]
                if _many(role)
                else []
            ),
        )
        for role in LINK_ROLES
    ]
    return Screen(text=text, rows=(*rows, (_back_to_people(area),)))


def _many(role: Role) -> bool:
    return role not in (Role.LEAD, Role.VISITOR)


def link_made(area: Area, role: Role, people: int, expires_at: datetime, url: str) -> Screen:
    """A link, ready to be passed on."""
    whom = "one person" if people == 1 else f"up to {people} people"
    text = (
        f"<b>Link for {ROLES[role].lower()}</b>, {whom}, until {moment(expires_at, area.zone)}:\n\n"
        f"{safe(url)}\n\nPass it on in person or by force e-mail. It is shown only now."
    )
    return Screen(text=text, rows=((_back_to_people(area), button("Home", Home())),), protect=False)


# The lead's lists


def people(board: PeopleBoard) -> Screen:
    """Who belongs to an area, by role."""
    shown, here, pages = page_of(_by_role(board), board.page, PEOPLE_A_PAGE)
    lines = [f"<b>{safe(board.area.name)}: people</b> ({len(board.members)})"]
    if len(board.pending) > PAGE:
        lines.append(f"{len(board.pending)} ask to join; the first {PAGE} have a button below.")
    role: Role | None = None
    for first, member in shown:
        if first is not role:
            role = first
            lines += ["", f"<b>{ROLES[first]}</b>"]
        lines.append(_line(member))
    rows: list[tuple[Button, ...]] = [
        (button(f"⏳ {board.names[each.member_id].called} asks to join", ApprovalCard(each.id)),)
        for each in board.pending[:PAGE]
    ]
    rows += in_rows([button(member.called, MemberCard(member.id)) for _, member in shown], 2)
    rows += _turns(board.area, here, pages)
    area = board.area.key
    rows.append((button("New link", ChooseLink(area)),))
    rows.append((button("Add someone without Telegram", AddWithoutTelegram(area)),))
    rows += [(button(_withdraw(each), RevokeLink(each.id)),) for each in board.invites[:4]]
    return Screen(text="\n".join(lines), rows=(*rows, home_row()))


def _by_role(board: PeopleBoard) -> list[tuple[Role, Member]]:
    """Everyone once, under the first of their roles, by name."""
    order = list(ROLES)
    members = [
        (min(member.roles or {Role.VISITOR}, key=order.index), member) for member in board.members
    ]
    return sorted(members, key=lambda each: (order.index(each[0]), each[1].called))


def _line(member: Member) -> str:
    notes = []
    if member.state is MemberState.SUSPENDED:
        notes.append("paused")
    if Role.OFFICER in member.roles:
        notes.append("trained" if member.is_trained else "not trained yet")
    if not member.has_telegram:
        notes.append("without Telegram")
    elif not member.is_reachable:
        notes.append("cannot be written to")
    return safe(member.called) + (f" · {', '.join(notes)}" if notes else "")


def _withdraw(invite: Invite) -> str:
    left = invite.people - invite.used
    return f"✖ Withdraw link: {ROLES[invite.role].lower()}, {count(left, 'place')} left"


def _turns(area: Area, here: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    turns = []
    if here > 0:
        turns.append(button("‹ Earlier", PeopleOf(area.key, here - 1)))
    if here < pages - 1:
        turns.append(button(f"More ({here + 1} of {pages}) ›", PeopleOf(area.key, here + 1)))
    return in_rows(turns, 2)


def _people_row(area: Area) -> tuple[Button, ...]:
    return (_back_to_people(area), button("Home", Home()))


def _back_to_people(area: Area) -> Button:
    return button("‹ People", PeopleOf(area.key, 0))


def member(board: MemberBoard) -> Screen:
    """One member, with what their lead can do."""
    who = board.member
    lines = [f"<b>{safe(who.called)}</b>", _roles(who, board.area)]
    if who.warrant_number:
        lines.append(f"Warrant number {safe(who.warrant_number)}")
    if who.trained_on is not None:
        lines.append(f"Trained: recorded on {day(who.trained_on)} {who.trained_on.year}")
    elif Role.OFFICER in who.roles:
        lines.append("Not trained yet")
    if not who.has_telegram:
        lines.append("Without Telegram: you answer for them.")
    if who.state is MemberState.SUSPENDED:
        lines.append("Access is paused.")
    if who.state is MemberState.REMOVED:
        lines.append("Removed.")
    return Screen(text="\n".join(lines), rows=(*_member_rows(board), _people_row(board.area)))


def _member_rows(board: MemberBoard) -> list[tuple[Button, ...]]:
    who = board.member
    if who.state is MemberState.SUSPENDED:
        again = button("Give access again", Restore(who.id))
        return [(again,), (button("Remove", Remove(who.id, sure=False)),)]
    if who.state is not MemberState.ACTIVE:
        return []
    rows: list[tuple[Button, ...]] = []
    if Role.OFFICER in who.roles:
        label = "Not trained after all" if who.is_trained else "Trained as of today"
        rows.append((button(label, SetTrained(who.id, trained=not who.is_trained)),))
    rows.append((button("Add a role", ChooseRole(who.id)),))
    held = [each for each in board.grants if each.grant.state is GrantState.HELD]
    if len(held) > 1:
        rows += [(button(f"✖ End: {ROLES[each.grant.role]}", DropRole(each.id)),) for each in held]
    pause = button("Pause access", Suspend(who.id))
    rows.append((pause, button("Remove", Remove(who.id, sure=False))))
    return rows


def sure_to_remove(board: MemberBoard) -> Screen:
    """Removing ends everything, so it takes a second tap."""
    text = (
        f"<b>Remove {safe(board.member.called)}?</b>\nAll roles end and the warrant number is "
        "forgotten. To pause access for a while, use “Pause access” instead."
    )
    rows = (
        (button("Yes, remove", Remove(board.member.id, sure=True)),),
        (button("No, go back", MemberCard(board.member.id)),),
    )
    return Screen(text=text, rows=rows)


def choose_role(board: MemberBoard) -> Screen:
    """Which role to add."""
    member_id = board.member.id
    rows = []
    for role in LINK_ROLES:
        if role.needs_ward or role.needs_agency:
            rows.append((button(ROLES[role], ChoosePlace(member_id, role, 0)),))
        elif role not in board.member.roles:
            rows.append((button(ROLES[role], AddRole(member_id, role, -1)),))
    text = f"<b>{safe(board.member.called)}</b>\nWhich role is to be added?"
    return Screen(text=text, rows=(*rows, (button("‹ Back", MemberCard(member_id)),)))


def choose_place(board: MemberBoard, role: Role, page: int) -> Screen:
    """For which ward or agency a role is."""
    member_id = board.member.id
    places = list(enumerate(each.name for each in places_of(board.area, role)))
    shown, here, pages = page_of(places, page)
    rows = in_rows([button(name, AddRole(member_id, role, n)) for n, name in shown], 1)
    turns = []
    if here > 0:
        turns.append(button("‹ Earlier", ChoosePlace(member_id, role, here - 1)))
    if here < pages - 1:
        turns.append(
            button(f"More ({here + 1} of {pages}) ›", ChoosePlace(member_id, role, here + 1))
        )
    text = f"<b>{ROLES[role]}</b>\nFor which {'ward' if role.needs_ward else 'agency'}?"
    back = (button("‹ Back", ChooseRole(member_id)),)
    return Screen(text=text, rows=(*rows, *in_rows(turns, 2), back))


def places_of(area: Area, role: Role) -> tuple[Ward, ...] | tuple[Agency, ...]:
    """The wards or agencies that a role may be for."""
    return area.wards if role.needs_ward else area.agencies


# Notices


def training(board: MemberBoard) -> Screen:
    """The lead has recorded the training, or taken it back."""
    text = (
        "<b>Training recorded.</b>\nYou can sign up with the buttons under the rota post."
        if board.member.is_trained
        else "<b>Training</b>\nYou are recorded as not trained for now. Speak to your project lead."
    )
    return Screen(text=text, rows=(home_row(),))


def roles(board: MemberBoard) -> Screen:
    """Someone's roles have changed."""
    return Screen(
        text=f"<b>Your roles now</b>\n{_roles(board.member, board.area)}", rows=(home_row(),)
    )


def suspended(_board: MemberBoard) -> Screen:
    """Access is paused."""
    return Screen(text="<b>Your access is paused.</b>\nSpeak to your project lead.")


def restored(_board: MemberBoard) -> Screen:
    """Access is back."""
    return Screen(text="<b>Your access is back.</b>", rows=(home_row(),))


def removed(_board: MemberBoard) -> Screen:
    """The membership has ended."""
    return Screen(text="<b>Your membership has ended.</b>\nThank you for your help.")


def left_group(board: MemberBoard) -> Screen:
    """A lead learns that someone left the group."""
    text = (
        f"{veiled(board.member.called)} has left the group. Their access is paused and they "
        "are off the lists ahead."
    )
    return Screen(text=text, rows=((button("Open", MemberCard(board.member.id)),), home_row()))


def unreachable(board: MemberBoard) -> Screen:
    """A lead learns that someone cannot be written to."""
    text = (
        f"{veiled(board.member.called)} cannot be written to: the bot is blocked or the "
        "account is gone. Ask them to open the bot and press Start."
    )
    return Screen(text=text, rows=((button("Open", MemberCard(board.member.id)),), home_row()))


def group_lost(_area: Area) -> Screen:
    """Leads learn that the group is out of reach."""
    text = (
        "<b>The group cannot be written to.</b>\nThe bot was taken out of it, or may not write "
        "there. Add it again as an administrator and send /link there."
    )
    return Screen(text=text, rows=(home_row(),))


def pin_refused(_area: Area) -> Screen:
    """Leads learn that the rota post could not be pinned."""
    text = (
        "<b>The rota post could not be pinned.</b>\nMake the bot an administrator of the group, "
        "with the right to pin messages. It also needs this to notice when somebody leaves."
    )
    return Screen(text=text, rows=(home_row(),))


def set_aside(board: MemberBoard) -> Screen:
    """A lead learns that something a member did was given up."""
    text = (
        f"Something {veiled(board.member.called)} sent could not be carried out after three "
        "tries. Ask them to check, and whoever runs the server to look at the log."
    )
    return Screen(text=text, rows=(home_row(),))
