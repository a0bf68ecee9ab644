"""What can happen to a case, in one table. An event records; the facts it establishes are what rules read.

What protects a person can be recorded by anybody who works on cases; what takes a protection away only by
those who settle it (`by`, `settled`), and only with an answer to everything that it leans on: a claim whose outcome
is not known is not known to be decided, an order that cannot be named is not known to be discharged.
"""

from __future__ import annotations

from typing import Any

from returnhub.casework.cases.event_types import (
    DAY_OF_IT,
    YES_NO,
    Establishes,
    EventKind,
    Field,
    Raises,
    Text,
)
from returnhub.casework.deadlines.appeal_time import COUNTRIES
from returnhub.scheme.types import Code, Date
from returnhub.scheme.vocabulary import load_vocabulary

_DAY = Date()
_E = Establishes
_APPEAL = Code(
    {"allowed": "Allowed", "dismissed": "Dismissed", "withdrawn": "Withdrawn", "abandoned": "Abandoned"}
)
_CLAIM = Code({"granted": "Granted", "refused": "Refused", "withdrawn": "Withdrawn", "void": "Void"})
_SUBMISSIONS = Code(
    {
        "granted": "Leave granted",
        "fresh_claim_refused": "Fresh claim, refused",
        "not_fresh": "Not a fresh claim",
    }
)
_FORUM = Code(
    {
        "ftt": "First-tier Tribunal",
        "ut": "Upper Tribunal",
        "coa": "Court of Appeal",
        "cos": "Court of Session",
        "uksc": "Supreme Court",
    }
)
_NRM_PROTECTS = ("referred", "reasonable_grounds_positive")
"""Not a positive conclusive decision: once the recovery period has ended a move is open after it."""
_COUNTRY = Code(COUNTRIES)
_PAPER = Code(
    {
        "passport": "Passport",
        "etd": "Emergency travel document",
        "uk_letter": "UK letter",
        "chicago_letter": "Chicago Convention letter",
    }
)
_PROOF = Code(
    {"in_person": "Handed over in person", "post": "Recorded post", "representative": "Through the lawyer"}
)
_OFFER = Code(
    {
        "offered": "Offered, no answer yet",
        "declined": "Declined",
        "accepted": "Accepted",
        "failed": "Accepted but could not be carried out",
    }
)


def _stops(fact: str, value: Any, only_if: tuple[str, str] | None = None) -> Establishes:
    """A fact that only ever stops moves: it follows from the event whatever else is not known of it."""
    return Establishes(fact, value, only_if=only_if, protects=(value,))


def _fact_type(name: str) -> Code | Date:
    return load_vocabulary().facts[name].type  # type: ignore[return-value]


