"""Taps that should not be: tampered, stale, forwarded, foreign, and without anything in them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.callbacks import Payload
from bot.callbacks.people import Home, PeopleOf
from bot.errors import GONE, OLD_BUTTON
from operation.people import Role
from storage import audit
from tests.e2e import buttons_rest, buttons_swaps
from tests.e2e.buttons_hours import money_is_there
from tests.e2e.casting import (
    asks_to_join,
    contents,
    inbox,
    joined,
    link_from,
    newcomer,
    offers,
    tries,
)
from tests.e2e.every_button import OF_A_FORM, OF_ANY_MEMBER, of_a_lead
from tests.e2e.stage_training import session_is_there
from tests.e2e.stage_visits import a_request, a_visit
from tests.e2e.troupe import taps, troupe

ONE_LINE = "This bot is for members of a team."
LEADS_ONLY = "You need the role “project lead"
NO_FORM = "This form was sent, cancelled or has run out. Send /start."
SAID = ("inbox", "post")
"""What a refused tap may touch: its own update, and the screen that stands in the chat."""


def test_every_kind_of_button_is_tried() -> None:
    tried = {type(each) for each in (*of_a_lead(1), *OF_A_FORM, *OF_ANY_MEMBER)}

    assert tried == set(Payload.__subclasses__())


async def test_an_officer_with_a_leads_buttons_gets_nothing_by_any_of_them(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        person = await newcomer(players)
        await session_is_there(players.db, at=players.now())
        await players.group(lead, officer)
        await asks_to_join(person, await link_from(lead, "Officer"))
        await buttons_swaps.offered(players.db, at=players.now())
        await money_is_there(players.db)
        await buttons_rest.owed(players.db, at=players.now())
        await players.settles()
        async with players.db.transaction() as tx:
            # Somebody's visit and request, for the buttons that are about one.
            assert await a_visit(tx, 1, 1) == 1
            assert await a_request(tx, 1) == 1
        before = await contents(players.db, but=SAID)
        buttons = [each.pack() for each in of_a_lead(1)]

        said = await tries(players, officer, *buttons)

        assert {data for data, words in said.items() if not words.startswith(LEADS_ONLY)} == set()
        await players.settles()
        assert await contents(players.db, but=SAID) == before
        async with players.db.reading() as tx:
            newest = await audit.recent(tx, "lambeth", limit=len(buttons))
        assert {each.event.verb for each in newest} == {"refused RoleMissing"}


async def test_a_stranger_gets_the_one_line_by_any_button_there_is(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await players.group(lead)
        await link_from(lead, "Officer")
        stranger = await newcomer(players)
        await stranger.sends("Hello")
        await money_is_there(players.db)
        await session_is_there(players.db, at=players.now())
        await players.settles()
        before = await contents(players.db, but=["inbox"])
        buttons = [each.pack() for each in (*of_a_lead(1), *OF_ANY_MEMBER)]

        said = await tries(players, stranger, *buttons)

        assert {data for data, words in said.items() if not words.startswith(ONE_LINE)} == set()
        await players.settles()

        assert await contents(players.db, but=["inbox"]) == before


async def test_the_buttons_of_somebody_elses_form_are_nobody_elses(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        person = await newcomer(players)
        await person.opens(await link_from(lead, "Officer"))
        await taps(person, "I have read this, go on")
        await person.waits_for("Your rank?")
        forwarded = await offers(players, officer, *(each.pack() for each in OF_A_FORM))

        for button in OF_A_FORM:
            answer = await officer.presses(data=button.pack(), message=forwarded)
            assert answer.text == NO_FORM
        assert (await person.sees()).find("Your rank?") is not None


TAMPERED = [
    "tga:x", "tgx:1:2", "tgt:1:y", "tgz:1:0",
    "x", "in", "in:1", "in:1:2:3", "in:one:two", "in:1:2 ", "in:-1:-1", "ok:1:yes",
    "ppl:lambeth:0:0", "lnkr:lambeth:emperor:1", "plns:lambeth:4:colour:1", "xnd:lambeth:20310230",
    "xnd:lambeth:00010101", "xnd:lambeth:99991231", f"mem:{2**63}", f"in:1:{'9' * 50}", "ok:²:1",
    "pnq:1:party:1", "pnv:1:asleep", "pnw:1:x", "pny:1:x:0:60",
    "wd:1:dead", "wd:1:access", "cxn:1:boredom", "cxn:1:other", "ans:1:1:dance", "cf:1:2",
    "hrt:1:gold", "hsy:1:0:arrest", "hsy:1:0.x:arrest", "hsy:1:0.1:bored", "hmk:1:1:asleep:0",
    "hkd:1:1:holiday", "bxp:1:pdf", "bxm:lambeth:20310230:csv",
    "{}", "null", "'; drop table member; --", "<b>in</b>", "\N{PILE OF POO}" * 16,
]  # fmt: skip
MISSING = [
    "tga:999", "tgw:999", "tgs:999:0", "tgv:999", "tgp:999:1", "tgj:999", "tgx:999:0", "tgx:999:1",
    "tgg:999", "tgl:999", "tge:999:0", "tgi:999:1", "tgo:999", "tgq:999:seen", "tgy:999",
    "tgr:999", "tgd:999:0", "tgd:999:1", "tgu:999", "tgz:999:0:0", "tgt:999:1", "tgf:999:0",
    "tgk:999:0", "tgun:999", "tgb:999", "tgc:999:12",
    "mem:999", "wk:999", "nt:999", "apr:999", "ok:999:1", "no:999", "susp:999", "rdel:999",
    "in:999:999", "out:1:999", "addm:999:1", f"mem:{2**63 - 1}", "num:999:0:1",
    "cf:999:0", "cmi:999:0", "wd:999:unsaid", "acc:999:0", "dcl:999:1", "sba:999", "pub:999:1:n",
    "pubs:999:1", "crw:999", "pck:999:1:1", "tms:999", "tmx:999:15:0", "tmv:999:1200:1560",
    "wrd:999:0", "wrds:999:E05014101", "cxl:999", "cxn:999:weather", "cxw:999", "ptb:999",
    "prs:999:1", "ans:999:1:confirm", "cov:999", "swg:999:0", "swn:999:1", "swa:999",
    "swo:999:1:0", "swb:999:0", "swt:999", "swd:999", "swc:999", "swy:999", "swx:999",
    "swf:999:1:0", "sww:999:1:1",
    "pgc:999", "pgr:999", "pgp:999:1", "pgw:999", "pgm:999:1", "pgh:999:8", "pnc:999", "pnp:999",
    "pnq:999:enforcement:1", "pnw:999:n", "pnx:999:n:15:0", "pny:999:n:0:60", "pni:999",
    "pnt:999:1", "pnn:999", "pnm:999", "pnk:999:0", "pna:999:1", "pnd:999", "pnv:999:came",
    "pns:999", "pnz:999:1", "pno:999", "pnu:999:1", "pnr:999:5", "pne:999", "pic:999",
    "pia:999:1:1", "pie:999:1", "pis:999:1:1", "piu:999:1", "pif:999", "piq:999",
    "hrt:999:pay", "hot:999", "hst:999:15:0", "hwm:999:pay", "hsy:999:0.1:arrest", "hmu:999:0",
    "hmk:999:1:here:0", "hma:999", "hcd:999:0", "hcp:999", "hsh:999:1", "hsl:999:1:15:0",
    "hcf:999:1:0:0.0:planned", "hco:999:1:0:0.0:planned", "hnt:999:1:0", "hkd:999:1:casual",
    "hwt:999:1:pay", "bpt:999", "bcp:999", "bac:999", "bcs:999:0", "bdc:999", "bdr:999",
    "bxp:999:csv", "bch:999", "bsp:1:999", "bpo:999:1:p:0:0",
]  # fmt: skip
IMPOSSIBLE = [
    "lnkr:lambeth:officer:0", "lnkr:lambeth:officer:-1", "lnkr:lambeth:lead:20",
    f"lnkr:lambeth:officer:{10**15}", f"num:1:0:{10**15}", "num:1:-99:0",
    f"plns:lambeth:4:places:{10**15}", f"plns:lambeth:4:minimum:-{10**15}", "plnd:lambeth:99",
    "plnd:lambeth:-1", "plns:lambeth:99:places:1", f"plms:lambeth:closes:{10**15}",
    "plms:lambeth:nothing:30", "lnkx:999",
    "radr:1:local_officer:-1", "radr:1:partner:999",
    f"tmv:1:{10**15}:{10**16}", "tmv:1:-60:60", "tmv:1:1200:1200", "tmv:1:1200:2880", "pub:1:-1:n",
    f"pub:1:{10**15}:anywhere", "pck:1:999:1", "wrds:1:E00000000", "wrds:1:", "ans:1:999:confirm",
    "ans:1:999:withdraw", "ans:1:999:accept", "ans:1:999:decline", "ptb:1", "cov:1",
    "swa:1", "swo:1:1:0", f"swo:1:1:{10**15}", "swo:1:1:-1", "sww:1:1:1",
    "pnn:1", "pny:1:c:0:60", "pny:1:n:-15:60", "pny:1:n:0:361", "pny:1:n:60:0",
    f"pny:1:n:0:{10**6}", "pnr:1:501", "pno:1", "pnz:1:999",
]  # fmt: skip
NOWHERE = [
    "tgm:nowhere",
    "tgh:nowhere",
    "tgn:nowhere",
    "ppl:nowhere:0",
    "lnk:nowhere",
    "rota:nowhere",
    "plan:nowhere",
    "addp:nowhere",
]
LONG_LISTS = [
    f"ppl:lambeth:{10**15}", "ppl:lambeth:-5", f"addf:1:{10**15}", "rwhr:1:partner:99",
    f"wrd:1:{10**15}", "wrd:1:-5", f"prs:1:{10**15}", f"tmx:1:{10**15}:-{10**15}",
    f"swf:1:1:{10**15}", "swf:1:1:-5",
]  # fmt: skip


async def test_tampered_buttons_are_refused_and_change_nothing(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await players.group(lead)
        await players.settles()
        before = await contents(players.db, but=SAID)
        expected = dict.fromkeys(TAMPERED, OLD_BUTTON)
        expected["in:-1:-1"] = GONE
        expected |= dict.fromkeys(MISSING, GONE)

        said = await tries(players, lead, *expected, *IMPOSSIBLE, *NOWHERE)
        await players.settles()

        assert {data: said[data] for data in expected} == expected
        assert all(said[data] for data in IMPOSSIBLE)
        assert not any("Sorry" in said[data] for data in IMPOSSIBLE), "no fault of ours"
        assert all(said[data].startswith(ONE_LINE) for data in NOWHERE)
        assert await contents(players.db, but=SAID) == before
        assert {row.state for row in await inbox(players.db)} == {"done"}
        assert {row.tries for row in await inbox(players.db)} == {1}


@pytest.mark.parametrize("data", LONG_LISTS)
async def test_a_page_that_is_not_there_shows_one_that_is(tmp_path: Path, data: str) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        await players.group(lead)
        shown = await offers(players, lead, data)

        assert (await lead.presses(data=data, message=shown)).answered

        await lead.waits_without("Tampered")
        assert {row.tries for row in await inbox(players.db)} == {1}


async def test_the_buttons_of_last_month_say_what_is_so_now(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)
        post = await officer.waits_for("Rota · week of Mon 10 Mar", chat=group)
        old = dict(post.data)
        await lead.sends("/rota")
        await taps(lead, "Add a night")
        dates = await lead.waits_for("Which date?")
        await players.world.clock_to(datetime(2031, 4, 10, 12, 0, tzinfo=UTC))
        kept = await offers(players, officer, *(data for data in old.values() if data))

        answer = await officer.presses(data=old["✅ Fri 14 Mar: in"], message=kept)
        assert answer.text is not None
        assert answer.text.startswith("Sign-up closed on Wednesday 5 March 18:00.")
        answer = await officer.presses(data=old["Fri 14 Mar: out"], message=kept)
        assert answer.text == "Not on this list, so there is nothing to take off."
        answer = await lead.presses("Thu 6 Mar", message=dates)
        assert answer.text == OLD_BUTTON


async def test_a_private_button_that_stands_in_a_group_answers_in_private(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)
        posted = await offers(players, group, Home().pack(), PeopleOf("lambeth").pack())

        await officer.presses(data=Home().pack(), chat=group, message=posted)
        await officer.waits_for("Support, any time")
        await lead.presses(data=PeopleOf("lambeth").pack(), chat=group, message=posted)
        await lead.waits_for("Lambeth: people")

        shown = await officer.sees(group)
        assert shown.find("Support, any time") is None
        assert shown.find("Lambeth: people") is None
        assert shown.find("Tampered") is not None, "the group's message stays as it was"


async def test_a_copy_of_the_rota_post_works_and_is_then_taken_away(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        officer = await joined(players, "Sample")
        group = await players.group(lead, officer)
        post = await officer.waits_for("Rota · week of Mon 10 Mar", chat=group)
        data = post.data["✅ Fri 14 Mar: in"]
        assert data is not None
        copy = await offers(players, group, data, words="A copy")

        answer = await officer.presses(data=data, chat=group, message=copy)

        assert answer.text == "Fri 14 Mar: You are in as 1st of 6."
        await officer.waits_without("A copy", chat=group)
        await officer.waits_for("1. PC Sample", chat=group)


async def test_taps_without_data_or_message_are_answered_or_passed_over(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        officer = await joined(players, "Sample")
        sender = {"id": officer.id, "is_bot": False, "first_name": "Sample"}
        for number, more in enumerate([
            {"game_short_name": "chess"},
            {"inline_message_id": "x", "data": Home().pack()},
            {"data": Home().pack()},
            {"data": ""},
            {"data": "x" * 5000},
        ]):  # fmt: skip
            query = {"id": f"odd-{number}", "from": sender, "chat_instance": "1", **more}
            await players.world.raw_update({"callback_query": query})
        await players.settles()

        assert {row.state for row in await inbox(players.db)} == {"done"}
        answered = {call.params["callback_query_id"] for call in
                    await players.world.calls("answerCallbackQuery")}  # fmt: skip
        assert answered == {f"odd-{number}" for number in range(5)}
        assert (await officer.waits_for("Support, any time")).is_from_bot
