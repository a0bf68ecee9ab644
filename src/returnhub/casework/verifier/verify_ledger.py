#!/usr/bin/env python3
"""Verify an exported ledger of the casework service. Standard library only; nothing of returnhub is needed.

    python3 verify_ledger.py ledger.jsonl [--public-key HEX] [--checkpoint ROOT ...]

It checks that every entry fits its hash, that every chain is whole and in order, that no time runs backwards,
that every signed checkpoint fits the entries it covers, that the end of the file is there and is signed, and that
each line is written byte for byte as the service writes it.
Whoever holds the signing key could write a new ledger that passes: so compare the public key, and the roots
that were published earlier, with what you were given at the time (`--public-key`, `--checkpoint`).

Exit codes: 0 everything holds, 1 something does not (each finding is printed), 2 the file cannot be read.

The sums (JSON as UTF-8, no spaces, non-ASCII not escaped; objects signed have their keys in the order given):
  contents  = SHA-256 of [salt, payload, occurred_at, reasons, evidence, client_key]
  hash      = SHA-256 of ["returnhub-entry-1", stream, seq, kind, lane, recorded_at, actor, role,
                          contents, previous]
  root      = Merkle tree of RFC 9162 over the hashes in the order of the file
  signature = Ed25519 (RFC 8032) over the array of format and fields in `check_checkpoint` and `check_end`
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

Line = dict[str, Any]
NEEDED = ("stream", "seq", "kind", "lane", "recorded_at", "actor", "role", "previous", "hash")
FORMAT = "returnhub-ledger-export-1"
CONTENTS = ("salt", "payload", "occurred_at", "reasons", "evidence", "client_key")
WHOLE_NUMBERS = ("seq", "after", "upto", "entries", "streams")


def text_of(data: Any) -> bytes:
    """JSON in the form that is hashed."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


class Ledger:
    """What has been read so far, and what was found wrong."""

    def __init__(self) -> None:
        self.findings: list[str] = []
        self.heads: dict[str, tuple[int, str, str]] = {}
        self.hashes: list[bytes] = []
        self.covered = 0
        self.checkpoint: tuple[str, int] = ("", 0)
        self.roots: set[str] = set()
        self.contents = True
        self.key = ""
        self.ended = False

    def find(self, where: str, what: str) -> None:
        """Note something that does not hold."""
        self.findings.append(f"{where}: {what}")


def verify(lines: Iterable[str], public_key: str = "", published: Iterable[str] = ()) -> Ledger:
    """Read the lines of an export, each with its "\\n"; what does not hold is in `findings`."""
    ledger, number = Ledger(), 0
    for number, line in read(lines, ledger):
        where = f"line {number}"
        kind = line.get("type")
        if ledger.ended:
            ledger.find(where, "something follows the end")
        elif kind == "start" and number == 1:
            check_start(ledger, where, line)
        elif kind == "entry":
            check_entry(ledger, where, line)
        elif kind == "checkpoint":
            check_checkpoint(ledger, where, line)
        elif kind == "end":
            check_end(ledger, where, line)
        else:
            ledger.find(where, f"is of no known type: {kind}")
    if not ledger.ended:
        ledger.find(f"after line {number}", "the end is missing: the file was cut off")
    if public_key and ledger.key != public_key:
        ledger.find("public key", "the ledger is not signed by the key that you expect")
    for root in published:
        if root not in ledger.roots:
            ledger.find(f"checkpoint {root[:16]}", "was published, and is not in this ledger")
    return ledger


def read(lines: Iterable[str], ledger: Ledger) -> Iterator[tuple[int, Line]]:
    """The lines as objects; those that are none, or say the same in other bytes, are findings."""
    for number, text in enumerate(lines, 1):
        try:
            line = json.loads(text)
            same = text_of(line) + b"\n" == text.encode()
        except (ValueError, RecursionError):
            ledger.find(f"line {number}", "is not JSON: it was changed or cut off")
            continue
        if not same:
            ledger.find(
                f"line {number}", "is not written as the service writes it: it was changed or cut off"
            )
        if isinstance(line, dict):
            yield number, line
        else:
            ledger.find(f"line {number}", "is not an object")