def _legal() -> list[EventKind]:
    forum, reference = (
        Field("forum", "Before which court or tribunal?", _FORUM),
        Field("reference", "What is its reference at the court or tribunal?", Text(60), required=False),
    )
    named = Field("reference", "What is its reference at the court or tribunal?", Text(60))
    # Of what does not suspend, what ended and what was confirmed: unnamed, it may be something else than what was held.
    sent = Field("sent_on", "On which day was the decision sent?", _DAY)
    country = Field("country", "Where would an appeal against it be heard?", _COUNTRY, required=False)
    fresh = ("outcome", "fresh_claim_refused")
    court = ("court_liaison",)
    g = "legal routes"
    return [
        EventKind(
            "protection_claim_made",
            g,
            "The person made an asylum or other protection claim",
            (Field("claimed_on", DAY_OF_IT, _DAY),),
            (_stops("protection_claim_open", True),),
            Raises("new_claim", "NIAA 2002 s.77: no removal while a claim is pending"),
        ),
        # With an outcome that is not known, or one not known to have been sent, whether it is open is not known either;
        # that time to appeal runs protects, so it does. `country` moves only the last day of it, not whether it runs.
        EventKind(
            "protection_claim_decided",
            g,
            "The protection claim was decided",
            (Field("outcome", "What was decided?", _CLAIM), sent, country),
            (
                _E("protection_claim_open", False),
                _stops("time_to_appeal_running", True),
                _stops("are_status", "not_are"),
            ),
            by=("caseworker", "protection_officer"),
        ),
        EventKind(
            "fear_of_return_raised",
            g,
            "The person said why they fear return",
            (Field("said", "What did they say, in their words?", Text(2000)),),
            (_stops("fear_of_return_raised_undecided", True),),
            Raises(
                "new_claim", "OSCU guidance v2.0: decided before any removal, or the removal is cancelled"
            ),
        ),
        EventKind(
            "fear_of_return_decided",
            g,
            "An officer decided on the fear that the person raised",
            (Field("decision", "What was decided, and why?", Text(2000)),),
            (_E("fear_of_return_raised_undecided", False),),
            by=("protection_officer",),
        ),
        EventKind(
            "appeal_lodged",
            g,
            "An appeal, or an application for permission, was lodged",
            (forum, reference, Field("lodged_on", DAY_OF_IT, _DAY)),
            (
                _stops("appeal_pending", True),
                _stops("are_status", "not_are"),
            ),
            Raises("appeal", "NIAA 2002 ss.78, 104: no removal while an appeal is pending"),
        ),
        # The officer says that it was determined; which way, where and when decides whether anything is still pending.
        EventKind(
            "appeal_determined",
            g,
            "An appeal, or an application for permission, was determined",
            (forum, reference, Field("outcome", "What was the outcome?", _APPEAL), sent, country),
            (
                _E("appeal_pending", False, settled=True),
                _stops("time_to_appeal_running", True),
                _stops("are_status", "not_are"),
            ),
        ),
        # A last day that is not known cannot be known to have passed.
        EventKind(
            "time_to_appeal_ended",
            g,
            "The calculated time to appeal has ended (a presumption, not proof)",
            (Field("ended_on", "What was the last day?", _DAY),),
            (_E("time_to_appeal_running", False), _E("are_status", "are_computed")),
            by=("caseworker",),
        ),
        # What opens most leans on everything: a confirmation that cannot be named or dated confirms nothing.
        EventKind(
            "exhaustion_confirmed",
            g,
            "The tribunal confirmed that nothing is pending or in time",
            (Field("confirmed_on", DAY_OF_IT, _DAY), named),
            (
                _E("time_to_appeal_running", False),
                _E("appeal_pending", False),
                _E("are_status", "are_confirmed_by_tribunal"),
            ),
            by=("caseworker", "court_liaison"),
        ),
        EventKind(
            "exhaustion_disputed",
            g,
            "Exhaustion of appeal rights is disputed",
            (Field("why", "What is disputed?", Text()),),
            (_stops("are_status", "are_disputed"),),
        ),
        EventKind(
            "further_submissions_lodged",
            g,
            "Further submissions were lodged",
            (
                Field("lodged_on", DAY_OF_IT, _DAY),
                Field("summary", "What do the further submissions say?", Text(2000)),
            ),
            (_stops("further_submissions_undecided", True),),
            Raises("further_submissions", "Immigration Rules paras 353, 353A: no removal until considered"),
        ),
        # Whether it was a fresh claim, with time to appeal, follows from the outcome: not known with it.
        EventKind(
            "further_submissions_decided",
            g,
            "Further submissions were decided",
            (Field("outcome", "What was decided?", _SUBMISSIONS), sent, country),
            (
                _E("further_submissions_undecided", False),
                _stops("time_to_appeal_running", True, only_if=fresh),
                _stops("are_status", "not_are", only_if=fresh),
            ),
            by=("caseworker", "protection_officer"),
        ),
        EventKind(
            "judicial_review_lodged",
            g,
            "An application for judicial review was lodged",
            (
                named,
                Field("lodged_on", DAY_OF_IT, _DAY),
                Field("suspends", "Does it suspend removal under published policy?", YES_NO),
            ),
            (_E("judicial_review_suspends", field="suspends", protects=(True,), settled=True),),
            # Recorded late, it does not replace an answer given since in ignorance of it: the hold stops moves.
            Raises(
                "judicial_review",
                "HO judicial review guidance v3.0: no removal while one is pending that suspends it",
                unless=("judicial_review_suspends", False),
                but="unless those who settle it answer that it does not suspend removal",
            ),
        ),
        EventKind(
            "judicial_review_ended",
            g,
            "The judicial review ended",
            (named, Field("outcome", "What was the outcome?", Text(200))),
            (_E("judicial_review_suspends", False),),
            by=court,
        ),
        EventKind(
            "injunction_granted",
            g,
            "A court ordered that the person must not be moved",
            (reference, Field("until", "Until which day, if it says so?", _DAY, required=False)),
            (_stops("injunction_or_stay_in_force", True),),
            Raises("court_order", "Order of the court"),
        ),
        EventKind(
            "injunction_discharged",
            g,
            "The order of the court no longer stands",
            (named,),
            (_E("injunction_or_stay_in_force", False),),
            by=court,
        ),
        EventKind(
            "rule_39_indicated",
            g,
            "The European Court of Human Rights indicated an interim measure",
            (reference,),
            (_stops("rule_39_in_force", True),),
            Raises("court_order", "ECHR art 34, Rule 39"),
        ),
        EventKind(
            "rule_39_ended",
            g,
            "The interim measure ended",
            (named,),
            (_E("rule_39_in_force", False),),
            by=court,
        ),
        EventKind(
            "trafficking_referred",
            g,
            "The person was referred to the National Referral Mechanism",
            (Field("referred_on", DAY_OF_IT, _DAY),),
            (_stops("nrm_status", "referred"),),
            Raises("trafficking_referral", "NABA 2022 ss.61-62"),
        ),
        # A negative decision has no recovery period, and a positive one counts only with the day on which it ends.
        EventKind(
            "trafficking_decided",
            g,
            "The competent authority decided",
            (
                Field("decision", "Where does the referral stand now?", _fact_type("nrm_status")),
                Field("recovery_ends", "On which day does the recovery period end?", _DAY, required=False),
            ),
            (
                _E("nrm_status", field="decision", protects=_NRM_PROTECTS, settled=True),
                _E("nrm_recovery_period_ends", field="recovery_ends", settled=True),
            ),
        ),
    ]


