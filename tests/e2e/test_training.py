"""Training, from the session that a lead sets to the day on which it has run out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from operation.people import MemberState, Role
from sandbox.client import Message, Person
from storage import people
from tests.e2e.casting import joined, link_from, member, opens_card
from tests.e2e.troupe import Troupe, fills_in, taps, troupe
from tests.enrolled import enrol

DAY = "Thu 13 Mar"
WHEN = f"{DAY} 10:00–13:00"
STARTS = datetime(2031, 3, 13, 10, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=3)
ROOM = "Parade room, first floor"


async def sets_session(lead: Person, places: str = "4 places") -> Message:
    """A lead sets a training for Thursday: eight taps and one line of typing."""
    await lead.sends("/start")
    await taps(lead, "Pool & training", "New session", "Next week", DAY, "10:00", "13:00 (3 h)")
    await taps(lead, places)
    await lead.waits_for("Where? Only those who are selected read it.")
    await lead.sends(ROOM)
    await taps(lead, "Set it")
    return await lead.waits_for(f"Training {WHEN}")


async def opens_session(lead: Person) -> Message:
    """A lead opens the session from home."""
    return await opens_session_at(lead, ROOM)


async def opens_session_at(lead: Person, place: str) -> Message:
    """The same, once it is somewhere else."""
    await lead.sends("/start")
    await taps(lead, "Pool & training", f"{DAY} ›")
    return await lead.waits_for(f"Where: {place}")


async def applies(person: Person) -> None:
    """Home, Training, Apply: two taps from home."""
    await person.sends("/start")
    await taps(person, "Training", f"Apply: {DAY}")
    await person.waits_for("You have applied. You will be told here.")


async def link_to_apply(lead: Person) -> str:
    """The link that a lead passes on to a parade room."""
    await opens_session(lead)
    await taps(lead, "Link to apply")
    shown = await lead.waits_for("Link to apply for the training")
    return next(line for line in shown.text.splitlines() if line.startswith("https://"))


async def opens_pool(lead: Person) -> Message:
    """The pool in words, two taps from anywhere."""
    await lead.sends("/start")
    await taps(lead, "Pool & training")
    return await lead.waits_for("pool and training")


async def without_telegram(players: Troupe, name: str, *, trained: bool = True) -> int:
    """An officer whom a lead has written down; the member's id."""
    today = players.now().date() if trained else None
    async with players.db.transaction() as tx:
        return await enrol(tx, surname=name, telegram_id=None, at=players.now(), trained_on=today)


async def comes_to(players: Troupe, moment: datetime) -> None:
    await players.world.clock_to(moment)
    await players.settles()


