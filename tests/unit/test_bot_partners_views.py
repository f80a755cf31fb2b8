"""Screens about partner agencies at their worst: they fit, escape what people wrote, and pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.actions.agencies import AgenciesBoard, AgencyBoard
from bot.actions.partners_boards import (
    AgencyPast,
    InvitationLine,
    MyInvitation,
    MyInvitations,
    NightPartners,
    ToTell,
)
from bot.actions.partners_cards import PartnerNews
from bot.callbacks import MAX_BYTES, unpack
from bot.screens import Screen
from bot.views import (
    agencies,
    partners,
    partners_mine,
    partners_news,
    partners_past,
    partners_soup,
)
from operation.agencies import MOST_AGENCIES, PartnerAgency
from operation.partners import (
    MOST_INVITED,
    Attendance,
    Engagement,
    Invitation,
    Purpose,
    Span,
    Stand,
)
from operation.partners_afterwards import Feedback, SoupKitchen, Tally, Went
from operation.people import Role
from sandbox.entities import read_text
from tests.unit.bot_examples import WORST_AREA, WORST_NAME, person

START = datetime(2031, 3, 14, 20, tzinfo=UTC)
PATROL = Span(START, START + timedelta(hours=6))
NIGHT = date(2031, 3, 14)
WORST = "<&>" * 20
LARGEST = 10**12
MOST = 4096
MOST_BUTTONS = 100

AGENCIES = tuple(
    PartnerAgency(LARGEST + n, WORST_AREA.key, f"a{n}", f"{WORST[:57]}{n:03}")
    for n in range(MOST_AGENCIES)
)


def invitation(n: int, stand: Stand, attendance: Attendance | None = None) -> Invitation:
    window = Span(START + n * timedelta(minutes=1), START + timedelta(hours=5))
    return Invitation(
        LARGEST + n, LARGEST, AGENCIES[n].id, window, "<&>" * 26 + f"{n:02}", LARGEST, START,
        stand=stand, version=LARGEST, attendance=attendance,
    )  # fmt: skip


def line(n: int) -> InvitationLine:
    stand = [Stand.YES, Stand.ASKED, Stand.NO][n % 3]
    return InvitationLine(invitation(n, stand), AGENCIES[n], WORST_NAME, is_reached=n % 2 == 0)


BOARD = NightPartners(
    area=WORST_AREA,
    patrol_id=LARGEST,
    night=NIGHT,
    patrol=PATROL,
    is_cancelled=False,
    has_started=False,
    engagement=Engagement(Purpose.BOTH, PATROL),
    lines=tuple(line(n) for n in range(MOST_INVITED)),
    agencies=AGENCIES,
    kitchen=SoupKitchen(LARGEST, AGENCIES[0].id, 500),
    is_for_lead=True,
    news=tuple((PartnerNews.SAID_NO, LARGEST + n) for n in range(2, 20, 3)),
)
STARTED = replace(BOARD, has_started=True, news=((PartnerNews.WHO_CAME,),))
MINE = MyInvitation(
    area=WORST_AREA,
    invitation=invitation(0, Stand.YES),
    agency=AGENCIES[0].name,
    night=NIGHT,
    is_cancelled=False,
    is_over=False,
    contact=WORST_NAME,
    comes=WORST_NAME,
    comes_myself=False,
    colleagues=tuple((LARGEST + n, WORST_NAME) for n in range(60)),
    supplies=True,
    asks_how=False,
    may_quote=None,
    news=(
        (PartnerNews.MOVED, START.isoformat(), PATROL.ends.isoformat()),
        (PartnerNews.PLACE, "<&>" * 26),
        *((each,) for each in (PartnerNews.SUPPLIES, PartnerNews.NOT_NAMED, PartnerNews.RECORDED)),
    ),
)
PAST = AgencyPast(
    area=WORST_AREA,
    agency=AGENCIES[0],
    weeks=52,
    tally=Tally(104, 9, Counter(dict.fromkeys(Attendance, 20)), 9, Counter(Went), 9, 9999, 104),
    said=tuple(
        (NIGHT, Feedback(n, Went.BADLY, False, True, "<&>" * 93, 1, START)) for n in range(104)
    ),
    nights=tuple((LARGEST + n, NIGHT) for n in range(6)),
)
CONTACTS = tuple(replace(person(n + 1, worst=True)) for n in range(60))

SCREENS: dict[str, Callable[[], Screen]] = {
    "night": lambda: partners.night_partners(BOARD),
    "night, under way": lambda: partners.night_partners(STARTED),
    "news": lambda: partners_news.partner_news(BOARD),
    "who came": lambda: partners_news.partner_news(STARTED),
    "purpose": lambda: partners.choose_purpose(BOARD, asks=False),
    "purpose, asked": lambda: partners.choose_purpose(BOARD, asks=True),
    "window": lambda: partners.choose_window(BOARD, "c", 0, 360),
    "invite": lambda: partners.invite_agencies(
        replace(BOARD, lines=()), [each.id for each in AGENCIES], 0, 360
    ),
    "invitation": lambda: partners.invitation_card(BOARD, LARGEST, asks=False),
    "invitation, asked": lambda: partners.invitation_card(BOARD, LARGEST, asks=True),
    "invitation, gone": lambda: partners.invitation_card(BOARD, 1, asks=False),
    "soup": lambda: partners_soup.soup_kitchen(BOARD, None),
    "served": lambda: partners_soup.soup_kitchen(STARTED, 499),
    "mine": lambda: partners_mine.my_invitation(MINE),
    "all of mine": lambda: partners_mine.my_invitations(MyInvitations(WORST_AREA, (MINE,) * 60)),
    "someone else": lambda: partners_mine.someone_else(MINE),
    "to tell": lambda: partners_news.tell_partner(
        ToTell(WORST_AREA, LARGEST, NIGHT, AGENCIES[0].name, MINE.invitation, False, MINE.news[:2])
    ),
    "history": lambda: partners_past.agency_history(PAST),
    "agencies": lambda: agencies.agencies(AgenciesBoard(WORST_AREA, AGENCIES, {}), 1),
    "agency": lambda: agencies.agency(AgencyBoard(WORST_AREA, AGENCIES[0], CONTACTS)),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_at_its_worst_fits_and_its_buttons_pack(name: str) -> None:
    screen = SCREENS[name]()
    text, _ = read_text(screen.text, "HTML", None)

    assert 0 < len(text.encode("utf-16-le")) // 2 <= MOST
    buttons = [each for row in screen.rows for each in row]
    assert len(buttons) <= MOST_BUTTONS
    for each in buttons:
        assert each.payload is not None
        assert len(each.payload.pack().encode()) <= MAX_BYTES
        assert unpack(each.payload.pack()) == each.payload


@pytest.mark.parametrize("name", ["mine", "news", "who came", "to tell"])
def test_a_lock_screen_shows_neither_who_nor_where(name: str) -> None:
    shown, entities = read_text(SCREENS[name]().text, "HTML", None)
    units = shown.encode("utf-16-le")
    for each in entities:
        if each["type"] == "spoiler":
            start, end = each["offset"] * 2, (each["offset"] + each["length"]) * 2
            units = units[:start] + "*".encode("utf-16-le") * each["length"] + units[end:]
    preview = units.decode("utf-16-le")

    assert WORST_NAME not in preview
    assert "<&>" * 25 not in preview, "a meeting point"
    assert "nforcement" not in preview


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"stand": Stand.ASKED}, "Can you come?"),
        ({"stand": Stand.YES}, "comes for"),
        ({"stand": Stand.YES, "unnamed": True}, "A colleague without Telegram comes for"),
        ({"stand": Stand.NO}, "has said no"),
        ({"stand": Stand.WITHDRAWN}, "has been withdrawn"),
    ],
)
def test_a_card_says_how_it_stands(changed: dict[str, object], says: str) -> None:
    found = replace(MINE, invitation=replace(MINE.invitation, **changed), news=())  # type: ignore[arg-type]  # fields of one dataclass
    assert says in partners_mine.my_invitation(found).text


def test_every_news_has_words_for_whom_it_is_told_to() -> None:
    mine = set(PartnerNews) - set(partners_news._SAID) - {PartnerNews.WHO_CAME}
    assert set(partners_mine._SAID) == mine


def test_roles_of_partners_are_helped() -> None:
    from bot.views.home import HELP

    assert "“My invitations”" in HELP[Role.PARTNER]
