"""What people are told when something went wrong on the bot's side."""

from __future__ import annotations

from bot.screens import Screen
from bot.views.plain import home_row, safe
from operation.area import Area

_DOES = {
    "referral_due": (
        "chase a referral that is not sent",
        "Until then, look yourself: “Referrals” on your home screen shows which are not.",
    ),
    "referral_follow_up": (
        "ask what became of a referral",
        "Until then, ask yourself: “Referrals” on your home screen shows which wait.",
    ),
    "intelligence_due": (
        "ask for the force reference of an item of intelligence",
        "Until then, ask the crew yourself: the return of their patrol lists what has none.",
    ),
    "stop_due": (
        "ask for the force reference after a safeguarding stop",
        "Ring the crew yourself now: the return of their patrol lists the stop.",
    ),
    "return_due": (
        "ask a crew for the return of its patrol",
        "Until then, ask them yourself: the night in /rota shows whether it is in.",
    ),
    "screen_closes": (
        "remove a message that shows what is in a return",
        "Until then, delete it from your own chat yourself.",
    ),
    "draft_due": (
        "remind somebody of what they had begun to fill in",
        "There is nothing to do yourself: it waits at their home, “▶ Go on where you stopped”.",
    ),
    "training_reminder": (
        "remind those selected of their training",
        "Until then, remind them yourself: “Pool & training” shows who they are.",
    ),
    "training_over": (
        "ask you who came to a training",
        "Until then, mark it yourself: “Pool & training”, then the session.",
    ),
    "qualification_expiring": (
        "remind somebody that their training runs out",
        "Until then, tell them yourself: “Pool & training” shows whose does.",
    ),
    "qualification_lapses": (
        "end a training that has run out",
        "Until then, end it yourself on their card under “People”.",
    ),
    "open_weeks": ("open the next rota", "Please check the rota: /rota."),
    "end_sign_up": ("close a rota", "Please check the rota: /rota."),
    "end_extra_night": ("close an extra night", "Please check the rota: /rota."),
    "week_over": ("file a week that is over", "Nothing is lost: its old post stays pinned."),
    "offer_ends": (
        "offer a place to the next in line, after an offer ran out",
        "Until then, open the night in /rota, tap who holds the offer, and choose “They say no”.",
    ),
    "fill_crew": (
        "offer a place that came free to the next in line",
        "Until then, open the night in /rota, tap “Choose who goes”, and publish.",
    ),
    "late_drop": (
        "tell a crew that somebody has left it at short notice",
        "Tell them yourself, and the supervisor: the night in /rota shows who goes.",
    ),
    "tell_lacking": (
        "tell you what a night lacks",
        "Please open the coming nights in /rota: each says what it lacks.",
    ),
    "plan_pairing": (
        "see that a local officer is found after one had lost access",
        "Until then, ask the ward's sergeant yourself: the night in /rota shows who comes.",
    ),
    "ask_provisional": (
        "ask somebody who said maybe whether they come",
        "Until then, ask them yourself: the rota shows who they are.",
    ),
    "release_ends": (
        "say that a week is open to everyone now",
        "It is, all the same: tell those who said maybe yourself.",
    ),
    "propose_week": (
        "propose crews anew after somebody had left",
        "Until then, open the night in /rota and tap “Choose who goes”.",
    ),
    "crew_starts": (
        "release those standing by for a patrol that has started",
        "Until then, tell them yourself that they are not needed.",
    ),
    "rest_owed": (
        "note what rest is owed after a patrol",
        "Until then, ask the crew yourself when they are on duty next.",
    ),
    "remind_crew": (
        "remind a crew of its night",
        "Until then, remind them yourself: /rota shows who goes.",
    ),
    "check_crew": (
        "check whether a crew is complete",
        "Until then, look at the next nights in /rota yourself.",
    ),
    "chase_crew": (
        "ask again those who have not confirmed",
        "Until then, ask them yourself: the night in /rota shows who they are.",
    ),
    "show_unconfirmed": (
        "tell you who has not confirmed",
        "Until then, open the next nights in /rota: there you see it.",
    ),
    "swap_ends": (
        "end the offer of a shift that nobody took in time",
        "Whoever offered it is on the crew: the night in /rota shows it.",
    ),
    "swap_waits": (
        "remind you of a swap that waits for a yes or no",
        "Until then, open the night in /rota: there you can answer.",
    ),
    "watch_night_money": (
        "look whether a night has overspent its pot",
        "Until then, look at “Money” at home yourself.",
    ),
    "watch_pots": (
        "look whether a pot is overspent",
        "Until then, look at “Money” at home yourself.",
    ),
    "swap_not_rested": (
        "tell somebody that their swap cannot go ahead",
        "The night in /rota shows whose shift is on offer: please tell them yourself.",
    ),
    "chase_pairing": (
        "ask again for a local officer",
        "Until then, ask the ward's sergeant yourself: “Pairing” at home shows which nights.",
    ),
    "check_pairing": (
        "check whether a night has its local officer",
        "Until then, look at “Pairing” at home yourself.",
    ),
    "agree_ward": (
        "ask for a ward that is not settled",
        "Until then, look at the next nights in /rota, and settle their wards yourself.",
    ),
    "chase_partner": (
        "ask again a partner who has not answered",
        "Until then, ask them yourself: the night in /rota shows who, under “Partners”.",
    ),
    "show_partner": (
        "tell you which partner has not answered",
        "Until then, look under “Partners” of the next nights in /rota.",
    ),
    "remind_partner": (
        "remind a partner of a night",
        "Until then, remind them yourself: the night in /rota shows who, under “Partners”.",
    ),
    "partner_morning": (
        "ask a partner how a night went",
        "Until then, ask them yourself, and note who came: open the night in /rota.",
    ),
    "partners_start": (
        "bring the partners' cards up to date when their night started",
        "Nobody misses anything: open the night in /rota to note who came.",
    ),
    "ask_hours": (
        "ask a crew when they worked",
        "Until then, ask them yourself, and note it: open the night in /rota, then “Hours”.",
    ),
    "remind_hours": (
        "ask again those who have not said when they worked",
        "Until then, ask them yourself: the night in /rota shows who, under “Hours”.",
    ),
    "visits_begin": (
        "tell a visitor whom nobody has answered not to come",
        "Until then, tell them yourself: the night in /rota shows who, under “Visitors”.",
    ),
    "visits_end": (
        "end the access of visitors to a night that is over",
        "Their cards show no contact once it is over. Please check the rota: /rota.",
    ),
    "visits_forgotten": (
        "forget who visited a night a while ago",
        "There is nothing to do in /rota: their names stay until then.",
    ),
    "support_due": (
        "remind you of support that was asked for",
        "Until then, look at “Support requests” at home yourself.",
    ),
    "support_forgotten": (
        "forget who asked for support that is closed",
        "There is nothing to do yourself: their names stay until then.",
    ),
}
"""By kind of notice: what did not happen, and what a lead can do by hand."""
_ANYTHING = ("do what was due", "Please check the rota: /rota.")


def gave_up(_nothing: object = None) -> Screen:
    """Somebody learns that what they sent was tried three times and given up."""
    text = (
        "Something you sent could not be carried out. Please try again; "
        "if it fails again, tell your lead."
    )
    return Screen(text=text)


def notice_failed(area: Area, kind: str) -> Screen:
    """A lead learns that something the bot does by itself keeps failing."""
    not_done, by_hand = _DOES.get(kind, _ANYTHING)
    text = (
        f"<b>{safe(area.name)}: I could not {not_done}.</b>\n"
        f"I try again every hour. {by_hand}\n"
        "Please ask whoever runs the server to look at the log."
    )
    return Screen(text=text, rows=(home_row(),))
