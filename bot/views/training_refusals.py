"""The wording of what is refused about training."""

from __future__ import annotations

from bot.views.plain import count
from bot.views.said import Said, Wordings
from bot.views.training_words import plain_day
from operation import qualification, training
from operation.training import ApplicationState

_DECIDED = {
    ApplicationState.APPLIED: "They wait for a decision",
    ApplicationState.RESERVE: "They are on the reserve list already",
    ApplicationState.SELECTED: "They have a place already",
    ApplicationState.DECLINED: "They were declined already",
    ApplicationState.WITHDRAWN: "They have withdrawn",
}
_APPLIED = {
    ApplicationState.APPLIED: "You have applied already: you will be told.",
    ApplicationState.RESERVE: "Already on the reserve list: you will be told.",
    ApplicationState.SELECTED: "There is a place already: nothing to do.",
    ApplicationState.DECLINED: "There was no place this time. Look for another session.",
    ApplicationState.WITHDRAWN: "That was withdrawn. Apply again to be on the list.",
}


def _trained(refused: training.TrainedAlready, _said: Said) -> str:
    since = f" since {plain_day(refused.trained_on)}" if refused.trained_on else ""
    return f"Trained already{since}, and it does not run out soon: nothing to do."


WORDING: Wordings = {
    qualification.SignOffNotCurrent: lambda _r, _s: (
        "That sign-off is not what counts for them now, so there is nothing to undo. Open their "
        "training and look."
    ),
    training.SessionPast: lambda r, s: (
        f"{s.when(r.starts)} has passed. Choose a time that is still ahead."
    ),
    training.SessionEndsFirst: lambda r, s: (
        f"It would end on {s.when(r.ends)}, before it starts. Choose a later end."
    ),
    training.SessionTooLong: lambda r, _s: (
        f"A training lasts at most {r.hours} hours. Choose an earlier end."
    ),
    training.SeatsImpossible: lambda r, _s: f"A training has at least 1 place, at most {r.most}.",
    training.PlaceUnclear: lambda r, _s: (
        f"Say where it is, in at most {r.limit} characters. Type it again."
    ),
    training.SeatsTaken: lambda r, _s: (
        f"{r.selected} have a place, so {count(r.seats, 'place')} are too few. Take a place back "
        "first: look at who is selected."
    ),
    training.SessionBegun: lambda r, s: (
        f"This training began on {s.when(r.starts)}: its list can no longer change."
    ),
    training.SessionCalledOff: lambda r, s: (
        f"The training of {s.when(r.starts)} is called off: there is nothing to do."
    ),
    training.SessionAhead: lambda r, s: (
        f"The training starts on {s.when(r.starts)}. Look again then: nobody was there yet."
    ),
    training.SessionTold: lambda r, s: (
        f"The group was told on {s.when(r.told_at)}, and the message there keeps itself up to "
        "date: nothing to do."
    ),
    training.NoGroupToTell: lambda _r, _s: (
        "The area has no group. Send /link in yours, or use a link to apply."
    ),
    training.SessionFull: lambda r, _s: (
        f"No place is free, of {r.seats} in all. Add a place, or use the reserve list."
    ),
    training.AppliedAlready: lambda r, _s: _APPLIED[r.state],
    training.TrainedAlready: _trained,
    training.TrainingForPolice: lambda _r, _s: (
        "The training is for police officers. If you are one, ask a lead to check your roles."
    ),
    training.NoApplication: lambda _r, _s: (
        "Not on this training's list, or not any more. Open “Training” to look."
    ),
    training.ApplicationDecided: lambda r, _s: f"{_DECIDED[r.state]}. Open the session to look.",
    training.MindsetUnanswered: lambda _r, _s: (
        "Answer for the mindset first: seen, not sure or no. Then you can select."
    ),
    training.MindsetNotSeen: lambda _r, _s: (
        "The mindset was not seen. Use “Select, with a reason” on their card."
    ),
    training.NotAttended: lambda _r, _s: (
        "Not marked as there, so not signed off. Mark who came first: look at the list."
    ),
    training.SignedOffAlready: lambda _r, _s: "Signed off already: nothing to do.",
    training.NobodyToSignOff: lambda _r, _s: (
        "Nobody waits to be signed off. Mark who came first: look at the list."
    ),
    qualification.TrainingRunOut: lambda r, _s: (
        f"That training would have run out on {plain_day(r.expired_on)}. Use a later day, or "
        "choose a longer time."
    ),
    qualification.NotTrainedNow: lambda _r, _s: (
        "They are not trained at present. Record the training first, then you can set its end."
    ),
}