def _papers() -> list[EventKind]:
    paper, by = Field("paper", "Which document?", _PAPER), ("documents_officer", "caseworker")
    g = "documents"
    return [
        EventKind(
            "document_applied_for",
            g,
            "A travel document was applied for",
            (paper, Field("applied_on", DAY_OF_IT, _DAY)),
            by=by,
        ),
        EventKind(
            "document_agreed",
            g,
            "The country agreed to issue a travel document",
            (paper, Field("agreed_on", DAY_OF_IT, _DAY)),
            by=by,
        ),
        # A paper that is not known to be one on which a person can travel is valid until no day.
        EventKind(
            "document_issued",
            g,
            "A travel document was issued",
            (paper, Field("issued_on", DAY_OF_IT, _DAY), Field("valid_until", "Valid until?", _DAY)),
            (_E("travel_document_valid_until", field="valid_until"),),
            by=by,
            order=(("issued_on", "valid_until"),),
        ),
        EventKind(
            "document_refused",
            g,
            "The country refused a travel document",
            (paper, Field("why", "Which reason was given?", Text(), required=False)),
            (_E("travel_document_valid_until", None),),
            by=by,
        ),
    ]


def _medical() -> list[EventKind]:
    by, g = ("clinician",), "medical"
    return [
        # How it was done are answers of their own; fitness leans on all of them, and on what was found.
        EventKind(
            "fitness_examined",
            g,
            "A clinician examined fitness to travel",
            (
                Field("examined_on", DAY_OF_IT, _DAY),
                Field("in_person", "Seen in person?", YES_NO),
                Field("full_history", "Was the full medical history considered?", YES_NO),
                Field("fit", "Is the person fit to travel?", YES_NO),
                Field("findings", "What was found?", Text(4000)),
            ),
            (
                _E("fitness_examined_on", field="examined_on", leans_on=()),
                _E("fitness_examined_in_person", field="in_person", protects=(False,), leans_on=()),
                _E("fitness_full_history_considered", field="full_history", protects=(False,), leans_on=()),
                _E("fit_to_travel", field="fit", protects=(False,)),
            ),
            by=by,
            lane="medical",
        ),
        # Four findings, none of which says anything of the others.
        EventKind(
            "vulnerability_assessed",
            g,
            "A clinician assessed vulnerability",
            (
                Field("level", "Which adults-at-risk level?", _fact_type("aar_level")),
                Field("torture", "Is there professional evidence of torture?", YES_NO),
                Field("suicide_watch", "Is the person under observation for risk of self-harm?", YES_NO),
                Field("rule_35_open", "Is a Rule 32 or Rule 35 report open?", YES_NO),
            ),
            (
                _E("aar_level", field="level", protects=("level_3",), leans_on=()),
                _E("torture_professional_evidence", field="torture", protects=(True,), leans_on=()),
                _E("suicide_watch", field="suicide_watch", protects=(True,), leans_on=()),
                _E("rule_32_35_report_open", field="rule_35_open", protects=(True,), leans_on=()),
            ),
            by=by,
            lane="medical",
        ),
    ]


