"""The published tables this version reads, as data: to read another, describe it here.

Headings are patterns for whole labels in the words of `cells.label`: lower case, no footnotes, `claims` for
`applications`, `people` for `migrants`.
"""

from __future__ import annotations

from typing import Any

from returnhub.figures.tables import Measure, Table

IRREGULAR, UKVI, IE = "irregular-migration", "ukvi-transparency", "enforcement-transparency"


def _small_boats(code: str, period: str, suffix: str) -> Table:
    measures = (
        Measure("people arrived", f"small_boats_people{suffix}", "arrivals", "people"),
        Measure("boats arrived", f"small_boats_boats{suffix}", "boats", "boats"),
        Measure(".*uncontrolled landings", f"small_boats_uncontrolled{suffix}", "boats", "boats"),
        Measure("people prevented", f"small_boats_people_prevented{suffix}", "people", "people"),
        Measure("events prevented", f"small_boats_events_prevented{suffix}", "events", "events"),
    )
    headings = (period, "people arrived", "boats arrived")
    titles = code.replace("_", "_?")
    return Table(
        *(code, "small-boats-weekly", titles, headings, "arrivals", "people"), measures, status="provisional"
    )


def _dataset(
    code: str,
    publication: str,
    series: str,
    value: str,
    headings: tuple[str, ...],
    basis: str = "people",
    unit: str = "people",
) -> Table:
    titles = code.replace("Irr_", "(irr|ier)_")
    measure = Measure(value, series, basis, unit)
    return Table(code, publication, titles, (*headings, value), basis, unit, (measure,), columns=False)


def _transparency(code: str, publication: str, titles: str, basis: str, unit: str, **more: Any) -> Table:
    headings = (r"(financial )?(quarters?|month|year|yearly).*",)
    titles = rf"\b{code.replace('_', '[_ ]?')}(\b|_|\()|{titles}"
    return Table(code, publication, titles, headings, basis, unit, needs_title=True, **more)


# Code, publication, series, column of the measure, other headings it must have, basis (people), unit (people)
# fmt: off
DATASETS = (
    ("Irr_D01", IRREGULAR, "irr_d01", "(number of )?(detections|arrivals)",
     ("quarter", "method of entry", "nationality"), "arrivals"),
    ("Irr_D02", IRREGULAR, "irr_d02", "claims", ("quarter", "asylum claim", "nationality"), "arrivals"),
    ("Irr_D03", IRREGULAR, "irr_d03", "decisions",
     ("quarter", "asylum case outcome", "nationality")),
    ("Irr_D04", IRREGULAR, "irr_d04", "referrals",
     ("quarter", "nrm referral", "nationality"), "referrals", "referrals"),
    ("Irr_D05", IRREGULAR, "irr_d05", "referrals",
     ("quarter", "nrm case outcome", "nationality"), "referrals", "referrals"),
    ("Asy_D01", "asylum", "asy_d01", "claims", ("quarter", "applicant type", "nationality")),
    ("Asy_D02", "asylum", "asy_d02", "decisions", ("quarter", "case outcome", "nationality")),
    ("Asy_D03", "asylum", "asy_d03", "claims|people", ("date.*", "duration.*", "nationality")),
    ("Asy_D06", "asylum", "ho_appeals_lodged", "appeals lodged", ("quarter", "nationality")),
    ("Asy_D07", "asylum", "ho_appeals_determined", "appeals determined",
     ("quarter", "nationality", "outcome")),
    ("Asy_D09", "asylum", "asy_d09", "people", ("date.*", "support type", "nationality")),
    ("Ret_D01", "returns", "ret_d01", "number of returns",
     ("quarter", "return type", "nationality")),
    ("Det_D01", "detention", "det_d01", "entering( detention)?", ("quarter", "nationality")),
    ("Det_D02", "detention", "det_d02", "people( in detention)?",
     ("date.*|quarter", ".* place of detention|length of detention", "nationality")),
    ("Det_D03", "detention", "det_d03", "leaving( detention)?", ("quarter", "nationality")),
)
# fmt: on

OUTCOMES = {
    "grants of protection": "grants_protection",
    "grants of other leave": "grants_other_leave",
    "refusals": "refusals",
    "withdrawn claims": "withdrawn",
    "administrative outcomes": "administrative",
    "not yet known": "not_yet_known",
}
COHORTS = Table(
    *("Asy_D04", "asylum", "asy_d04|outcome analysis", ("year of claim", "nationality", "claims")),
    *("main applicants", "people"),
    measures=(
        Measure("claims", "cohort_claims", "main applicants", "people"),
        Measure("initial decisions", "cohort_initial_decisions", "main applicants", "people"),
        *(
            Measure(f"{when} {words}", f"cohort_{when}_{name}", "main applicants", "people")
            for when in ("initial", "latest")
            for words, name in OUTCOMES.items()
        ),
        *(
            Measure(f"{kind} returns", f"cohort_{kind}_returns", "main applicants", "people")
            for kind in ("enforced", "voluntary")
        ),
    ),
    whole=tuple(("claims", tuple(f"{when} {words}" for words in OUTCOMES)) for when in ("initial", "latest")),
)

APPEALS = Table(
    *(
        "FTT_asylum",
        "tribunal",
        "first.tier tribunal",
        (".*quarter", "receipts", "disposals"),
        "appeals",
        "appeals",
    ),
    measures=(
        Measure("receipts", "tribunal_receipts", "appeals", "appeals"),
        Measure("disposals", "tribunal_disposals", "appeals", "appeals"),
        Measure(".*caseload.*", "tribunal_open_caseload", "appeals", "appeals"),
        Measure("allowed.*", "tribunal_allowed_share", "appeals", "percent of appeals determined"),
    ),
)

AGE = ("less than 3 months", "3 6 months", "6 12 months", r"12 months\+")
CASE_AGE = tuple(f"case age {a} months" for a in ("0 12", "12 24", "24 36", r"36\+"))
GENDER = ("gender male", "gender female", "gender unknown")
WORK_IN_PROGRESS = "total work in progress"
DAY = "pounds per person per day"

TABLES: tuple[Table, ...] = (
    _small_boats("SB_01", "date", ""),
    _small_boats("SB_02", "week ending.*", "_weekly"),
    *(_dataset(*described) for described in DATASETS),
    COHORTS,
    APPEALS,
    _transparency("ASY_01", UKVI, "(applications|claims) processed within 6 months", "people", "people"),
    _transparency("ASY_02", UKVI, "age of asylum operations", "cases", "cases", whole=(("total", AGE),)),
    _transparency(
        *("ASY_03", UKVI, "asylum work in progress$", "cases", "cases"),
        whole=((WORK_IN_PROGRESS, CASE_AGE), (WORK_IN_PROGRESS, GENDER)),
    ),
    _transparency("ASY_04", UKVI, "asylum costs and productivity", "cases", "cases"),
    _transparency("ASY_05", UKVI, "breakdown of asylum productivity", "cases", "cases"),
    _transparency("ALAR_01", UKVI, "appeal representation rates", "appeals", "appeals"),
    _transparency(
        *("DT_02", IE, "cost per day to hold an individual", "money", DAY),
        measures=(Measure(".*cost.*", "detention_cost_per_day", "money", DAY),),
    ),
    _transparency("DT_03", IE, "reports made by a medical practitioner.*by level", "reports", "reports"),
    _transparency("FR_05", IE, "family returns outcomes", "cases", "families"),
)