def wrong_fields(ledger: Ledger, where: str, line: Line, names: tuple[str, ...]) -> bool:
    """Whether the line lacks a field, has one that nobody signed, or one of another kind than is written."""
    for name in sorted({"type", *names} ^ set(line)):
        ledger.find(
            where, f"lacks `{name}`" if name in names else f"holds `{name}`, which does not belong there"
        )
        return True
    for name in names:
        kind = (
            int if name in WHOLE_NUMBERS else bool if (line["type"], name) == ("start", "contents") else str
        )
        if type(line[name]) is not kind:
            ledger.find(where, f"was changed: `{name}` is {line[name]!r}")
            return True
    return False


def check_start(ledger: Ledger, where: str, start: Line) -> None:
    """What kind of export it is. The end's signature covers it as well."""
    if wrong_fields(ledger, where, start, ("format", "contents", "public_key")):
        return
    if start["format"] != FORMAT or not isinstance(start["contents"], bool):
        ledger.find(where, f"is not a {FORMAT}")
    ledger.contents = bool(start["contents"])
    ledger.key = str(start["public_key"])


def check_entry(ledger: Ledger, where: str, entry: Line) -> None:
    """One entry: its hash, its place in the chain and in the file, its time."""
    needed = NEEDED + (CONTENTS if ledger.contents else ("contents",))
    if wrong_fields(ledger, where, entry, needed):
        return
    where = f"{where}, {entry['stream']} entry {entry['seq']}"
    contents = entry.get("contents") or hashlib.sha256(text_of([entry[n] for n in CONTENTS])).hexdigest()
    parts = ["returnhub-entry-1", *(entry[n] for n in NEEDED[:7]), contents, entry["previous"]]
    if hashlib.sha256(text_of(parts)).hexdigest() != entry["hash"]:
        ledger.find(where, "was changed: its hash does not fit what it says")
    seq, head, recorded_at = ledger.heads.get(entry["stream"], (0, "", ""))
    if entry["seq"] <= seq:
        ledger.find(where, f"comes after entry {seq}: entries were reordered or repeated")
    elif entry["seq"] != seq + 1:
        ledger.find(where, f"follows entry {seq}: {entry['seq'] - seq - 1} dropped")
    if entry["previous"] != head:
        ledger.find(where, "does not carry the hash of the entry before it")
    if str(entry["recorded_at"]) < recorded_at:
        ledger.find(where, f"is back-dated to {entry['recorded_at']}, before the entry it follows")
    ledger.heads[entry["stream"]] = (entry["seq"], entry["hash"], str(entry["recorded_at"]))
    ledger.hashes.append(digest(entry["hash"]))


def check_checkpoint(ledger: Ledger, where: str, made: Line) -> None:
    """One checkpoint: its signature, its place, and the entries it covers."""
    where = f"{where}, checkpoint {len(ledger.roots) + 1}"
    names = ("made_at", "after", "upto", "entries", "root", "previous")
    if wrong_fields(ledger, where, made, (*names, "public_key", "signature")):
        return
    if not signed(made, ["returnhub-checkpoint-1", *(made[name] for name in names)]):
        ledger.find(where, "its signature does not fit")
    if (made["previous"], made["after"]) != ledger.checkpoint:
        ledger.find(where, "does not follow the checkpoint before it: one was dropped or reordered")
    covered = ledger.hashes[ledger.covered : ledger.covered + made["entries"]]
    if len(covered) != made["entries"]:
        ledger.find(where, f"covers {made['entries']} entries; {len(covered)} are there")
    if merkle_root(covered) != made["root"]:
        ledger.find(where, "the entries are not those that were signed")
    ledger.checkpoint, ledger.covered = (made["root"], made["upto"]), ledger.covered + len(covered)
    ledger.roots.add(made["root"])
    if made["public_key"] != ledger.key:
        ledger.find(where, "is signed by another key than the export")


