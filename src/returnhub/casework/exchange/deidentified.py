"""The caseload without the people: facts and stages for `screen` and `forecast`, no name and no number.

The columns are those that `returnhub screen` reads (a fact, and `<fact>__on`, the day it was established); give
it `--carry days_in_stage --carry age_years`. Left out as well: restricted cases, and dates of birth, of which
only the age in years stays: rules that need the date answer "not known". Small groups can
still be told apart by those who know a person: the file is for analysts, not for publication.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.fact_rows import read_many_facts
from returnhub.casework.cases.judging import COMPUTED, bed_held
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.scheme_facts import record_for_service, scheme_facts
from returnhub.casework.cases.state import Answer
from returnhub.casework.ledger.entry import moment
from returnhub.casework.places.finding import beds_of
from returnhub.scheme.case import Known
from returnhub.scheme.problems import UserError
from returnhub.scheme.vocabulary import load_vocabulary

BATCH = 2_000


def export_deidentified(by: Officer, path: Path) -> int:
    """Write one row a case (CSV); the export is recorded in the ledger. Returns how many rows."""
    role = role_for(by, "deidentified-export")
    if path.suffix.lower() != ".csv":
        raise UserError("the caseload is written as CSV", where=str(path), hint="end the name in .csv")
    vocabulary, today = load_vocabulary().facts, datetime.now(UTC).date()
    left_out = {"date_of_birth", *COMPUTED}
    facts = [f.name for f in vocabulary.values() if not f.group and f.name not in left_out]
    columns = [
        "hold_in_force",
        "hold_in_force__on",
        "place_held",
        "place_held__on",
        *(c for f in facts for c in (f, f"{f}__on")),
    ]
    same_for_all = scheme_facts()
    part, count = path.with_name(path.name + ".part"), 0
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["case", "stage", "days_in_stage", "age_years", *columns])
        rows = Case.objects.filter(restricted=False).order_by("pk").iterator(chunk_size=BATCH)
        while batch := list(islice(rows, BATCH)):
            keys = [row.pk for row in batch]
            known, beds = read_many_facts(keys), beds_of(keys)
            for row in batch:
                count += 1
                answers = known.get(row.pk, {})
                held = [_held(answers.get(name) or same_for_all.get(name)) for name in facts]
                born = answers.get("date_of_birth")
                age = _age(born.value if born else None, today)
                days = (today - moment(row.stage_since).date()).days
                computed = [
                    _text(row.holds_in_force > 0), today.isoformat(),
                    _text(bed_held(beds.get(row.pk, {}), row.stage, answers, today)), today.isoformat(),
                ]  # fmt: skip
                writer.writerow([count, row.stage, days, age, *computed, *chain.from_iterable(held)])
    part.rename(path)
    record_for_service(by, role, "caseload_exported", {"rows": count, "kind": "de-identified"})
    return count


def _held(answer: Answer | Known | None) -> tuple[Any, Any]:
    """What is held of a fact and since when; both empty where it is not known."""
    return (_text(answer.value), answer.on) if answer is not None and answer.value is not None else ("", "")


def _age(born: str | None, today: date) -> int | str:
    if not born:
        return ""
    day = date.fromisoformat(born)
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def _text(value: Any) -> str:
    return (
        {True: "yes", False: "no", None: ""}.get(value, str(value)) if not isinstance(value, str) else value
    )
