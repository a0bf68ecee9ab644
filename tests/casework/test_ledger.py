"""The ledger cannot be changed unseen: the database refuses, and verification names what was done."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction

from returnhub.casework.actions import establish_facts, raise_hold, request_move
from returnhub.casework.cases.facts import CaseFacts
from returnhub.casework.cases.models import Case
from returnhub.casework.ledger import export as exporting
from returnhub.casework.ledger import verify as verifying
from returnhub.casework.ledger.checkpoint import make_checkpoint
from returnhub.casework.ledger.export import export
from returnhub.casework.ledger.models import Entry
from returnhub.casework.ledger.verify import slices as verify_slices
from returnhub.casework.ledger.verify import verify_ledger
from returnhub.casework.verifier import verify_ledger as standalone
from returnhub.casework.verifier.verify_ledger import in_words
from tests.casework.people import WHY, case, officer

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def exported(database: Path, tmp_path: Path) -> list[str]:
    """The lines of an export: two cases, two checkpoints with entries after each."""
    by = officer("caseworker")
    first, second = case(), case()
    establish_facts(by, first, {"in_contact": True}, source="file")
    make_checkpoint(tmp_path)
    raise_hold(by, second, "other", "checking")
    request_move(by, first, "offer_voluntary_return", reasons=WHY)
    make_checkpoint(tmp_path)
    raise_hold(by, first, "other", "checking again")
    export(tmp_path / "ledger.jsonl", tmp_path)
    return (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.fixture
def five_cases(tmp_path: Path) -> list[str]:
    """The references of five cases, one with a hold, under one checkpoint."""
    made = [case() for _ in range(5)]
    raise_hold(officer("caseworker"), made[0], "other", "checking")
    make_checkpoint(tmp_path)
    return sorted(made)


def findings(lines: list[str]) -> list[str]:
    return standalone.verify(lines).findings


def test_an_untouched_export_holds(exported: list[str]):
    assert findings(exported) == []


def test_without_contents_the_chains_still_verify_and_nothing_is_said(exported: list[str], tmp_path: Path):
    export(tmp_path / "bare.jsonl", tmp_path, contents=False)
    text = (tmp_path / "bare.jsonl").read_text(encoding="utf-8")
    assert findings(text.splitlines(keepends=True)) == []
    assert "Synthetic Person" not in text


def read_as_file(content: bytes, folder: Path) -> list[str]:
    """What the verifier finds in a file of these bytes."""
    (folder / "changed.jsonl").write_bytes(content)
    with (folder / "changed.jsonl").open(encoding="utf-8", errors="replace", newline="\n") as file:
        return findings(list(file))


def test_any_flipped_byte_is_found(exported: list[str], tmp_path: Path):
    """A few hundred at random, and those that leave the same JSON: of line ends, and of letters of a signature."""
    content, dice = "".join(exported).encode(), random.Random(5)
    flips = [(dice.randrange(len(content)), 1 << dice.randrange(8)) for _ in range(300)]
    flips += [(at, 7) for at, byte in enumerate(content) if byte == ord("\n")]
    flips += [(len(content) - 1, ord("\n") ^ ord(" "))]
    signature = content.rindex(b'"signature":"') + len(b'"signature":"')
    flips += [(at, 32) for at in range(signature, signature + 128) if chr(content[at]).isalpha()]
    for at, bits in flips:
        changed = content[:at] + bytes([content[at] ^ bits]) + content[at + 1 :]
        assert read_as_file(changed, tmp_path), (content[max(0, at - 20) : at + 20], bits)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('"seq":1,', '"seq":"1",', "`seq` is '1'"),
        ('"stream":"', '"stream":["RH"],"x":"', "holds `x`"),
        ('"entries":', '"entries":0.', "`entries` is 0."),
        ('"root":"', '"root":null,"was":"', "holds `was`"),
        ('"payload":"', '"payload":"\\ud800', "was changed"),
        ('"payload":"', '"payload":' + "[" * 100_000 + '"', "not JSON"),
    ],
)
def test_another_kind_of_value_is_a_finding_and_no_traceback(exported: list[str], was, becomes, says):
    assert any(was in line for line in exported)
    assert any(says in f for f in findings([line.replace(was, becomes) for line in exported]))


def test_what_was_done_is_named(exported: list[str]):
    entries = [i for i, line in enumerate(exported) if '"type":"entry"' in line]
    first = json.loads(exported[entries[0]])["stream"]
    chain = [i for i in entries if json.loads(exported[i])["stream"] == first]

    dropped = exported[: chain[1]] + exported[chain[1] + 1 :]
    assert any(f"{first} entry 3: follows entry 1: 1 dropped" in f for f in findings(dropped))

    swapped = list(exported)
    swapped[chain[1]], swapped[chain[2]] = swapped[chain[2]], swapped[chain[1]]
    assert any("reordered" in f for f in findings(swapped))

    changed = [*exported]
    changed[chain[1]] = changed[chain[1]].replace("in_contact", "in_cantact")
    assert any(f"{first} entry 2: was changed" in f for f in findings(changed))

    cut = exported[:-2]
    assert any("cut off" in f for f in findings(cut))


def test_an_entry_cut_from_the_end_of_a_chain_is_found(exported: list[str]):
    last = max(i for i, line in enumerate(exported) if '"type":"entry"' in line)
    found = findings(exported[:last] + exported[last + 1 :])
    assert any("the file should hold" in f for f in found)


def test_a_back_dated_entry_with_a_new_hash_is_found(exported: list[str]):
    """Somebody rewrites an entry and all hashes after it: times run backwards, and the checkpoint does not fit."""
    entries = [json.loads(line) for line in exported]
    stream = next(e["stream"] for e in entries if e["type"] == "entry")
    previous = ""
    for entry in entries:
        if entry.get("stream") == stream:
            if entry["seq"] == 2:
                entry["recorded_at"] = "2020-01-01T00:00:00.000000Z"
            entry["previous"] = previous
            from returnhub.casework.ledger.entry import EntryRecord, entry_hash
            from returnhub.casework.ledger.models import RECORD_FIELDS

            entry["hash"] = entry_hash(EntryRecord(**{n: entry[n] for n in RECORD_FIELDS}))
            previous = entry["hash"]
    found = findings([json.dumps(e, ensure_ascii=False, separators=(",", ":")) + "\n" for e in entries])
    assert any("back-dated" in f for f in found)
    assert any("not those that were signed" in f for f in found)


def test_a_published_root_that_is_missing_is_found(exported: list[str]):
    assert standalone.verify(exported, published=["00" * 32]).findings
    assert standalone.verify(exported, public_key="00" * 32).findings


def test_the_verifier_runs_alone(exported: list[str], tmp_path: Path):
    script = Path(standalone.__file__).read_text(encoding="utf-8")
    (tmp_path / "alone.py").write_text(script, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "alone.py", "ledger.jsonl"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "everything holds" in done.stdout


def test_rfc_8032_signature():
    """Test vector 2 of RFC 8032, section 7.1, through the same sums (message 0x72)."""
    key = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    original = standalone.text_of
    standalone.text_of = lambda data: b"\x72"  # type: ignore[assignment]
    try:
        assert standalone.signed({"public_key": key, "signature": signature}, [])
        assert not standalone.signed({"public_key": key, "signature": "00" + signature[2:]}, [])
    finally:
        standalone.text_of = original  # type: ignore[assignment]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casework_entry SET payload = '{}'",
        "DELETE FROM casework_entry",
        "UPDATE casework_readlog SET purpose = ''",
        "DELETE FROM casework_checkpoint",
    ],
)
def test_the_database_refuses_to_change_or_delete(exported: list[str], statement: str):
    from returnhub.casework.actions import view_case

    view_case(officer("caseworker"), Case.objects.values_list("reference", flat=True)[0], "casework")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_only_the_monitor_writes_to_the_monitors_lane():
    reference = case()
    entry = Entry.objects.get(stream=reference)
    forged = Entry(**{f.name: getattr(entry, f.name) for f in Entry._meta.fields if f.name != "id"})
    forged.seq, forged.lane = 2, "monitor"
    with pytest.raises(DatabaseError), transaction.atomic():
        forged.save()


def test_live_verification_names_a_changed_projection(exported: list[str]):
    assert verify_ledger().findings == []
    reference = Case.objects.order_by("id")[0].reference
    Case.objects.filter(reference=reference).update(stage="returned")
    found = verify_ledger().findings
    assert [f.where for f in found] == [reference]
    assert "`stage` is 'returned'" in found[0].what


def test_an_answer_in_a_row_that_no_entry_gave_is_named(exported: list[str]):
    """Queues ask the column, so a column filled behind the back of the ledger would move cases between them."""
    held = Case.objects.order_by("id")[0]
    CaseFacts.objects.filter(case=held).update(detained=True)
    found = verify_ledger().findings
    assert [(f.where, f.what) for f in found] == [
        (held.reference, "fact `detained` has an answer in the row and in no entry")
    ]


def test_slices_and_processes_find_the_same(either, five_cases: list[str], monkeypatch: pytest.MonkeyPatch):
    """Cut after every case and shared by two processes: each chain once, and the same findings in the same order."""
    Case.objects.filter(reference=five_cases[1]).update(stage="returned")
    whole = verify_ledger(processes=1)
    monkeypatch.setattr(verifying, "slices", lambda: verify_slices(1))
    cut = verify_ledger(processes=2)
    assert [f.where for f in whole.findings] == [five_cases[1]]
    assert (cut.entries, cut.chains, cut.checkpoints) == (whole.entries, whole.chains, 1)
    assert cut.findings == whole.findings


def test_live_verification_finds_what_was_done_behind_the_triggers(exported: list[str]):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER casework_entry_no_update")
        cursor.execute(
            "UPDATE casework_entry SET payload = replace(payload, 'in_contact', 'detained') WHERE seq = 2"
        )
    assert any("was changed" in f.what for f in verify_ledger().findings)


def test_a_hash_that_is_none_is_a_finding(exported: list[str], tmp_path: Path):
    """Verification goes on, and an export of it is written for others to verify."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER casework_entry_no_update")
        cursor.execute("UPDATE casework_entry SET hash = 'no hash', payload = '[1]' WHERE seq = 2")
    assert any("was changed" in f.what for f in verify_ledger().findings)
    export(tmp_path / "changed.jsonl", tmp_path)
    found = findings((tmp_path / "changed.jsonl").read_text(encoding="utf-8").splitlines(keepends=True))
    assert any("entry 2: was changed" in f for f in found)


def test_an_export_holds_while_the_service_goes_on(either, five_cases, tmp_path: Path, monkeypatch):
    """A hold and a checkpoint that come while entries are being written are of the next export."""
    fields, threads = exporting._fields, []

    def meanwhile() -> None:
        raise_hold(officer("caseworker"), five_cases[1], "other", "meanwhile")
        make_checkpoint(tmp_path)
        connection.close()

    def slowly(*given):
        if not threads:
            threads.append(Thread(target=meanwhile))
            threads[0].start()
            threads[0].join()
        return fields(*given)

    monkeypatch.setattr(exporting, "_fields", slowly)
    export(tmp_path / "ledger.jsonl", tmp_path)
    assert verify_ledger().checkpoints == 2
    lines = (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    assert findings(lines) == []


def test_one_is_one_in_the_line_that_sums_up():
    assert in_words(1, 1, 1, 1) == "1 entry, 1 chain, 1 checkpoint: 1 finding"
    assert in_words(1700, 2, 0, 0) == "1,700 entries, 2 chains, 0 checkpoints: everything holds"
