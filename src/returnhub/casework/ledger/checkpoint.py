"""Checkpoints: a signed Merkle root over the entries since the last one, and over that checkpoint.

An entry that is changed, dropped, inserted, reordered or cut off later no longer fits the root. Roots are
worth what their publication is worth: send each to somebody who cannot be made to change it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.db import connection, transaction

from returnhub.casework.ledger.append import APPEND_LOCK
from returnhub.casework.ledger.entry import canonical, stamp
from returnhub.casework.ledger.merkle import leaf, merkle_root
from returnhub.casework.ledger.models import Checkpoint, Entry

FORMAT = "returnhub-checkpoint-1"


def signed_text(made_at: str, after: int, upto: int, entries: int, root: str, previous: str) -> bytes:
    """What is signed."""
    return canonical([FORMAT, made_at, after, upto, entries, root, previous]).encode()


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """The key of this service, made once in the data folder and never in the database."""
    path = folder / "checkpoint-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = Ed25519PrivateKey.generate()
        path.touch(mode=0o600)
        path.write_bytes(made.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public key in hexadecimal."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def make_checkpoint(folder: Path) -> Checkpoint | None:
    """Sign the entries since the last checkpoint; None when there are none."""
    key = signing_key(folder)
    with transaction.atomic():
        _wait_for_appends()
        last = Checkpoint.objects.order_by("-id").first()
        after = last.upto if last else 0
        upto = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        if upto <= after:
            return None
        entries = Entry.objects.filter(id__gt=after, id__lte=upto)
        hashes = entries.order_by("id").values_list("hash", flat=True)
        root = merkle_root(leaf(h) for h in hashes.iterator(chunk_size=10_000)).hex()
        made_at, count = stamp(datetime.now(UTC)), entries.count()
        previous = last.root if last else ""
        signature = key.sign(signed_text(made_at, after, upto, count, root, previous)).hex()
        return Checkpoint.objects.create(
            made_at=made_at,
            after=after,
            upto=upto,
            entries=count,
            root=root,
            previous=previous,
            public_key=public_hex(key),
            signature=signature,
        )


def _wait_for_appends() -> None:
    """No append is half way while the lock is held, so no smaller id can appear later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])
