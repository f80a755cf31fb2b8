"""The screens of people: home, privacy, help, links, approvals, members."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.people_boards import MemberBoard, PeopleBoard
from bot.callbacks.people import (
    AddRole,
    AddWithoutTelegram,
    ApprovalCard,
    ChooseLink,
    ChoosePlace,
    ChooseRole,
    DropRole,
    Home,
    MemberCard,
    PeopleOf,
    Remove,
    Restore,
    RevokeLink,
    SetTrained,
    Suspend,
    TrainingDay,
)
from bot.callbacks.training import QualificationCard
from bot.screens import Button, Screen
from bot.views.plain import (
    PAGE,
    button,
    count,
    home_row,
    in_rows,
    page_of,
    safe,
)
from bot.views.training_words import member_line
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
"""People that a parade-room link lets in."""
PEOPLE_A_PAGE = 10
LINKS_SHOWN = 12


def role_of(grant: Grant, area: Area) -> str:
    """Local officer, Oval."""
    place = grant.ward or grant.agency
    if not place:
        return ROLES[grant.role]
    # A place that has gone from the area's file since keeps its code.
    names = {ward.code: ward.name for ward in area.wards}
    names |= {agency.key: agency.name for agency in area.agencies}
    return f"{ROLES[grant.role]}, {safe(names.get(place, place))}"


def roles_of(member: Member, area: Area) -> str:
    held = [role_of(grant, area) for grant in member.grants if grant.state is GrantState.HELD]
    return "; ".join(held) or "no role"


# Home


# Joining


# Links


# The lead's lists


def done(what: str, *, is_told: bool) -> str:
    """What was done to somebody, and whether they know."""
    return f"{what} {'They have been told.' if is_told else 'Tell them yourself: the bot cannot.'}"


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
    rows += [
        (button(_withdraw(each), RevokeLink(each.id)),) for each in board.invites[:LINKS_SHOWN]
    ]
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


def people_row(area: Area) -> tuple[Button, ...]:
    return (back_to_people(area), button("Home", Home()))


def back_to_people(area: Area) -> Button:
    return button("‹ People", PeopleOf(area.key, 0))


def member(board: MemberBoard) -> Screen:
    """One member, with what their lead can do."""
    who = board.member
    lines = [f"<b>{safe(who.called)}</b>", roles_of(who, board.area)]
    if who.warrant_number:
        lines.append(f"Warrant number {safe(who.warrant_number)}")
    training = member_line(board)
    if training is not None:
        lines.append(training)
    if not who.has_telegram:
        lines.append("Without Telegram: you answer for them.")
    if who.state is MemberState.SUSPENDED:
        lines.append("Access is paused.")
    if who.state is MemberState.REMOVED:
        lines.append("Removed.")
    return Screen(text="\n".join(lines), rows=(*_member_rows(board), people_row(board.area)))


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
        rows.append((button("Trained on another day", TrainingDay(who.id)),))
        rows.append((button("Training record ›", QualificationCard(who.id)),))
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
    # A place keeps its number when an agency is paused, which nobody joins for then.
    everywhere: Sequence[Ward | Agency] = places_of(board.area, role)
    places = [
        (n, each.name)
        for n, each in enumerate(everywhere)
        if isinstance(each, Ward) or not each.is_paused
    ]
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
