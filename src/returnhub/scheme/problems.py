"""What is wrong, where, and what to do: the messages that people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class UserError(Exception):
    """A mistake that a person can mend: shown as where, what and a hint, never as a traceback."""

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\nhint: {self.hint}" if self.hint else head


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line of a file; line and column count from 1, width in characters."""

    file: str
    line: int
    column: int
    text: str
    width: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a reader: lower case, no full stop, back-ticks round what the author wrote."""

    what: str
    place: Place | None = None
    hint: str = ""

    def render(self) -> str:
        """The message as a compiler would print it: place, sentence, the line with a marker, one hint."""
        if self.place is None:
            lines = [self.what]
        else:
            p = self.place
            gutter = f"{p.line} | "
            text, column = _window(p.text, p.column)
            room = max(1, min(p.width, len(text) - column + 1))
            marker = " " * (len(gutter) + column - 1) + "^" * room
            lines = [f"{p.file}:{p.line}:{p.column}: {self.what}", gutter + text, marker]
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)

    def as_row(self) -> dict[str, object]:
        """The same for machines."""
        p = self.place
        return {
            "file": p.file if p else None,
            "line": p.line if p else None,
            "column": p.column if p else None,
            "what": self.what,
            "hint": self.hint or None,
        }


def _window(text: str, column: int, widest: int = 160) -> tuple[str, int]:
    """Of a very long line, the part around the column, and where the column is in it."""
    if len(text) <= widest:
        return text, column
    first = max(0, min(column - 1 - widest // 2, len(text) - widest))
    return text[first : first + widest], column - first


class SchemeErrors(UserError):
    """All the problems of one file, reported together. `count` is more than are shown where only the first are."""

    exit_code = 1

    def __init__(self, problems: Sequence[Problem], count: int | None = None) -> None:
        self.problems = tuple(problems)
        self.count = len(self.problems) if count is None else count
        super().__init__(f"{self.count:,} problem{'s' if self.count != 1 else ''}")

    def __str__(self) -> str:
        return "\n\n".join(p.render() for p in self.problems)


class NotThere(SchemeErrors):
    """A file or a name that was asked for is not there, or cannot be opened: misuse, not a finding."""

    exit_code = 2


def nearest(wrong: str, names: Iterable[str]) -> str:
    """A hint with the nearest right name, or with the names there are when none is near and they are few."""
    known = list(names)
    close = get_close_matches(wrong, known, n=1, cutoff=0.6)
    if not close:
        lowered = {name.lower(): name for name in known}
        close = [lowered[m] for m in get_close_matches(wrong.lower(), list(lowered), n=1, cutoff=0.6)]
    if close:
        return f"did you mean `{close[0]}`?"
    if 0 < len(known) <= 8:
        return "known here: " + ", ".join(f"`{name}`" for name in known)
    return ""