def _other() -> list[EventKind]:
    offers = ("voluntary_returns", "caseworker")
    proof = ("proof",)  # a notice that is not shown to have been served says nothing to anybody
    return [
        # Who does not know whether there is family does not know that there is no child in it, nor the other way round.
        EventKind(
            "family_recorded",
            "family",
            "The person's family in the United Kingdom was recorded",
            (
                Field("has_family", "Is there a partner, child, parent or dependant?", YES_NO),
                Field("child", "Is anybody in the family under 18?", YES_NO),
            ),
            (
                _E("has_family_in_uk", field="has_family", protects=(True,), settled=True),
                _E("family_includes_child", field="child", protects=(True,), settled=True),
            ),
        ),
        EventKind(
            "age_disputed",
            "family",
            "The person says that they are under 18",
            (Field("said", "What did they say?", Text()),),
            (
                _stops("claimed_under_18", True),
                _stops("age_dispute_unresolved", True),
            ),
            Raises("age_dispute", "BCIA 2009 s.55: treated as a child until resolved"),
        ),
        EventKind(
            "notice_served",
            "notices",
            "Notice of the move was served, with proof",
            (
                Field("served_on", DAY_OF_IT, _DAY),
                Field("proof", "How was it served?", _PROOF),
                Field("language", "In which language?", Text(40)),
                Field("understood", "Does the person understand that language?", YES_NO),
                Field("names_hub", "Does it name the hub and the host country?", YES_NO),
                Field("names_onward_country", "Does it name the country of return?", YES_NO),
                Field("states_route", "Does it state route and date?", YES_NO),
            ),
            (
                _E("notice_served_on", field="served_on", leans_on=proof),
                _E(
                    "notice_language_understood",
                    field="understood",
                    protects=(False,),
                    leans_on=("proof", "language"),
                ),
                _E("notice_names_hub", field="names_hub", protects=(False,), leans_on=proof),
                _E(
                    "notice_names_onward_country",
                    field="names_onward_country",
                    protects=(False,),
                    leans_on=proof,
                ),
                _E("notice_states_route_and_date", field="states_route", protects=(False,), leans_on=proof),
            ),
            by=("caseworker",),
        ),
        # A refusal that nobody can put into words is not known to be one.
        EventKind(
            "voluntary_return_discussed",
            "voluntary return",
            "Voluntary return was offered or answered",
            (
                Field("outcome", "What came of it?", _OFFER),
                Field("said", "What did the person say?", Text()),
            ),
            (_E("voluntary_return_offer", field="outcome", protects=("offered",)),),
            by=offers,
        ),
        EventKind("reported", "contact", "The person reported as required", (), (_E("in_contact", True),)),
        EventKind(
            "lost_contact",
            "contact",
            "The person is out of contact",
            (
                Field("last_seen_on", "When was the last contact?", _DAY, required=False),
                Field("tracing", "What is being done to trace them?", Text()),
            ),
            (_stops("in_contact", False),),
        ),
        # Traced nobody knows where: contact is not known.
        EventKind(
            "traced",
            "contact",
            "The person was traced",
            (Field("where", "Where?", Text(200)),),
            (_E("in_contact", True),),
        ),
        # The day of an acceptance that is not known to be one is the day of nothing.
        EventKind(
            "host_answered",
            "host",
            "The host answered on this person",
            (
                Field("accepted", "Has the host accepted this person in writing?", YES_NO),
                Field("answered_on", DAY_OF_IT, _DAY),
            ),
            (
                _E("host_accepted_in_writing", field="accepted", protects=(False,)),
                _E("host_acceptance_on", field="answered_on"),
            ),
            by=("host_liaison",),
        ),
        EventKind(
            "leave_granted",
            "decisions",
            "Leave to remain was granted",
            (Field("granted_on", DAY_OF_IT, _DAY), Field("basis", "On what basis?", Text(200))),
            (),
            Raises("leave_granted", "leave to remain: nobody with leave is removed"),
        ),
        EventKind(
            "decision_recorded",
            "decisions",
            "A decision was taken",
            (Field("decision", "What was decided?", Text(2000)),),
        ),
    ]


EVENTS: dict[str, EventKind] = {e.name: e for e in (*_legal(), *_papers(), *_medical(), *_other())}