async def test_a_training_from_the_session_to_the_sign_off(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        deputy = await joined(players, "Deputy", Role.LEAD)
        keen = await joined(players, "Keen", trained=False)
        ward = await joined(players, "Ward", Role.LOCAL_OFFICER, trained=False)
        late = await joined(players, "Late", trained=False)
        group = await players.group(lead, deputy, keen, late)
        await sets_session(lead)

        # The group hears when and how many, not where.
        await taps(lead, "Tell the group")
        post = await lead.waits_for(f"Training {WHEN}", chat=group)
        assert post.text.splitlines()[1].startswith("4 places.")
        assert ROOM not in post.text
        assert (await taps(lead, "Link to apply")).text is None

        # An officer, a ward's officer and somebody from another team apply.
        await applies(keen)
        await applies(ward)
        await applies(late)
        newcomer = await players.world.person("Newcomer")
        await newcomer.opens(await link_to_apply(lead))
        first = await newcomer.waits_for("What is kept about you")
        assert f"Apply for the training on {DAY}" in first.text
        await fills_in(newcomer, rank="PC", surname="Newcomer", warrant="4321BA")
        await newcomer.waits_for("You have applied. You will be told here.")
        assert (await member(players, newcomer)).state is MemberState.PENDING
        await deputy.waits_for("PC Newcomer applies for the training")

        # The lead goes through them one by one: the mindset first.
        await opens_session(lead)
        await taps(lead, "Go through them ›")
        shown = await lead.waits_for("PC Keen · training")
        assert "mindset: please answer" in shown.text
        assert "✅ Select" not in shown.buttons
        refused = await players.forged(lead, "tgy:1")
        assert refused.startswith("Answer for the mindset first")
        answer = await taps(lead, "Seen", "✅ Select")
        assert answer.text == "PC Keen is selected. They have been told."
        told = await keen.waits_for("You have a place in the training:")
        assert ROOM in told.text
        await taps(lead, "Next ›")
        await lead.waits_for("PC Ward · training")
        await taps(lead, "Not sure", "✅ Select, with a reason")
        await lead.waits_for("Why is it right to select them?")
        await lead.sends("Seen on joint visits since")
        await taps(lead, "✅ Select them")
        await lead.waits_for("Selected because: Seen on joint visits since")
        await ward.waits_for("You have a place in the training:")
        await taps(lead, "Next ›")
        await lead.waits_for("PC Late · training")
        await taps(lead, "Reserve")
        await late.waits_for("You are on the reserve list.")
        await taps(lead, "Next ›")
        shown = await lead.waits_for("PC Newcomer · training")
        assert "Not on the team yet: selecting lets them in" in shown.text
        await taps(lead, "Seen", "✅ Select")
        await newcomer.waits_for("You have a place in the training:")
        assert (await member(players, newcomer)).may(Role.OFFICER)
        for person in (keen, ward, late, newcomer):
            sees = "\n".join((await person.sees()).texts)
            assert "mindset" not in sees
            assert "joint visits" not in sees

        # Somebody who has a place cannot come; the leads see who is on reserve.
        await taps(ward, f"Withdraw: {DAY}")
        await deputy.waits_for("PC Ward cannot come to the training")
        await deputy.waits_for("2 places free, 1 on reserve.")

        # A day before only those who have a place hear of it.
        await comes_to(players, STARTS - timedelta(days=1))
        await keen.waits_for("Your training")
        assert "Your training" not in "\n".join((await late.sees()).texts)
        too_early = await players.forged(lead, "tgt:1:1")
        assert too_early.startswith("The training starts on Thursday 13 March 10:00.")

        # Afterwards: who was there, and the lead's word.
        await comes_to(players, ENDS)
        await deputy.waits_for("Who was there?")
        await taps(deputy, "Mark and sign off", "✓ PC Keen")
        await deputy.waits_for("✓ PC Keen: came")
        await taps(deputy, "✗ not there")
        shown = await deputy.waits_for("✗ PC Newcomer: did not come")
        await taps(deputy, "12 months")
        await deputy.waits_for("A sign-off counts: 12 months.")
        answer = await taps(deputy, "✅ Sign off all who came (1)")
        assert answer.text == "PC Keen signed off."
        told = await keen.waits_for("Training recorded.")
        assert "It counts until Saturday 13 March 2032." in told.text
        assert (await member(players, keen)).trained_on == STARTS.date()
        assert not (await member(players, newcomer)).is_trained
        card = await opens_card(lead, "PC Keen")
        assert (
            "Trained: recorded on Thursday 13 March 2031, runs out on Saturday 13 March 2032"
        ) in card.text
        await taps(lead, "Training record ›")
        card = await lead.waits_for("PC Keen: training")
        assert "· 13 March 2031, at a session by PC Deputy: until 13 March 2032" in card.text


async def test_a_training_is_given_an_end_reminded_of_and_lapses(tmp_path: Path) -> None:
    # Without a group no week opens, so that a year goes by at once.
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        keen = await joined(players, "Keen", trained=False)
        paper = await without_telegram(players, "Paper")
        await opens_card(lead, "PC Keen")
        await taps(lead, "Trained as of today", "Training record ›")
        card = await lead.waits_for("PC Keen: training")
        assert "· 3 March 2031, by hand by PC Example: no end" in card.text

        answer = await taps(lead, "12 months")

        assert answer.text == "Runs out on Wednesday 3 March 2032."
        await keen.waits_for("Your training runs out on Wednesday 3 March 2032.")
        await opens_card(lead, "PC Paper")
        await taps(lead, "Training record ›")
        await lead.waits_for("PC Paper: training")
        await taps(lead, "24 months", "12 months")
        await comes_to(players, datetime(2032, 1, 3, 9, tzinfo=UTC))
        await keen.waits_for("After that you cannot sign up and are taken off nights ahead.")
        told = await lead.waits_for("The training of PC Paper runs out on Wednesday 3 March 2032.")
        assert "Tell them yourself: the bot cannot." in told.text
        pool = await opens_pool(lead)
        assert "Running out within 60 days:\n· PC Keen, on 3 March 2032" in pool.text

        # Renewed in time: it goes on.
        await opens_card(lead, "PC Paper")
        await taps(lead, "Training record ›", "Renewed today")
        await comes_to(players, datetime(2032, 3, 3, 9, tzinfo=UTC))

        await keen.waits_for("Your training has run out.")
        ended = await lead.waits_for("The training of PC Keen has run out.")
        assert not (await member(players, keen)).is_trained
        async with players.db.reading() as tx:
            assert (await people.get_member(tx, paper)).is_trained
        await lead.presses("Open", message=ended)
        card = await lead.waits_for("Training lapsed on Wednesday 3 March 2032.")
        assert "by hand by PC Example: lapsed 3 March 2032" in card.text
        await opens_pool(lead)
        pool = await lead.waits_for("1 trained officer, 0 active")
        assert "Lapsed: 1." in pool.text
        await keen.sends("/start")
        await taps(keen, "Training")
        await keen.waits_for("No session is set just now.")
        assert "training lapsed" in [each.verb for each in await players.audited()]


async def test_a_session_is_changed_and_called_off_and_everybody_hears_it_once(
    tmp_path: Path,
) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        keen = await joined(players, "Keen", trained=False)
        late = await joined(players, "Late", trained=False)
        await without_telegram(players, "Paper", trained=False)
        group = await players.group(lead, keen, late)
        await sets_session(lead)
        await taps(lead, "Tell the group")
        await applies(keen)
        await applies(late)

        # Somebody without Telegram is entered by the lead, who tells them.
        await opens_session(lead)
        answer = await taps(lead, "Add someone", "PC Paper")
        assert answer.text == "PC Paper is entered. Tell them yourself: the bot cannot."
        await taps(lead, "Seen", "✅ Select")
        await lead.waits_for("selected.")

        # Nobody may be left without the place they have, nor get one that is not there.
        await opens_session(lead)
        await taps(lead, "Change ›", "Places −1")
        await lead.waits_for("1 of 3 places taken")
        await taps(lead, "Places −1")
        await lead.waits_for("1 of 2 places taken")
        await taps(lead, "Places −1")
        await lead.waits_for("1 of 1 place taken")
        refused = await taps(lead, "Places −1")
        assert refused.text == "A training has at least 1 place, at most 60."
        await taps(lead, "‹ Session", "PC Keen ›", "Seen")
        refused = await taps(lead, "✅ Select")
        assert refused.text == (
            "No place is free, of 1 in all. Add a place, or use the reserve list."
        )
        await opens_session(lead)
        await taps(lead, "Change ›", "Places +1")
        await lead.waits_for("1 of 2 places taken")
        await taps(lead, "‹ Session", "PC Keen ›")
        await lead.waits_for("PC Keen · training")
        await taps(lead, "✅ Select")
        await keen.waits_for("You have a place")
        refused_again = await players.forged(lead, "tgy:1")
        assert refused_again == "They have a place already. Open the session to look."

        # Another time: those who have applied hear it, with the place for who is selected.
        await opens_session(lead)
        await taps(lead, "Change ›", "Time or place", "Next week")
        await lead.waits_for("On which day?")
        await taps(lead, DAY, "14:00", "16:00 (2 h)")
        await lead.waits_for("Where? Only those who are selected read it.")
        await lead.sends("Room 7")
        answer = await taps(lead, "Change it")
        assert answer.text == "Changed. 2 people told. Tell them yourself: PC Paper."
        told = await keen.waits_for("The training has changed.")
        assert "Where: Room 7" in told.text
        told = await late.waits_for("The training has changed.")
        assert "Room 7" not in told.text
        await lead.waits_for(f"Training {DAY} 14:00–16:00\n2 places.", chat=group)

        # The day before, the lead is asked to remind whom the bot cannot.
        await comes_to(players, STARTS - timedelta(days=1) + timedelta(hours=4))
        await keen.waits_for("Your training")
        told = await lead.waits_for("Remind them yourself, the bot cannot:")
        assert "PC Paper" in told.text

        await opens_session_at(lead, "Room 7")
        await taps(lead, "Change ›", "Call it off")
        await lead.waits_for("3 people will be told.")
        answer = await taps(lead, "Yes, call it off")
        assert answer.text == "Called off. 2 people told. Tell them yourself: PC Paper."
        await keen.waits_for("called off.")
        await late.waits_for("called off.")
        await lead.waits_for("Called off.", chat=group)
        refused_again = await players.forged(late, "tga:1")
        assert refused_again.startswith("The training of Thursday 13 March 14:00 is called off")


async def test_what_cannot_be_is_refused_with_the_reason(tmp_path: Path) -> None:
    async with troupe(tmp_path) as players:
        lead = await joined(players, "Example", Role.LEAD)
        keen = await joined(players, "Keen", trained=False)
        trained = await joined(players, "Trained")
        partner = await joined(players, "Agency", Role.PARTNER)
        neighbour = await joined(players, "Neighbour", area="southwark", trained=False)
        await sets_session(lead)
        await applies(keen)

        said = {
            "twice": await players.forged(keen, "tga:1"),
            "trained": await players.forged(trained, "tga:1"),
            "partner": await players.forged(partner, "tga:1"),
            "other area": await players.forged(neighbour, "tga:1"),
            "not applied": await players.forged(trained, "tgw:1"),
            "no session": await players.forged(keen, "tga:99"),
            "odd length": await players.forged(lead, "tgz:1:13:0"),
            "odd mindset": await players.forged(lead, "tgq:1:maybe"),
            "too many places": await players.forged(lead, f"tgp:1:{10**15}"),
            "no group": await players.forged(lead, "tgg:1"),
        }

        assert {what: words.partition(".")[0] for what, words in said.items()} == {
            "twice": "You have applied already: you will be told",
            "trained": (
                "Trained already since 6 January 2031, and it does not run out soon: nothing to do"
            ),
            "partner": "The training is for police officers",
            "other area": "This bot is for members of a team",
            "not applied": "Not on this training's list, or not any more",
            "no session": "That is no longer there",
            "odd length": "This button is out of date",
            "odd mindset": "This button is out of date",
            "too many places": "A training has at least 1 place, at most 60",
            "no group": "The area has no group",
        }

        # A link that has been withdrawn, or whose session has begun, lets nobody in.
        ordinary = await link_from(lead, "Officer")
        link = await link_to_apply(lead)
        waiting = await players.world.person("Waiting")
        await waiting.opens(ordinary)
        await fills_in(waiting, rank="PC", surname="Waiting", warrant="4321BA")
        await waiting.waits_for("A project lead has been asked to let you in.")
        await waiting.sends("/start")
        home = await waiting.waits_for("Support, any time")
        assert "Training" not in home.buttons
        await waiting.opens(link)
        await waiting.waits_for("You have applied. You will be told here.")
        await waiting.opens(link)
        await waiting.waits_for("You have applied already: you will be told.")
        await waiting.sends("/start")
        await players.settles()
        assert (await waiting.sees()).last.buttons[0] == "Training"
        await waiting.presses("Training")
        await players.settles()
        await waiting.presses(f"Withdraw: {DAY}", message=(await waiting.sees()).last)
        await waiting.waits_for("You have withdrawn.")
        brief = await players.world.person("Brief")
        await brief.opens(link)
        await fills_in(brief, rank="PC", surname="Brief", warrant="4321BA")
        await taps(brief, f"Withdraw: {DAY}")
        await brief.waits_for("You have withdrawn.\nYour details were not kept.")
        await brief.sends("/start")
        await brief.waits_for("This bot is for members of a team.")
        stranger = await players.world.person("Stranger")
        await comes_to(players, STARTS)
        await stranger.opens(link)
        await stranger.waits_for("This link ran out on Thursday 13 March 10:00.")
        late = await players.forged(keen, "tgw:1")
        assert late.startswith("This training began on Thursday 13 March 10:00")
        assert {each.verb for each in await players.audited()} >= {"refused SessionBegun"}
