"""The adapter to SQLGlot: text in, its expression out, or the problem in our words.

SQLGlot is tokenizer, parser and printer only. It accepts far more than the rule language, and never objects
to a type; `check` walks its tree and refuses every node that the grammar does not name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

LONGEST, DEEPEST = 3_000, 40


@dataclass(frozen=True, slots=True)
class Mistake(Exception):
    """What is wrong in a condition, from character `start` of its text for `width` characters."""

    what: str
    start: int = 0
    width: int = 1
    hint: str = ""


def parse(text: str) -> exp.Expression:
    """The SQLGlot tree of one condition; raises `Mistake`."""
    _refuse_odd(text)
    try:
        tree = sqlglot.parse_one(text)
    except ParseError as error:
        raise _syntax(text, error) from None
    except (SqlglotError, RecursionError, ValueError) as error:
        quote = text.rfind("'") if text.count("'") % 2 else 0
        what = "this quote is never closed" if text.count("'") % 2 else "cannot be read as a condition"
        del error
        raise Mistake(what, max(quote, 0)) from None
    if tree is None:
        raise Mistake("there is no condition here")
    _place_words(tree, _bare(text))
    return tree


def foreign(text: str) -> list[Mistake]:
    """Operators of other languages: SQLGlot reads them, the grammar does not name them."""
    return [
        Mistake(f"`{found.group()}` is not part of the language", found.start(), len(found.group()), hint)
        for found in re.finditer(r"!=|==|!", _bare(text))
        for hint in (_FOREIGN[found.group()],)
    ]


_FOREIGN = {"!=": "write `<>`", "==": "write `=`", "!": "write NOT"}


def is_plain_name(name: str) -> bool:
    """Whether a word can name something in a condition: lower case, and not a word of SQL such as `grant`."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return False
    try:
        return isinstance(sqlglot.parse_one(name), exp.Column)
    except SqlglotError:
        return False


def span(node: exp.Expression) -> tuple[int, int]:
    """First character and width of a node in the text, from the positions of the words below it."""
    starts, ends = [], []
    for part in node.walk():
        if "start" in part.meta:
            starts.append(part.meta["start"])
            ends.append(part.meta["end"])
    return (min(starts), max(ends) - min(starts) + 1) if starts else (0, 1)


_UNPLACED: tuple[tuple[type[exp.Expression], str], ...] = (
    (exp.Null, "NULL"),
    (exp.Boolean, "TRUE|FALSE"),
    (exp.Interval, "INTERVAL"),
    (exp.CurrentDate, "CURRENT_DATE"),
)


def _place_words(tree: exp.Expression, bare: str) -> None:
    """Give the words whose position SQLGlot forgets theirs: the nth in the tree is the nth in the text."""
    for kind, words in _UNPLACED:
        nodes = list(tree.find_all(kind, bfs=False))
        found = list(re.finditer(rf"\b(?:{words})\b", bare, re.IGNORECASE))
        if len(nodes) == len(found):
            for node, word in zip(nodes, found, strict=True):
                node.meta.update(start=word.start(), end=word.end() - 1)


_ODD = {
    ";": ("one condition only: `;` is not part of the language", ""),
    '"': ("names are written without quotes, codes in single quotes", ""),
    "--": ("comments belong in the YAML, after `#`", ""),
    "/*": ("comments belong in the YAML, after `#`", ""),
    "`": ("names are written without quotes, codes in single quotes", ""),
    "&&": ("`&&` is not part of the language", "write AND"),
    "||": ("`||` is not part of the language", "write OR"),
}


def _refuse_odd(text: str) -> None:
    if not text.strip():
        raise Mistake("there is no condition here")
    if len(text) > LONGEST:
        raise Mistake(f"has {len(text):,} characters; at most {LONGEST:,}", 0, 1, "split it into named rules")
    bare = _bare(text)
    for mark, (what, hint) in _ODD.items():
        if mark in bare:
            raise Mistake(what, bare.index(mark), len(mark), hint)
    _refuse_depth(bare)


def _bare(text: str) -> str:
    """The text with spaces for every quoted code."""
    return re.sub(r"'[^']*'", lambda m: " " * len(m.group()), text)


def _refuse_depth(bare: str) -> None:
    """Brackets, CASE and NOT in each other, as deep as a walk over the tree would have to go."""
    levels: list[int] = []  # of each open bracket or CASE, itself and every NOT directly before it
    nots = 0
    for word in re.finditer(r"[()]|\w+", bare):
        match word.group().upper():
            case "NOT":
                nots += 1
            case "(" | "CASE":
                levels.append(1 + nots)
                nots = 0
            case ")" | "END":
                levels = levels[:-1]
            case _:
                nots = 0
        if sum(levels) + nots > DEEPEST:
            raise Mistake(f"nested more than {DEEPEST} deep", word.start(), 1, "split it into named rules")


def _syntax(text: str, error: ParseError) -> Mistake:
    first = error.errors[0] if error.errors else {}
    lines = text.split("\n")
    row, column = int(first.get("line") or 1), int(first.get("col") or 1)
    word = str(first.get("highlight") or "")
    at = sum(len(line) + 1 for line in lines[: row - 1]) + column - len(word)
    said = str(first.get("description") or "")
    if "Expecting )" in said:
        what = "a bracket `(` is never closed"
    elif "missing for" in said:
        what = f"something is missing beside `{word}`"
    else:
        what = f"`{word}` is not expected here"
    return Mistake(what, max(0, at), max(1, len(word)))
