"""The screens of joining: links, and a lead asked about a newcomer."""

from __future__ import annotations

from datetime import datetime

from bot.actions.people_boards import GrantBoard
from bot.callbacks.people import (
    Approve,
    Decline,
    Home,
    MakeLink,
)
from bot.screens import Button, Screen
from bot.views.people import LINK_ROLES, ROLES, back_to_people, people_row, role_of
from bot.views.plain import (
    button,
    home_row,
    moment,
    safe,
    veiled,
)
from operation.area import Area
from operation.people import GrantState, Role

ROOM = 20


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
        return Screen(text="\n".join([*lines, "", done]), rows=(people_row(board.area),))
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
    return Screen(text=text, rows=(*rows, (back_to_people(area),)))


def _many(role: Role) -> bool:
    return role not in (Role.LEAD, Role.VISITOR)


def link_made(area: Area, role: Role, people: int, expires_at: datetime, url: str) -> Screen:
    """A link, ready to be passed on."""
    whom = "one person" if people == 1 else f"up to {people} people"
    text = (
        f"<b>Link for {ROLES[role].lower()}</b>, {whom}, until {moment(expires_at, area.zone)}:\n\n"
        f"{safe(url)}\n\nPass it on in person or by force e-mail. It is shown only now."
    )
    return Screen(text=text, rows=((back_to_people(area), button("Home", Home())),), protect=False)
