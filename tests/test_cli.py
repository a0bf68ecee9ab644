"""The command line as a person meets it: exit codes, messages, no traceback, machine output."""

import json
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

TABLE = "case,stage,as_of,appeal_pending,are_status\nSYN-1,approved,2026-06-01,no,are_confirmed_by_tribunal\n"


def returnhub(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", "from returnhub.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.csv"
    path.write_text(TABLE)
    return path


def test_help_imports_nothing_heavy():
    code = "import sys; from returnhub.cli import app; heavy = {'polars', 'z3', 'rich', 'numba', 'django', 'sqlglot', 'numpy'}; print(heavy & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_version_is_that_of_the_package():
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    assert returnhub("--version").stdout == f"returnhub {project['version']}\n"


def test_help_names_every_verb():
    said = returnhub("--help").stdout
    for verb in ("demo", "check", "screen", "compare", "caseload", "figures", "serve", "schemes", "schema"):
        assert f"  {verb} " in said


@pytest.mark.parametrize("group", [[], ["figures"], ["ledger"], ["cases"]])
def test_help_cuts_no_sentence_short(group):
    said = returnhub(*group, "--help").stdout.replace("[ARGS]...", "")
    assert "..." not in said


def test_what_an_author_wrote_is_printed_as_written(tmp_path):
    """`:100:` is no picture, and square brackets are no markup."""
    path = tmp_path / "mine.yaml"
    head = "scheme: mine\ntitle: 'Hubs [/bold] [S01] :100:'\nversion: 1\nextends: uk-no-hub\n"
    path.write_text(head)
    assert "Hubs [/bold] [S01] :100: (version 1)" in returnhub("check", str(path)).stdout
    path.write_text(head + "#\n" * 95 + "hostss: {}\n")
    assert "mine.yaml:100:1: `hostss` is not a key here" in returnhub("check", str(path)).stderr
    table = tmp_path / "cases.csv"
    table.write_text(TABLE.replace("SYN-1,approved", "[/b]:100:,"))
    path.write_text(head)
    said = returnhub("screen", str(path), str(table), "--at", "2026-06-02", "--case", "[/b]:100:")
    assert said.stdout.startswith("[/b]:100: under Hubs [/bold] [S01] :100: on 2026-06-02")
    assert ", 1 case on 2026-06-02" in returnhub("screen", str(path), str(table), "--at", "2026-06-02").stdout


def test_check_passes_a_shipped_scheme_and_says_what_a_proof_is_not():
    done = returnhub("check", "uk-no-hub")
    assert done.returncode == 0
    assert "It says nothing on whether a fact is right" in " ".join(done.stdout.split())


def test_check_fails_a_scheme_that_breaks_another_ones_promises_as_json():
    done = returnhub("check", "uk-rwanda", "--promises-of", "uk-return-hubs", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["passed"] is False
    assert {p["name"] for p in told["promises"] if p["proved"] is False} >= {"never_into_danger"}


def test_check_says_where_what_it_found_stands_and_what_the_scheme_lives_with():
    said = returnhub("check", "uk-no-hub").stdout
    assert "uk-asylum-system.yaml:" in said
    assert "| person_in_contact:" in said
    assert "Longest time from entry to an outcome: 270 days (removal_referred → detained_for_removal)" in said
    assert "the scheme accepts that a case can stay in `claimed`" in said


def test_a_broken_file_is_reported_on_standard_error_with_exit_code_1():
    broken = Path(__file__).parent / "scheme" / "broken" / "misspelt-stage.yaml"
    done = returnhub("check", str(broken))
    assert done.returncode == 1
    assert "there is no stage `moveed`" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "says", "code"),
    [
        (["check", "uk-retrn-hubs"], "did you mean `uk-return-hubs`?", 2),
        (["check", ""], "there is no scheme or file ``", 2),
        (["check", "/dev/zero"], "has more than 1,000,000 bytes; this is not a scheme", 1),
        (["check", "CASES"], "is not a list of `key: value` lines", 1),
        (["check", "uk-no-hub", "--promises-of", ""], "there is no scheme or file ``", 2),
        (["screen", "uk-return-hubs", "none.csv"], "there is no such file", 2),
        (["screen", "uk-return-hubs", "CASES", "--at", "1 June"], "`1 June` is not a date written as", 2),
        (["screen", "uk-return-hubs", "CASES", "--at", "20260601"], "`20260601` is not a date written as", 2),
        (["screen", "uk-return-hubs", "CASES", "--at", ""], "`` is not a date written as 2026-12-31", 2),
        (["screen", "uk-return-hubs", "CASES", "--at", "0001-01-01"], "is not between 1900-01-01 and", 2),
        (["screen", "uk-return-hubs", "CASES", "--move", "transfer"], "add --case and its reference", 2),
        (["screen", "uk-return-hubs", "CASES", "--case", "SYN-1", "-o", "x.csv"], "leave one out", 2),
        (["screen", "uk-return-hubs", "CASES", "-o", "CASES"], "is the table of cases itself", 2),
        (["screen", "uk-return-hubs", "CASES", "-o", "/nowhere/x.csv"], "there is no folder `/nowhere`", 2),
        (["screen", "uk-return-hubs", "CASES", "--carry", "stage"], "`stage` means something here", 2),
        (["screen", "uk-return-hubs", "CASES", "--suppose", "in_contact"], "write --suppose in_contact=", 2),
        (
            [
                "screen",
                "uk-return-hubs",
                "CASES",
                "--suppose",
                "in_contact=yes",
                "--suppose",
                "in_contact=no",
            ],
            "`in_contact` is supposed twice",
            2,
        ),
        (
            ["screen", "uk-return-hubs", "CASES", "--suppose", "member_travels_too=yes; perhaps"],
            "is not yes or no",
            2,
        ),
        (
            ["screen", "uk-return-hubs", "CASES", "--suppose", "agreemnt_in_force=yes"],
            "did you mean `agreement_in_force`?",
            2,
        ),
        (
            ["screen", "uk-return-hubs", "CASES", "--suppose", "agreement_in_force=maybe"],
            "`maybe` is not yes or no",
            2,
        ),
        (["screen", "uk-return-hubs", "CASES", "--case", "SYN-9"], "there is no case `SYN-9`", 2),
        (
            ["screen", "uk-return-hubs", "CASES", "--case", "SYN-1", "--move", "trnsfer"],
            "did you mean `transfer`?",
            2,
        ),
        (["compare", "uk-return-hubs", "uk-rwanda", "--move", "trnsfer"], "did you mean `transfer`?", 2),
        (["caseload", "-o", "x.pdf"], "is not a format of caseloads", 2),
        (["caseload", "-o", "x.csv", "--from", "1990"], "run from 2007 to 2024", 2),
        (["chek"], "Did you mean 'check'", 2),
    ],
)
def test_misuse_is_answered_with_what_to_do(arguments, says, code, cases):
    done = returnhub(*[str(cases) if a == "CASES" else a for a in arguments])
    assert says in done.stderr
    assert done.returncode == code


