"""No input makes the loader crash or hang: whatever it is given, it answers with a scheme or with messages."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from returnhub.scheme.gather import library
from returnhub.scheme.load import load_scheme, read_scheme
from returnhub.scheme.problems import SchemeErrors
from tests.scheme import small

VOCABULARY = small.vocabulary()
WORDS = st.sampled_from(
    [
        "NOT",
        "AND",
        "OR",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        "-",
        ",",
        "'",
        '"',
        "|",
        ">",
        "&",
        "*",
        "!",
        "#",
        "=",
        "<>",
        "<",
        "<=",
        "+",
        "IN",
        "BETWEEN",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "NULL",
        "IS",
        "TRUE",
        "DATE",
        "'2026-01-01'",
        "0",
        "-1",
        "99999999999999",
        "1e9",
        "claim_open",
        "fit_until",
        "nrm",
        "'none'",
        "closed",
        "family",
        "every",
        "some",
        "years_between",
        "working_days_between",
        "today",
        "stage",
        "move",
        "grant",
        "select",
        "from",
        "stay",
        "removal",
        "yes",
        "no",
        "NO",
        "null",
        "~",
        "é",
        "🙂",
        "\x00",
        "\t",
        ";",
        "--",
        "/*",
        "%",
    ]
)


def problems_of(
    text: str | bytes, name: str = "scheme.yaml", folder: Path | None = None, vocabulary=VOCABULARY
):
    """None for a scheme; never none for anything else, and never any other exception."""
    try:
        read_scheme(text, name, folder, vocabulary)
    except SchemeErrors as error:
        return error.problems or pytest.fail("refused without a word")
    return ()


def loads_or_explains(text: str | bytes) -> None:
    for problem in problems_of(text):
        assert problem.what
        assert "Traceback" not in problem.render()


@given(st.binary(max_size=300))
def test_any_bytes(raw):
    loads_or_explains(raw)


@given(st.text(max_size=300))
def test_any_text(text):
    loads_or_explains(text)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=25))
def test_any_condition(words):
    condition = " ".join(words).replace("'", "''").replace("\x00", "")
    line = f"  subject: {{says: Subject, when: '{condition}', cite: test}}\nalways:"
    loads_or_explains(small.SCHEME.replace("always:", line, 1))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_a_good_file_with_one_piece_changed(data):
    text = small.SCHEME
    start = data.draw(st.integers(0, len(text) - 1))
    end = min(len(text), start + data.draw(st.integers(0, 12)))
    loads_or_explains(text[:start] + data.draw(WORDS) + text[end:])


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"\x00\x01PK", "is binary"),
        ("scheme: Zürich".encode("latin-1"), "is not UTF-8"),
        (b"- a\n- b\n", "is not a list of `key: value` lines"),
        (b"a: 1\n---\nb: 2\n", "holds more than one document"),
        (b"a: [1, 2\n", "cannot be read as YAML"),
        (b"a: !!python/object:os.system x\n", "tags (`!`) are not allowed"),
        (b"a: &x 1\nb: *x\n", "anchors and aliases"),
        (b"a: " + b"[" * 500 + b"]" * 500, "nested more than 20 deep"),
        (b"a:\n" + b"  - x\n" * 60_000, "more than 50,000 entries"),
        (b"? [a, b]\n: c\n", "a key must be a word"),
    ],
)
def test_what_is_no_scheme_at_all(raw, says):
    with pytest.raises(SchemeErrors) as caught:
        read_scheme(raw, vocabulary=VOCABULARY)
    assert says in str(caught.value)


def test_a_yaml_bomb_is_refused_at_its_first_anchor():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]" for p, n in zip("abcdefgh", "bcdefghi", strict=True)]
    with pytest.raises(SchemeErrors, match="anchors and aliases"):
        read_scheme("\n".join(lines), vocabulary=VOCABULARY)


def test_a_file_of_fifty_megabytes_is_refused_before_it_is_read(tmp_path: Path):
    big = tmp_path / "big.yaml"
    with big.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(SchemeErrors, match="50,000,000 bytes"):
        load_scheme(str(big))


def test_folders_and_missing_files_are_named(tmp_path: Path):
    with pytest.raises(SchemeErrors, match="is a folder"):
        load_scheme(str(tmp_path))
    with pytest.raises(SchemeErrors, match="there is no such file"):
        load_scheme(str(tmp_path / "none.yaml"))
    with pytest.raises(SchemeErrors, match="did you mean `uk-return-hubs`"):
        load_scheme("uk-retrn-hubs")


def test_every_shipped_file_survives_losing_any_line():
    """A line less is a scheme or a message, never a crash; every tenth line of each file, to stay fast."""
    for path in sorted(library().glob("uk-*.yaml")):
        lines = path.read_text().split("\n")
        for number in range(0, len(lines), 10):
            for problem in problems_of(
                "\n".join(lines[:number] + lines[number + 1 :]), path.name, library(), None
            ):
                assert problem.what
