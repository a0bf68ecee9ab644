"""Files that are no scheme at all, and where in a file a message points."""

import pytest

from returnhub.scheme import nodes
from returnhub.scheme.nodes import Mapping, Sequence, Text, parse_nodes
from returnhub.scheme.problems import Place, Problem, SchemeErrors, UserError, nearest
from returnhub.scheme.source import LARGEST, Source, decode, read_source


def refused(raw: bytes) -> str:
    with pytest.raises(SchemeErrors) as caught:
        parse_nodes(decode(raw, "f.yaml"))
    return str(caught.value)


# Bytes that are no text, and text that is no file of `key: value` lines -------------------------------------


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "f.yaml: is empty"),
        (b" \n\t", "f.yaml: is empty"),
        (b"a: 1\0", "f.yaml: is binary, not text"),
        (b"a: 1\nb: \xff", "f.yaml: is not UTF-8 text: line 2 holds a byte that is none\nhint: save the file as UTF-8"),
        (b"\xe9: 1\nb: 2", "f.yaml: is not UTF-8 text: line 1 holds a byte that is none\nhint: save the file as UTF-8"),
        (b"- a\n- b", "f.yaml:1:1: is not a list of `key: value` lines\n1 | - a\n    ^"),
        (b"a", "f.yaml:1:1: is not a list of `key: value` lines\n1 | a\n    ^"),
        (b"# only this", "f.yaml:1:1: is not a list of `key: value` lines\n1 | # only this\n    ^"),
        (b"a: 1\n---\nb: 2", "f.yaml:1:1: holds more than one document\n1 | a: 1\n    ^"),
        (b"[x]: b\nc: d", "f.yaml:1:1: a key must be a word\n1 | [x]: b\n    ^"),
        (b"ok: 1\nlist:\n  {a: b}: b", "f.yaml:3:3: a key must be a word\n3 |   {a: b}: b\n      ^"),
        (b"a: &x 1", "f.yaml:1:4: anchors and aliases (`&`, `*`) are not allowed\n1 | a: &x 1\n       ^\nhint: write the value out"),
        (b"a: *x", "f.yaml:1:4: anchors and aliases (`&`, `*`) are not allowed\n1 | a: *x\n       ^\nhint: write the value out"),
        (b"a: !x 1", "f.yaml:1:4: tags (`!`) are not allowed\n1 | a: !x 1\n       ^\nhint: write the plain value"),
        (b"a: {b: 1}\nb: c: d", "f.yaml:2:5: cannot be read as YAML: mapping values are not allowed in this context\n"
         "2 | b: c: d\n        ^\nhint: put the text in single quotes"),
        (b"a: `x`", "f.yaml:1:4: cannot be read as YAML: found character that cannot start any token\n"
         "1 | a: `x`\n       ^\nhint: put the text in single quotes"),
        (b"a: [1, 2", "f.yaml:2:1: cannot be read as YAML: did not find expected ',' or ']'\n2 | \n    ^"),
        (b"x: 1\na: |\n  x\n y", "f.yaml:4:2: cannot be read as YAML: did not find expected key\n4 |  y\n     ^"),
        (b"a: 1\nb: \x01", "f.yaml:2:1: holds the control character 1\n2 | b: \x01\n    ^"),
        (b"a: " + b"[" * 20 + b"]" * 20, f"f.yaml:1:23: nested more than 20 deep\n1 | a: {'[' * 20}{']' * 20}\n{' ' * 26}^"),
    ],
)  # fmt: skip
def test_what_is_no_scheme_file_is_refused_in_words(raw, message):
    assert refused(raw) == message


def test_nineteen_lists_in_each_other_are_read():
    assert parse_nodes(decode(b"a: " + b"[" * 19 + b"]" * 19, "f.yaml")).entries[0][0].value == "a"


def test_a_bomb_of_entries_is_refused_and_a_long_file_is_not(monkeypatch):
    assert nodes.MOST == 50_000
    monkeypatch.setattr(nodes, "MOST", 100)
    # a stream, a document, a mapping, its key and a list begin before the entries, and end after them
    assert refused(b"a: [" + b"1," * 96 + b"]").startswith(
        "f.yaml:1:197: more than 100 entries; this is not a scheme\n"
    )
    parse_nodes(decode(b"a: [" + b"1," * 92 + b"]", "f.yaml"))
    assert refused(b"a: [" + b"1," * 93 + b"]").startswith("f.yaml:2:1: more than 100 entries")


