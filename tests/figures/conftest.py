from __future__ import annotations

from pathlib import Path

import pytest

from returnhub.figures.store import Store

OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "official"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "data")


@pytest.fixture
def official() -> Path:
    """The folder of files as published."""
    if not OFFICIAL.is_dir():
        pytest.skip("../shared/data/official is not on this machine")
    return OFFICIAL


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or touches the user's own store."""
    monkeypatch.setenv("RETURNHUB_DATA", str(tmp_path / "data"))
