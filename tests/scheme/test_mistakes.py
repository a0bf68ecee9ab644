"""A file full of mistakes, and what its author is shown: every one of them, once, in the order of the file."""

from pathlib import Path

import pytest

from returnhub.scheme.load import read_scheme
from returnhub.scheme.problems import SchemeErrors
from tests.scheme import small

FOLDER = Path(__file__).parent


def test_every_mistake_of_a_file_is_shown_as_a_compiler_would_show_it():
    path = FOLDER / "mistakes.yaml"
    with pytest.raises(SchemeErrors) as caught:
        read_scheme(path.read_text(encoding="utf-8"), path.name, FOLDER, small.vocabulary())
    shown = (FOLDER / "mistakes.txt").read_text(encoding="utf-8").rstrip("\n")
    assert str(caught.value).split("\n\n") == shown.split("\n\n")
