"""What members, leads and the group are told when something about people has changed."""

from __future__ import annotations

from bot.actions.groups import Linked
from bot.actions.people_boards import MemberBoard
from bot.callbacks.people import (
    MemberCard,
)
from bot.screens import Screen
from bot.views.people import roles_of
from bot.views.plain import (
    button,
    count,
    home_row,
    veiled,
)
from bot.views.training_words import full_day
from operation.area import Area

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


def training(board: MemberBoard) -> Screen:
    """The lead has recorded the training, or taken it back."""
    text = (
        f"<b>Training recorded.</b>{_until(board)}\nYou can sign up with the buttons under the "
        "rota post."
        if board.member.is_trained
        else "<b>Training</b>\nYou are recorded as not trained for now. Speak to your project lead."
    )
    return Screen(text=text, rows=(home_row(),))


def _until(board: MemberBoard) -> str:
    live = board.training.live if board.training is not None else None
    ends = live.expires_on if live is not None else None
    return f" It counts until {full_day(ends)}." if ends else ""


def roles(board: MemberBoard) -> Screen:
    """Someone's roles have changed."""
    return Screen(
        text=f"<b>Your roles now</b>\n{roles_of(board.member, board.area)}", rows=(home_row(),)
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
