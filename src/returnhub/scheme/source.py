"""A text file as given, with every refusal that needs no understanding of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from returnhub.scheme.problems import NotThere, Place, Problem, SchemeErrors

LARGEST = 1_000_000
"""Bytes. The largest shipped file has under a tenth of this; more is not a scheme."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file and its lines; `name` is what messages call it."""

    name: str
    text: str
    lines: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, name: str, text: str) -> Source:
        """A source from text in memory."""
        return cls(name, text, tuple(text.split("\n")))

    def place(self, line: int, column: int, width: int = 1) -> Place:
        """A place in this file; line and column count from 1."""
        text = self.lines[line - 1].rstrip("\r") if 0 < line <= len(self.lines) else ""
        return Place(self.name, line, column, text.replace("\t", " "), width)


def read_source(path: Path, name: str = "") -> Source:
    """Read a file as text, or raise `SchemeErrors` (`NotThere`) saying why it cannot be one."""
    name = name or path.name
    try:
        if path.is_dir():
            raise NotThere([Problem(f"{name}: is a folder, not a file")])
        size = path.stat().st_size
        if size > LARGEST:
            raise _refused(name, f"has {size:,} bytes; at most {LARGEST:,} are read")
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)  # a device has no size, and may have no end
    except FileNotFoundError:
        raise NotThere([Problem(f"{name}: there is no such file")]) from None
    except OSError as error:
        raise NotThere([Problem(f"{name}: cannot be read: {error.strerror or error}")]) from None
    if len(raw) > LARGEST:
        raise _refused(name, f"has more than {LARGEST:,} bytes; this is not a scheme")
    return decode(raw, name)


def decode(raw: bytes, name: str) -> Source:
    """Bytes to text: UTF-8 only, no binary, not empty."""
    if b"\0" in raw:
        raise _refused(name, "is binary, not text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _refused(
            name, f"is not UTF-8 text: line {line} holds a byte that is none", "save the file as UTF-8"
        ) from None
    if not text.strip():
        raise _refused(name, "is empty")
    return Source.of(name, text)


def _refused(name: str, why: str, hint: str = "") -> SchemeErrors:
    return SchemeErrors([Problem(f"{name}: {why}", None, hint)])
