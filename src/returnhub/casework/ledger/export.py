"""The ledger as a file that anybody can verify: JSON lines of entries, checkpoints, and a signed end.

The end says how many entries and chains there are and the Merkle root over all of them, so that a file that
was cut off does not pass.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from returnhub.casework.ledger.checkpoint import public_hex, signing_key
from returnhub.casework.ledger.entry import canonical, contents_digest, stamp
from returnhub.casework.ledger.merkle import Tree, leaf
from returnhub.casework.ledger.models import RECORD_FIELDS, Checkpoint, Entry
from returnhub.casework.ledger.reading import snapshot

FORMAT = "returnhub-ledger-export-1"
_CONTENTS = ("salt", "payload", "occurred_at", "reasons", "evidence", "client_key")


def export(path: Path, folder: Path, *, contents: bool = True) -> int:
    """Write every entry and checkpoint as they are at one moment; returns how many entries.

    Written beside and renamed: a file of that name is whole, or the one that was there before.
    """
    key, tree, count = signing_key(folder), Tree(), 0
    streams: set[str] = set()
    part = path.with_name(path.name + ".part")
    with snapshot(), part.open("w", encoding="utf-8") as file:
        _line(file, {"type": "start", "format": FORMAT, "contents": contents, "public_key": public_hex(key)})
        for entry in Entry.objects.order_by("id").iterator(chunk_size=5_000):
            _line(file, {"type": "entry", **_fields(entry, contents)})
            tree.add(leaf(entry.hash))
            streams.add(entry.stream)
            count += 1
        for made in Checkpoint.objects.order_by("id"):
            names = (
                "made_at",
                "after",
                "upto",
                "entries",
                "root",
                "previous",
                "public_key",
                "signature",
            )
            _line(file, {"type": "checkpoint", **{name: getattr(made, name) for name in names}})
        end = {
            "type": "end",
            "made_at": stamp(datetime.now(UTC)),
            "entries": count,
            "streams": len(streams),
            "root": tree.root().hex(),
        }
        end["signature"] = key.sign(canonical([FORMAT, contents, *list(end.values())[1:]]).encode()).hex()
        _line(file, end)
    part.rename(path)
    return count


def _fields(entry: Entry, contents: bool) -> dict[str, Any]:
    record = entry.record
    fields = {name: getattr(record, name) for name in RECORD_FIELDS if contents or name not in _CONTENTS}
    return fields if contents else {**fields, "contents": contents_digest(record)}


def _line(file: Any, data: dict[str, Any]) -> None:
    file.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")
