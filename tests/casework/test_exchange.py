"""Bringing cases in and taking them out: all or nothing, with provenance, and nothing that should stay."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from returnhub.casework.actions import (
    Reasons,
    Refused,
    Responsibility,
    establish_facts,
    restrict,
    view_case,
)
from returnhub.casework.cases import opening
from returnhub.casework.cases.models import Case
from returnhub.casework.exchange import importing, queue_files
from returnhub.casework.exchange.deidentified import export_deidentified
from returnhub.casework.exchange.importing import import_file
from returnhub.casework.exchange.importing_events import import_events
from returnhub.casework.exchange.queue_files import export_queue
from returnhub.casework.exchange.subject_access import write_subject_access
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.casework.queues import find_cases
from returnhub.scheme.problems import UserError
from tests.casework.people import (
    WHY,
    answer_everything,
    case,
    days_ago,
    everybody,
    officer,
    suppose_an_agreement,
)

HEADER = "names,born,stage,since,owner,next_action,ref: home office,in_contact,are_status,source,on\n"


def file(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "cases.csv"
    path.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def good(number: int) -> str:
    return (
        f"Imported Person{number};Other Name,1990-04,appeal_rights_exhausted,{days_ago(50)},caseworker,Read the file,"
        f"X{number},yes,are_computed,old system,{days_ago(2)}"
    )


def test_a_reference_is_never_drawn_twice(either, monkeypatch: pytest.MonkeyPatch):
    """Of 30^8 references a million drawn at random hold a pair more often than not."""
    taken = case()
    draws = iter([taken, "RH-AAAA-AAAA", "RH-AAAA-AAAA", "RH-BBBB-BBBB", "RH-CCCC-CCCC"])
    monkeypatch.setattr(opening, "_draw", lambda: next(draws))
    assert sorted(opening.new_references(2)) == ["RH-AAAA-AAAA", "RH-BBBB-BBBB"]


def test_what_is_imported_stands_in_ledger_and_rows(either, tmp_path: Path):
    officer("caseworker")
    report = import_file(officer("caseworker"), file(tmp_path, *map(good, range(30))), apply=True)
    assert (report.rows, report.good, report.written, report.problems) == (30, 30, 30, [])
    assert verify_ledger().findings == []
    found = find_cases(officer("caseworker"), "X7")
    view = view_case(officer("caseworker"), found[0].reference, "casework")
    held = view.facts["in_contact"]
    assert (held.value, held.on, held.source) == (True, str(days_ago(2)), "cases.csv row 9: old system")
    establish_facts(officer("caseworker"), found[0].reference, {"in_contact": False}, source="call")
    assert verify_ledger().findings == []


def test_not_known_in_a_cell_is_an_answer_and_an_empty_cell_is_none(either, tmp_path: Path):
    by = officer("caseworker")
    rows = [good(1).replace(",yes,", ",Not known,"), good(2).replace(",yes,", ",,")]
    assert import_file(by, file(tmp_path, *rows), apply=True).written == 2
    said, silent = (
        view_case(by, find_cases(by, n)[0].reference, "casework").facts["in_contact"] for n in ("X1", "X2")
    )
    assert (said.value, said.on, said.source) == (None, str(days_ago(2)), "cases.csv row 2: old system")
    assert (silent.value, silent.on) == (None, "")
    assert verify_ledger().findings == []


@pytest.mark.usefixtures("database")
def test_one_bad_row_writes_nothing_and_every_bad_row_is_named(tmp_path: Path):
    officer("caseworker")
    bad = [
        good(1).replace("are_computed", "are_compted"),
        good(2).replace("appeal_rights_exhausted", "in_hub"),
        good(3).replace(str(days_ago(2)), str(days_ago(-2))),
        good(4).replace("caseworker", "nobody"),
        good(5).replace("Imported Person5;Other Name", ""),
    ]
    report = import_file(officer("caseworker"), file(tmp_path, good(0), *bad), apply=True)
    assert [p.row for p in report.problems] == [3, 4, 5, 6, 7]
    assert (report.written, Case.objects.count(), Entry.objects.count()) == (0, 0, 0)


@pytest.mark.usefixtures("database")
def test_batches_and_processes_bring_in_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A few rows to a batch: keys, references and provenance stay with their rows, problems in the order of the file."""
    monkeypatch.setattr(importing, "BATCH", 3)
    by, seen = officer("caseworker"), []
    rows = list(map(good, range(8)))
    bad = import_file(by, file(tmp_path, *rows, good(8).replace("yes", "maybe")), apply=True)
    assert ([p.row for p in bad.problems], Case.objects.count()) == ([10], 0)
    told = import_file(by, file(tmp_path, *rows), apply=True, processes=2, progress=lambda *n: seen.append(n))
    assert (told.summary, seen[-1]) == ("8 rows: 8 good, 0 with problems; 8 written", (8, 8))
    assert verify_ledger().findings == []
    for number in range(8):
        found = find_cases(by, f"X{number}")
        assert [c.names[0] for c in found] == [f"Imported Person{number}"]