def check_end(ledger: Ledger, where: str, end: Line) -> None:
    """The end: how much there should be, signed."""
    ledger.ended = True
    if wrong_fields(ledger, where, end, ("made_at", "entries", "streams", "root", "signature")):
        return
    fields = [end[name] for name in ("made_at", "entries", "streams", "root")]
    if not signed({**end, "public_key": ledger.key}, [FORMAT, ledger.contents, *fields]):
        ledger.find(where, "the signature of the end does not fit")
    if (end["entries"], end["streams"]) != (len(ledger.hashes), len(ledger.heads)):
        says = f"{end['entries']} entries in {end['streams']} chains"
        ledger.find(
            where, f"the file should hold {says}; it holds {len(ledger.hashes)} in {len(ledger.heads)}"
        )
    if merkle_root(ledger.hashes) != end["root"]:
        ledger.find(where, "the entries are not those that were exported")


def digest(text: str) -> bytes:
    """A hash from its hexadecimal form as it is written, in small letters; of something else, nothing."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return b""
    return data if data.hex() == text else b""


def merkle_root(leaves: list[bytes]) -> str:
    """RFC 9162: leaves are hashed after a zero byte, pairs after a one byte; an odd one is carried up."""
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256(b"").hexdigest()
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)
        ]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0].hex()


# Ed25519 (RFC 8032, section 5.1.7), in plain integers: slow and simple, for a handful of signatures.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def add(a: Point, b: Point) -> Point:
    """Sum of two points in extended coordinates."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    u, v, w, x = f - e, h - g, h + g, f + e
    return (u * v % P, w * x % P, v * w % P, u * x % P)


def times(count: int, point: Point) -> Point:
    """A multiple of a point."""
    total: Point = (0, 1, 1, 0)
    while count:
        if count & 1:
            total = add(total, point)
        point, count = add(point, point), count >> 1
    return total


def decode(data: bytes) -> Point | None:
    """A point from its 32 bytes, if they are one."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


_BASE = decode(bytes.fromhex("58" + "66" * 31))


def signed(line: Line, parts: list[Any]) -> bool:
    """Whether the line's signature over `parts` fits its public key."""
    key, signature = digest(line["public_key"]), digest(line["signature"])
    if len(key) != 32 or len(signature) != 64 or _BASE is None:
        return False
    point, start = decode(key), decode(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point is None or start is None or s >= ORDER:
        return False
    text = signature[:32] + key + text_of(parts)
    h = int.from_bytes(hashlib.sha512(text).digest(), "little") % ORDER
    left, right = times(s, _BASE), add(start, times(h, point))
    x_same = (left[0] * right[2] - right[0] * left[2]) % P == 0
    return x_same and (left[1] * right[2] - right[1] * left[2]) % P == 0


def in_words(entries: int, chains: int, checkpoints: int, findings: int) -> str:
    """What was verified, in one line."""
    counts = (
        (entries, "entry", "entries"),
        (chains, "chain", "chains"),
        (checkpoints, "checkpoint", "checkpoints"),
    )
    held = ", ".join(_number(*count) for count in counts)
    return f"{held}: {_number(findings, 'finding', 'findings') if findings else 'everything holds'}"


def _number(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}"


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Verify an exported ledger.")
    parser.add_argument("file")
    parser.add_argument("--public-key", default="", help="the key that you were given, in hexadecimal")
    parser.add_argument("--checkpoint", action="append", default=[], help="a root that was published earlier")
    given = parser.parse_args()
    try:
        with open(given.file, encoding="utf-8", errors="replace", newline="\n") as file:
            ledger = verify(file, given.public_key, given.checkpoint)
    except OSError as error:
        print(f"{given.file}: {error.strerror}", file=sys.stderr)
        return 2
    for finding in ledger.findings:
        print(finding)
    print(in_words(len(ledger.hashes), len(ledger.heads), len(ledger.roots), len(ledger.findings)))
    return 1 if ledger.findings else 0


if __name__ == "__main__":
    sys.exit(main())
