"""Every form there is."""

from __future__ import annotations

from bot.forms.agencies import ADD_AGENCY, ADD_CONTACT, CORRECT_CONTACT, RENAME_AGENCY
from bot.forms.budget import CHANGE_POT, NEW_COST, NEW_POT, NEW_RATE
from bot.forms.engine import Forms
from bot.forms.enrolment import ENROLMENT, WITHOUT_TELEGRAM
from bot.forms.hours import CORRECT_HOURS
from bot.forms.incidents import CORRECT_INCIDENT, INCIDENT
from bot.forms.intelligence import CORRECT_INTELLIGENCE, INTELLIGENCE, REFER_INTELLIGENCE
from bot.forms.local_officer import OFFICER_BY_HAND
from bot.forms.partners import FEEDBACK, INVITE, MEETING, SERVED
from bot.forms.places import PROPOSE_PLACE, SET_MEETING
from bot.forms.reasons import CANCEL_NIGHT, PUBLISH_SHORT
from bot.forms.referrals import FORMS as REFERRAL_FORMS
from bot.forms.rest import DUTY_TIMES, OVERRIDE_REST, REST_GIVEN, REST_NOT_OWED
from bot.forms.returns import CORRECTIONS, ENTER_RETURN, NIL_RETURN, RETURN
from bot.forms.stops import REFER_STOP
from bot.forms.support import ANSWER_SUPPORT, ASK_FOR_SUPPORT
from bot.forms.training import TRAINING
from bot.forms.training_session import (
    MOVE_SESSION,
    SELECT_ANYWAY,
    SET_SESSION,
    UNDO_SIGN_OFF,
)
from bot.forms.visiting import VISIT

FORMS = Forms(
    ENROLMENT,
    WITHOUT_TELEGRAM,
    TRAINING,
    SET_SESSION,
    MOVE_SESSION,
    SELECT_ANYWAY,
    UNDO_SIGN_OFF,
    PUBLISH_SHORT,
    CANCEL_NIGHT,
    ADD_AGENCY,
    RENAME_AGENCY,
    ADD_CONTACT,
    CORRECT_CONTACT,
    INVITE,
    MEETING,
    FEEDBACK,
    SERVED,
    PROPOSE_PLACE,
    SET_MEETING,
    OFFICER_BY_HAND,
    VISIT,
    ASK_FOR_SUPPORT,
    ANSWER_SUPPORT,
    CORRECT_HOURS,
    NEW_POT,
    CHANGE_POT,
    NEW_COST,
    NEW_RATE,
    DUTY_TIMES,
    OVERRIDE_REST,
    REST_GIVEN,
    REST_NOT_OWED,
    RETURN,
    NIL_RETURN,
    *CORRECTIONS.values(),
    ENTER_RETURN,
    INTELLIGENCE,
    CORRECT_INTELLIGENCE,
    REFER_INTELLIGENCE,
    INCIDENT,
    CORRECT_INCIDENT,
    REFER_STOP,
    *REFERRAL_FORMS,
)
"""All forms, with the engine that plays them."""