def test_problems_are_data_for_machines_too():
    broken = Path(__file__).parent / "scheme" / "broken" / "misspelt-stage.yaml"
    done = returnhub("check", str(broken), "--json")
    assert done.returncode == 1
    first = next(p for p in json.loads(done.stdout)["problems"] if "moveed" in p["what"])
    assert (first["file"], first["hint"]) == ("misspelt-stage.yaml", "did you mean `moved`?")
    assert isinstance(first["line"], int)
    misuse = json.loads(returnhub("screen", "uk-return-hubs", "none.csv", "--json").stdout)
    assert misuse == {"problems": [{"where": "none.csv", "what": "there is no such file", "hint": None}]}


def test_a_family_can_be_supposed_for_the_table_and_for_one_case(cases):
    supposed = [
        "--at",
        "2026-06-05",
        "--suppose",
        "member_travels_too=yes; no",
        "--suppose",
        "has_family_in_uk=yes",
    ]
    whole = returnhub("screen", "uk-return-hubs", str(cases), *supposed, "--json")
    apart = next(r for r in json.loads(whole.stdout)["rules"] if r["rule"] == "family_not_separated")
    assert apart["violated"] == 1
    one = returnhub(
        "screen", "uk-return-hubs", str(cases), *supposed, "--case", "SYN-1", "--move", "transfer"
    )
    assert "member_travels_too is yes, no" in one.stdout


