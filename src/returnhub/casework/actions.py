"""Everything that can be done, in one place: pages, the API, imports and commands all call these functions.

Each takes the officer who acts first, returns `Done`, or raises `Refused` and changes nothing.
"""

from returnhub.casework.access.appointing import appoint, dismiss, new_password
from returnhub.casework.access.tokens import make_token, revoke_token
from returnhub.casework.api.subscribing import subscribe, tell_again, unsubscribe
from returnhub.casework.cases.changing import Done
from returnhub.casework.cases.establishing import (
    establish_facts,
    events_for,
    lodge_further_submissions,
    record_event,
)
from returnhub.casework.cases.events import EVENTS
from returnhub.casework.cases.holds import HOLDS, lift_hold, may_lift, raise_hold
from returnhub.casework.cases.linking import LINK_KINDS, link_cases, settle_link
from returnhub.casework.cases.notes import add_note, observe, represent, restrict
from returnhub.casework.cases.opening import Person, Responsibility, assign, open_case, record_identity
from returnhub.casework.cases.reasons import BECAUSE, Reasons
from returnhub.casework.cases.scheme_facts import establish_scheme_fact
from returnhub.casework.cases.viewing import PURPOSES, CaseView, known_as_at, view_case, who_read
from returnhub.casework.moves.making import Next, countersign_move, decline_move, request_move
from returnhub.casework.moves.texts import replayed
from returnhub.casework.places.beds import change_nights, hold_place, release_place
from returnhub.casework.places.over_capacity import (
    ask_over_capacity,
    countersign_over_capacity,
    decline_over_capacity,
)
from returnhub.casework.places.planning import cancel_flight, plan_flight, set_places
from returnhub.casework.places.seats import hold_seat, release_seat
from returnhub.casework.refusals import Citation, Refused

__all__ = [
    "BECAUSE",
    "EVENTS",
    "HOLDS",
    "LINK_KINDS",
    "PURPOSES",
    "CaseView",
    "Citation",
    "Done",
    "Next",
    "Person",
    "Reasons",
    "Refused",
    "Responsibility",
    "add_note",
    "appoint",
    "ask_over_capacity",
    "assign",
    "cancel_flight",
    "change_nights",
    "countersign_move",
    "countersign_over_capacity",
    "decline_move",
    "decline_over_capacity",
    "dismiss",
    "establish_facts",
    "establish_scheme_fact",
    "events_for",
    "hold_place",
    "hold_seat",
    "known_as_at",
    "lift_hold",
    "link_cases",
    "lodge_further_submissions",
    "make_token",
    "may_lift",
    "new_password",
    "observe",
    "open_case",
    "plan_flight",
    "raise_hold",
    "record_event",
    "record_identity",
    "release_place",
    "release_seat",
    "replayed",
    "represent",
    "request_move",
    "restrict",
    "revoke_token",
    "set_places",
    "settle_link",
    "subscribe",
    "tell_again",
    "unsubscribe",
    "view_case",
    "who_read",
]