@pytest.mark.usefixtures("database")
def test_a_dry_run_writes_nothing(tmp_path: Path):
    officer("caseworker")
    report = import_file(officer("caseworker"), file(tmp_path, good(1)), apply=False)
    assert (report.good, Case.objects.count()) == (1, 0)


@pytest.mark.usefixtures("database")
def test_a_column_that_is_none_is_named_with_the_nearest_right_one(tmp_path: Path):
    with pytest.raises(UserError) as error:
        import_file(officer("caseworker"), file(tmp_path, "a,b", header="names,in_contct\n"), apply=False)
    assert "in_contact" in str(error.value)


@pytest.mark.usefixtures("database")
def test_the_deidentified_caseload_names_nobody(tmp_path: Path):
    import_file(officer("caseworker"), file(tmp_path, good(1), good(2)), apply=True)
    secret = case()
    restrict(officer("caseworker"), secret, [], reasons=Reasons("safeguarding", "A test"))
    count = export_deidentified(officer("analyst"), tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8")
    assert count == 2
    assert not any(word in text for word in ("Imported", "Person", "X1", "RH-", "1990"))
    assert {row["in_contact"] for row in csv.DictReader(text.splitlines())} == {"yes"}


@pytest.mark.usefixtures("database")
def test_the_exported_caseload_is_screened_to_the_verdicts_of_the_service(tmp_path: Path):
    """The file and the service must say the same of every rule that does not need the date of birth."""
    everybody()
    suppose_an_agreement()
    reference = case()
    answer_everything(reference, in_contact=False)
    export_deidentified(officer("analyst"), tmp_path / "out.csv")
    command = [sys.executable, "-c", "from returnhub.cli import main; main()", "screen", "uk-return-hubs",
               str(tmp_path / "out.csv"), "--carry", "days_in_stage", "--carry", "age_years",
               "--output", str(tmp_path / "screened.csv")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    screened = next(csv.DictReader((tmp_path / "screened.csv").read_text(encoding="utf-8").splitlines()))
    verdict = view_case(officer("caseworker"), reference, "casework").verdict
    compared = 0
    for name, outcome in verdict.rules.items():
        column = f"{name}__rule"
        if column in screened and "date_of_birth" not in {u.name for u in outcome.used}:
            assert screened[column] == outcome.status.value, name
            compared += 1
    assert compared > 20


@pytest.mark.usefixtures("database")
def test_an_export_of_a_queue_is_recorded_and_no_cell_is_a_formula():
    case(reference="RH-1", responsibility=Responsibility("", "", "", None, "=1+1"))
    by = officer("caseworker")
    text = export_queue(by, "all").decode("utf-8-sig")
    assert "RH-1" in text
    assert "'=1+1" in text
    assert not any(cell.startswith("=") for row in csv.reader(text.splitlines()) for cell in row)
    assert export_queue(by, "all", "ods")[:2] == b"PK"
    kinds = list(Entry.objects.filter(stream="service").values_list("kind", flat=True))
    assert kinds == ["queue_exported", "queue_exported"]


@pytest.mark.usefixtures("database")
def test_a_file_holds_the_whole_queue_or_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queue_files, "MOST", {"csv": 3, "ods": 2})
    by = officer("caseworker")
    for _ in range(3):
        case()
    assert len(export_queue(by, "all").splitlines()) == 1 + 3
    with pytest.raises(Refused, match="more than 2 cases: filter the queue first, or take the CSV"):
        export_queue(by, "all", "ods")
    case()
    with pytest.raises(Refused, match="more than 3 cases: filter the queue first"):
        export_queue(by, "all")


@pytest.mark.usefixtures("database")
def test_subject_access_holds_everything_and_who_read_it(tmp_path: Path):
    reference, by = case(), officer("caseworker")
    establish_facts(by, reference, {"in_contact": True}, source="a call", reasons=WHY)
    view_case(by, reference, "decision")
    write_subject_access(by, reference, tmp_path / "answer.json")
    held = json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))
    assert [e["what"] for e in held["entries"]] == ["case_opened", "facts_established"]
    assert [r["purpose"] for r in held["read_by"]] == ["decision", "complaint"]
    assert held["answers"][0]["answer"] is True


@pytest.mark.usefixtures("database")
def test_a_row_with_more_cells_than_columns_is_named(tmp_path: Path):
    """A comma in a name that nobody quoted moves every answer by one column: nothing is guessed."""
    file = tmp_path / "cases.csv"
    file.write_text("names,owner,next_action\nOne, Two,caseworker,Ring\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"row 2 has more cells than there are columns \(3\)"):
        import_file(officer("caseworker"), file, apply=True)


@pytest.mark.usefixtures("database")
def test_a_file_of_something_else_is_no_file_of_events_and_is_told_once(tmp_path: Path):
    by, path = officer("caseworker"), tmp_path / "cases.csv"
    path.write_text("case,stage\nRH-1,referred\nRH-2,referred\n", encoding="utf-8")
    with pytest.raises(UserError, match="there is no column `event`"):
        import_events(by, path, apply=True)
    path.write_text("case,event\nRH-1,\n", encoding="utf-8")
    assert [p.what for p in import_events(by, path, apply=True).problems] == ["the column `event` is empty"]
