"""The titles of series, for tables and charts; a series without one is shown by its own name."""

from __future__ import annotations

import re

CODED = re.compile(r"([a-z]{2,4})_(\d{2})_(.+)")
"""A series called by its table and the words of its column, as the publisher has them."""

TITLES = {
    "asylum_claims": "People claiming asylum",
    "initial_grants": "People granted protection or other leave at first decision",
    "initial_refusals": "People refused at first decision",
    "withdrawals": "People whose claim was withdrawn",
    "awaiting_initial_decision": "People awaiting a first decision",
    "supported": "People receiving asylum support",
    "in_hotels": "People receiving asylum support in hotels",
    "returns_enforced": "Enforced returns",
    "returns_voluntary": "Voluntary returns",
    "returns_port": "People refused entry at port who then departed",
    "ho_appeals_lodged": "Asylum appeals lodged (Home Office series, ended March 2023)",
    "ho_appeals_determined": "Asylum appeals determined (Home Office series, ended March 2023)",
    "tribunal_receipts": "Asylum appeals received by the First-tier Tribunal",
    "tribunal_disposals": "Asylum appeals disposed of by the First-tier Tribunal",
    "tribunal_open_caseload": "Asylum appeals open at the First-tier Tribunal",
    "tribunal_allowed_share": "Asylum appeals allowed, of those determined",
    "claims_by_nationality": "People claiming asylum",
    "first_decisions_grants_protection": "People granted protection at first decision",
    "first_decisions_grants_other_leave": "People granted other leave at first decision",
    "first_decisions_refusals": "People refused at first decision",
    "first_decisions_withdrawn": "People whose claim was withdrawn",
    "first_decisions_administrative": "People whose claim had an administrative outcome",
    "returns_by_nationality_enforced": "Enforced returns",
    "returns_by_nationality_voluntary": "Voluntary returns",
    "returns_by_nationality_port": "People refused entry at port who then departed",
    "awaiting_first_decision_by_age": "Cases awaiting a first decision",
    "small_boats_by_nationality": "Small-boat arrivals (quarterly statistics)",
    "small_boats_people": "People who arrived in small boats (weekly publication)",
    "small_boats_boats": "Small boats that arrived (weekly publication)",
    "small_boats_people_weekly": "People who arrived in small boats (weekly publication)",
    "small_boats_boats_weekly": "Small boats that arrived (weekly publication)",
    "small_boats_people_prevented_weekly": "People prevented from crossing (French estimate)",
    "small_boats_events_prevented_weekly": "Crossings prevented (French estimate)",
    "detention_entering": "People entering immigration detention",
    "detention_leaving": "People leaving immigration detention",
    "detention_left_returned": "People leaving detention who were returned",
    "detention_left_bailed_sos": "People leaving detention on bail from the Home Secretary",
    "detention_left_bailed_ij": "People leaving detention on bail from an immigration judge",
    "detention_left_granted_leave": "People leaving detention who were granted leave",
    "detention_left_other": "People leaving detention for other reasons",
    "detention_left_returned_share": "People leaving detention who were returned, of all who left",
    "detention_cost_per_day": "Average cost of a day in immigration detention",
    "leaving_detention": "People leaving immigration detention",
    "support_by_type": "People receiving asylum support",
    "uk_france_transferred_in": "People transferred to the UK under the UK–France agreement",
    "uk_france_returned_out": "People returned to France under the UK–France agreement",
    "irr_d01": "Detected irregular arrivals",
    "irr_d02": "Small-boat arrivals by whether they claimed asylum (quarterly statistics)",
    "irr_d03": "First decisions on asylum claims of small-boat arrivals",
    "irr_d04": "Small-boat arrivals referred to the National Referral Mechanism",
    "irr_d05": "Outcomes of small-boat arrivals' referrals to the National Referral Mechanism",
    "asy_d01": "People claiming asylum (detailed dataset)",
    "asy_d02": "First outcomes of asylum claims (detailed dataset)",
    "asy_d03": "People awaiting a first decision (detailed dataset)",
    "asy_d09": "People receiving asylum support (detailed dataset)",
    "ret_d01": "Returns (detailed dataset)",
    "det_d01": "People entering immigration detention (detailed dataset)",
    "det_d02": "People in immigration detention (detailed dataset)",
    "det_d03": "People leaving immigration detention (detailed dataset)",
    "cohort_claims": "Claims by main applicants",
}


def title(series: str) -> str:
    """What a series counts, in words."""
    if series in TITLES:
        return TITLES[series]
    for prefix, words in (("cohort_latest_", "latest outcome: "), ("cohort_initial_", "first outcome: ")):
        if series.startswith(prefix):
            return f"Main applicants by year of claim, {words}{series.removeprefix(prefix).replace('_', ' ')}"
    if series.startswith("cohort_"):
        return f"Main applicants by year of claim, {series.removeprefix('cohort_').replace('_', ' ')}"
    if coded := CODED.fullmatch(series):
        return f"{coded[1].upper()}_{coded[2]}: {coded[3].replace('_', ' ')}"
    return series.replace("_", " ")
