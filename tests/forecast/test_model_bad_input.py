"""The verb `forecast` given what it cannot use: one clear message, its exit code, and no file."""

import sys
from pathlib import Path

import pytest

from returnhub.cli import main


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["uk-return-hubs", "--years", "0"], 2, "a horizon of 0 years is not possible"),
        (["uk-return-hubs", "--years", "300"], 2, "a horizon of 300 years is not possible"),
        (
            ["uk-return-hubs", "--caseload", "cases.csv"],
            2,
            "row 1, column `stage`: `limbo` is no stage of scheme",
        ),
        (
            ["uk-return-hubs", "--assumptions", "mine.yaml"],
            1,
            "mine.yaml:3:10: there are no assumptions `uk-hubs`",
        ),
        (["uk-return-hubs", "--assumptions", "none.yaml"], 2, "there is no such file"),
        (["uk-return-hubs", "--seed", "-1"], 2, "Invalid value for '--seed'"),
        (["uk-return-hubs", "--keep", "mine.yaml"], 2, "mine.yaml is a file, not a folder"),
        (["uk-return-hubs", "-o", "mine.yaml/out"], 2, "mine.yaml is a file, not a folder"),
        (["uk-return-hubs", "--caseload", "."], 2, "is a folder, not a table of cases"),
        (["eu-return-hubs"], 2, "`eu-return-hubs` has no assumptions: nothing is said of its stages"),
    ],
)
def test_what_cannot_be_forecast_is_refused_before_anything_is_written(
    arguments, code, says, tmp_path: Path, monkeypatch, capsys
):
    (tmp_path / "cases.csv").write_text("stage,days_in_stage\nlimbo,3\n")
    (tmp_path / "mine.yaml").write_text("assumptions: mine\nversion: 1\nextends: uk-hubs\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["returnhub", "forecast", "-o", "out", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == code
    assert says in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("verb", ["calibrate", "backtest"])
@pytest.mark.parametrize(
    ("output", "says"), [(".", "is a folder"), ("none/x", "no such folder to write into")]
)
def test_where_nothing_can_be_written_is_said_before_the_work(
    verb, output, says, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["returnhub", verb, "-o", output])
    monkeypatch.setattr("returnhub.forecast.history.published", lambda: pytest.fail("the work began"))
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert says in " ".join(capsys.readouterr().err.split())