def test_files_that_cannot_be_read_say_why(tmp_path):
    big, fits = tmp_path / "big.yaml", tmp_path / "fits.yaml"
    big.write_text("a" * (LARGEST + 1))
    fits.write_text("a: " + "b" * (LARGEST - 3))
    for path, name, message in (
        (big, "", "big.yaml: has 1,000,001 bytes; at most 1,000,000 are read"),
        (tmp_path / "none.yaml", "", "none.yaml: there is no such file"),
        (tmp_path / "none.yaml", "the parent", "the parent: there is no such file"),
        (tmp_path, "folder", "folder: is a folder, not a file"),
        (big / "below.yaml", "", "below.yaml: cannot be read: Not a directory"),
    ):
        with pytest.raises(SchemeErrors) as caught:
            read_source(path, name)
        assert str(caught.value) == message
        assert caught.value.exit_code == (1 if path == big else 2)  # what is not there is misuse
    read = read_source(fits)
    assert (read.name, len(read.text)) == ("fits.yaml", LARGEST)


def test_a_byte_order_mark_is_not_text():
    assert decode("\ufeffa: 1\nb: 2".encode(), "f").lines == ("a: 1", "b: 2")


# What is read -----------------------------------------------------------------------------------------------


def test_every_scalar_stays_the_text_that_it_is():
    top = parse_nodes(Source.of("f", "a: NO\nb: [1.10, ~, 0x1F]\nc: {d: yes, d: 2}\n? e\n: null"))
    norway, listed, nested, null = (value for _, value in top.entries)
    assert isinstance(listed, Sequence)
    assert isinstance(nested, Mapping)
    assert [n.value for n in (norway, *listed.items, null)] == ["NO", "1.10", "~", "0x1F", "null"]
    assert [(k.value, v.value) for k, v in nested.entries] == [("d", "yes"), ("d", "2")]
    assert nested.get("d").value == "yes"
    assert top.get("z") is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("k: one two three", "two"),
        ("k: 'one two three'", "two"),
        ('k: "one two three"', "two"),
        ("k: 'it''s one two'", "two"),
        ('k: "a\\"b two"', "two"),
        ("k: >\n  one\n  two three", "two"),
        ("k: |\n  one\n  two three", "two"),
        ("k: >-\n\n  one\n\n  two three", "two"),
        ("k: one\n  two\n  three", "two"),
        ("k: one\n  two\n  three", "three"),
        ("k: >\n  one   two\n  three", "three"),
        ("k:    one    two", "one"),
        ("ключ: один two", "two"),
        ("k: >\n    one\n    two", "one"),
        ("k: see an eel", "eel"),
        ("k: need", "ed"),
        ("k: >\n    see  seen\n    en\n    n", "en"),
        ("k: 'a''b ''b'", "b"),
        ('k: "\\t aab"', "ab"),
    ],
)
def test_a_place_in_a_text_is_found_again_in_the_file(text, word):
    node = parse_nodes(Source.of("f", text)).entries[0][1]
    assert isinstance(node, Text)
    place = node.place_at(node.value.index(word), len(word))
    line = text.split("\n")[place.line - 1]
    assert line[place.column - 1 : place.column - 1 + place.width] == word
    assert place.text == line


def test_a_place_beyond_the_text_is_its_last_character_and_an_empty_text_is_where_it_stands():
    node = parse_nodes(Source.of("f", "a: bcd")).entries[0][1]
    assert (node.place_at(99).line, node.place_at(99).column, node.place_at(99).width) == (1, 6, 1)
    empty = parse_nodes(Source.of("f", "a: 1\nb: ''")).entries[1][1]
    assert (empty.place_at(0).line, empty.place_at(0).column) == (2, 4)


def test_the_place_of_a_text_is_as_wide_as_its_first_line():
    entries = parse_nodes(Source.of("f", "a: one two\nb: 'x'\nc: one\n  two\nd:\ne: >\n  x")).entries
    widths = {key.value: (node.place.line, node.place.column, node.place.width) for key, node in entries}
    assert widths == {"a": (1, 4, 7), "b": (2, 4, 3), "c": (3, 4, 3), "d": (5, 3, 1), "e": (6, 4, 1)}