def test_a_reader_that_has_read_enough_is_no_finding():
    """As `returnhub check … | head -1`: exit code 0, and nothing on standard error."""
    with subprocess.Popen(
        [sys.executable, "-c", "from returnhub.cli import main; main()", "check", "uk-no-hub"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_being_stopped_while_writing_leaves_what_was_there_before(number, code, tmp_path):
    table, target = tmp_path / "many.csv", tmp_path / "judged.csv"
    with table.open("w") as file:
        file.write("case,as_of,appeal_pending\n")
        file.writelines(f"R{n},2026-06-01,no\n" for n in range(1_500_000))
    target.write_text("what was there before")
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from returnhub.cli import main; main()",
            "screen",
            "uk-return-hubs",
            str(table),
            "-o",
            str(target),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    part = tmp_path / ".judged.csv.part"
    until = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size) and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert said.endswith("\nstopped; nothing half-written was left\n")
    assert "Traceback" not in said
    assert target.read_text() == "what was there before"
    assert sorted(f.name for f in tmp_path.iterdir()) == ["judged.csv", "many.csv"]


@pytest.mark.parametrize("after", [1.0, 8.0])
def test_a_forecast_that_is_interrupted_says_so_and_leaves_nothing(after, tmp_path):
    """While it loads, and while people move."""
    command = ["forecast", "uk-return-hubs", "--against", "uk-no-hub", "-o", str(tmp_path / "made")]
    process = subprocess.Popen(
        [sys.executable, "-c", "from returnhub.cli import main; print('here', flush=True); main()", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "here\n"  # else a busy machine has not come to `main` yet
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.endswith("\nstopped; nothing half-written was left\n")
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_screen_prints_what_stops_whom_and_explains_one_case(cases):
    whole = returnhub("screen", "uk-return-hubs", str(cases), "--at", "2026-06-05")
    assert whole.returncode == 0
    assert "what stops whom" in whole.stdout
    one = returnhub("screen", "uk-return-hubs", str(cases), "--at", "2026-06-05", "--case", "SYN-1")
    assert "WAITING FOR FACTS  transfer" in one.stdout
    assert "ASK NEXT" in one.stdout


def test_an_answer_that_has_aged_is_named_as_the_reason(cases):
    one = returnhub(
        "screen", "uk-return-hubs", str(cases), "--at", "2026-06-30", "--case", "SYN-1", "--move", "transfer"
    )
    assert (
        "appeal_pending is not known (established on 2026-06-01, too long ago: it counts for 7 days)"
        in one.stdout
    )


def test_screen_writes_every_rule_and_leaves_nothing_behind_on_a_bad_row(cases, tmp_path):
    good = returnhub(
        "screen", "uk-return-hubs", str(cases), "-o", str(tmp_path / "out.csv"), "--at", "2026-06-05"
    )
    assert good.returncode == 0
    assert "legal_routes_exhausted__rule" in (tmp_path / "out.csv").read_text().split("\n")[0]
    cases.write_text(TABLE + "SYN-2,approved,2026-06-01,perhaps,not_are\n")
    bad = returnhub(
        "screen", "uk-return-hubs", str(cases), "-o", str(tmp_path / "bad.csv"), "--at", "2026-06-05"
    )
    assert bad.returncode != 0
    assert "row 3" in bad.stderr or "row 2" in bad.stderr
    assert "appeal_pending" in bad.stderr
    assert not (tmp_path / "bad.csv").exists()


def test_the_caseload_can_be_screened_as_it_is_written(tmp_path):
    path = tmp_path / "people.parquet"
    arguments = ["caseload", "-o", str(path), "--from", "2020", "--to", "2020", "--complete"]
    made = returnhub(*arguments)
    assert made.returncode == 0
    assert "all synthetic" in made.stdout
    about = json.loads(returnhub(*arguments, "--json").stdout)
    assert about["synthetic"] is True
    assert f"{about['people']:,} people" in made.stdout
    done = returnhub("screen", "uk-return-hubs", str(path), "--at", "2025-12-31", "--json")
    told = json.loads(done.stdout)
    refer = next(m for m in told["moves"] if m["move"] == "refer")
    assert refer["cases"] == refer["open"] + refer["blocked"] + refer["waiting"]
    assert refer["cases"] > 1000


def test_our_own_fault_is_owned_and_kept_in_a_file(monkeypatch, capsys):
    from returnhub import cli

    def fail() -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(cli, "app", fail)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)  # restored after the test
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 3
    said = capsys.readouterr().err
    assert "a fault in returnhub itself: ZeroDivisionError" in said
    kept = Path(said.split("kept in ")[1].strip())
    assert "boom" in kept.read_text()
    kept.unlink()


def test_a_slim_install_says_which_extra_is_missing(monkeypatch, capsys):
    from returnhub import cli

    def fail() -> None:
        raise ModuleNotFoundError("No module named 'numba'", name="numba")

    monkeypatch.setattr(cli, "app", fail)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert "pip install 'returnhub[forecast]'" in capsys.readouterr().err


def test_a_forecast_as_json_holds_where_costs_break_even(tmp_path):
    folder = tmp_path / "made"
    short = ("--years", "1", "--replicates", "2", "--no-drivers", "--json", "-o", str(folder))
    told = json.loads(returnhub("forecast", "uk-albania", *short).stdout)
    assert told["break_even"][0]["item"] == "Fall in claims"
    assert told["break_even"][1]["note"] == "has no meaning here, because the scheme has no places"
    assert (folder / "break_even.csv").read_text().count("has no meaning here") == 2
