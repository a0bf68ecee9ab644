"""Verify the live ledger: every hash, chain and checkpoint; every projection rebuilt and compared.

The ledger is read slice by slice in the order of references, entries beside the rows they make, each slice at one
moment: the service goes on meanwhile. Large ledgers are shared among processes (`processes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from returnhub.casework.cases.compare import Projections
from returnhub.casework.cases.state import CaseState, apply
from returnhub.casework.ledger.append import SERVICE
from returnhub.casework.ledger.checkpoint import signed_text
from returnhub.casework.ledger.entry import EntryRecord, entry_hash
from returnhub.casework.ledger.merkle import leaf, merkle_root
from returnhub.casework.ledger.models import Checkpoint, Entry
from returnhub.casework.ledger.reading import chains_between, snapshot
from returnhub.casework.ledger.service import service_differences
from returnhub.casework.processes import in_processes, seldom_collecting, usable
from returnhub.casework.verifier.verify_ledger import in_words

Progress = Callable[[int, int], None]
Slice = tuple[str, str]
SLICE = 2_000
"""Cases held in memory at once."""
WORTH_PROCESSES = 200_000
"""Entries from which starting other processes pays."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not hold: where, and what."""

    where: str
    what: str


@dataclass(slots=True)
class Report:
    """What was looked at and what was found."""

    entries: int = 0
    chains: int = 0
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(where, what))

    def include(self, other: Report) -> None:
        """Add what was looked at and found elsewhere."""
        self.entries += other.entries
        self.chains += other.chains
        self.checkpoints += other.checkpoints
        self.findings += other.findings

    @property
    def summary(self) -> str:
        """One line."""
        return in_words(self.entries, self.chains, self.checkpoints, len(self.findings))


def verify_ledger(progress: Progress | None = None, processes: int | None = None) -> Report:
    """Read the whole ledger once, chain by chain, and compare the rows of each case with what it makes.

    `processes` without a number: as many as there are cores, where the ledger is large enough.
    """
    total = Entry.objects.count()
    processes = processes or (usable() if total >= WORTH_PROCESSES else 1)
    report = Report()
    with seldom_collecting():
        for part in in_processes(verify_slice, slices(), processes):
            report.include(part)
            if progress:
                progress(report.entries, total)
    for what in service_differences():
        report.add(SERVICE, what)
    for part in in_processes(verify_checkpoint, _checkpoints(), processes):
        report.include(part)
    return report


def slices(size: int = SLICE) -> list[Slice]:
    """The ledger cut by the references of cases: after which, and up to which ("": to the end)."""
    numbered = 'SELECT "reference", row_number() OVER (ORDER BY "reference") AS n FROM casework_case'
    query = f'SELECT "reference" FROM ({numbered}) AS numbered WHERE n % {size} = 0 ORDER BY "reference"'
    with connection.cursor() as cursor:
        cursor.execute(query)
        cuts = [row[0] for row in cursor.fetchall()]
    return list(zip(["", *cuts], [*cuts, ""], strict=True))


def verify_slice(cut: Slice) -> Report:
    """Every chain between two references, and the rows of its cases."""
    report = Report()
    with snapshot():
        projections, entries = Projections(*cut), chains_between(*cut)
    for stream, chain in groupby(entries, key=lambda entry: entry.stream):
        state = CaseState()
        state.reference = stream
        check_chain(stream, chain, state, report)
        report.chains += 1
        if stream != SERVICE:
            for what in projections.differences(state):
                report.add(stream, what)
    for reference in projections.left_over():
        report.add(reference, "there is a case without any entry")
    return report


def check_chain(stream: str, chain: Iterable[EntryRecord], state: CaseState, report: Report) -> None:
    """Check the links of one chain, folding it into `state` on the way."""
    seq, previous, recorded_at = 0, "", ""
    for entry in chain:
        report.entries += 1
        faults = []
        if entry.seq != seq + 1:
            faults.append(f"follows entry {seq}: {entry.seq - seq - 1} missing")
        if entry.previous != previous:
            faults.append("does not carry the hash of the entry before it")
        if entry_hash(entry) != entry.hash:
            faults.append("was changed: its hash does not fit what it says")
        if entry.recorded_at < recorded_at:
            faults.append(f"was recorded at {entry.recorded_at}, before the entry it follows")
        if entry.occurred_at > entry.recorded_at:
            faults.append("occurred after it was recorded")
        seq, previous, recorded_at = entry.seq, entry.hash, entry.recorded_at
        try:
            apply(state, entry)
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            faults.append(f"cannot be applied: {type(error).__name__} {error}")
        for fault in faults:
            report.add(f"{stream} entry {entry.seq}", fault)


def _checkpoints() -> list[tuple[int, str, int]]:
    """Each checkpoint with the root and the end of the one before it."""
    made = list(Checkpoint.objects.order_by("id").values_list("id", "root", "upto"))
    before = [("", 0), *((root, upto) for _, root, upto in made)]
    return [(key, *ends) for (key, _, _), ends in zip(made, before, strict=False)]


def verify_checkpoint(which: tuple[int, str, int]) -> Report:
    """A checkpoint (its key; the root and the end of the one before): signature, place, and what it signed."""
    key, previous, after = which
    report, made = Report(checkpoints=1), Checkpoint.objects.get(pk=key)
    where = f"checkpoint {made.id}"
    text = signed_text(made.made_at, made.after, made.upto, made.entries, made.root, made.previous)
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(made.public_key))
        public.verify(bytes.fromhex(made.signature), text)
    except (InvalidSignature, ValueError):
        report.add(where, "its signature does not fit")
    if made.previous != previous or made.after != after:
        report.add(where, "does not follow the checkpoint before it")
    hashes = Entry.objects.filter(id__gt=made.after, id__lte=made.upto).order_by("id")
    leaves = (leaf(h) for h in hashes.values_list("hash", flat=True).iterator(chunk_size=10_000))
    if merkle_root(leaves).hex() != made.root:
        report.add(where, f"entries {made.after + 1} to {made.upto} are not those that were signed")
    return report