# How a message is shown -------------------------------------------------------------------------------------


def test_a_tab_and_a_line_end_do_not_move_the_marker():
    place = Source.of("f", "x\r\n\ta: b\r").place(2, 2, 4)
    assert Problem("wrong", place).render() == "f:2:2: wrong\n2 |  a: b\n     ^^^^"
    assert Source.of("f", "x").place(2, 1) == Place("f", 2, 1, "", 1)
    assert Source.of("f", "x").place(0, 1).text == ""
    assert Source.of("f", "x\ny").place(2, 1).text == "y"


def test_a_marker_ends_where_its_line_ends():
    assert Problem("wrong", Place("f", 1, 3, "a: b", 99)).render().split("\n")[2] == "      ^^"
    assert Problem("wrong", Place("f", 1, 5, "a: b", 9)).render().split("\n")[2] == "        ^"


@pytest.mark.parametrize(
    ("column", "first"),
    [(1, 0), (81, 0), (82, 1), (200, 119), (300, 219), (321, 240), (322, 240), (400, 240)],
)
def test_of_a_very_long_line_the_part_round_the_mistake_is_shown(column, first):
    text = "".join(chr(0x4E00 + n) for n in range(400))
    _, shown, marker = Problem("wrong", Place("f", 1, column, text)).render().split("\n")
    assert shown == "1 | " + text[first : first + 160]
    assert shown[marker.index("^")] == text[column - 1]


def test_a_line_of_160_characters_is_shown_whole():
    assert Problem("wrong", Place("f", 1, 160, "x" * 160)).render().split("\n")[1] == "1 | " + "x" * 160


def test_a_problem_as_a_row_for_machines():
    place = Place("f", 3, 5, "text")
    assert Problem("wrong", place, "do this").as_row() == {
        "file": "f", "line": 3, "column": 5, "what": "wrong", "hint": "do this"
    }  # fmt: skip
    assert Problem("wrong").as_row() == {
        "file": None,
        "line": None,
        "column": None,
        "what": "wrong",
        "hint": None,
    }


def test_a_mistake_of_a_user_says_where_what_and_what_to_do():
    assert str(UserError("wrong")) == "wrong"
    assert str(UserError("wrong", where="here")) == "here: wrong"
    assert str(UserError("wrong", where="here", hint="do this")) == "here: wrong\nhint: do this"
    assert UserError.exit_code == 2
    assert SchemeErrors.exit_code == 1


def test_several_problems_are_counted_and_shown_apart():
    one, two = Problem("one", None, "hint"), Problem("two")
    assert SchemeErrors([one]).what == "1 problem"
    assert SchemeErrors([one, two]).what == "2 problems"
    assert str(SchemeErrors([one, two])) == "one\nhint: hint\n\ntwo"
    assert SchemeErrors([one, two]).args == ("2 problems",)


@pytest.mark.parametrize(
    ("wrong", "names", "hint"),
    [
        ("claim_opne", ["claim_open", "claim_closed"], "did you mean `claim_open`?"),
        ("CLAIM", ["claim", "clam"], "did you mean `claim`?"),
        ("NONE", ["none"], "did you mean `none`?"),
        ("claim", ["XLAM", "CLAIM"], "did you mean `CLAIM`?"),
        ("zzz", ["one", "two"], "known here: `one`, `two`"),
        ("zzz", [str(n) for n in range(8)], "known here: " + ", ".join(f"`{n}`" for n in range(8))),
        ("zzz", [str(n) for n in range(9)], ""),
        ("zzz", [], ""),
        ("clam", ["clam_a", "CLAM_B"], "did you mean `clam_a`?"),
        ("abcde", ["abcxy"], "did you mean `abcxy`?"),
        ("abcde", ["abxyz"], "known here: `abxyz`"),
        ("ABCDE", ["abcxy"], "did you mean `abcxy`?"),
        ("ABCDE", ["abxyz"], "known here: `abxyz`"),
    ],
)
def test_the_nearest_right_name_is_offered_or_the_few_there_are(wrong, names, hint):
    assert nearest(wrong, names) == hint
