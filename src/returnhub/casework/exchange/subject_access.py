"""Everything held about one person, with everybody who read it: the answer to a subject access request."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import role_for
from returnhub.casework.cases.finding import find_case
from returnhub.casework.cases.models import Case
from returnhub.casework.cases.scheme_facts import record_for_service
from returnhub.casework.cases.storage import PLAIN, load
from returnhub.casework.cases.viewing import log_read, unseen_links
from returnhub.casework.ledger.entry import stamp
from returnhub.casework.ledger.models import Entry
from returnhub.scheme.vocabulary import load_vocabulary


def write_subject_access(by: Officer, reference: str, path: Path) -> None:
    """Write the answer as JSON. It holds the medical lane too: it goes to the person, nowhere else."""
    role = role_for(by, "subject-access")
    row = find_case(by, reference)
    log_read(row, by, role, "complaint", "subject access")
    part = path.with_name(path.name + ".part")
    part.touch(mode=0o600)  # for whoever answers the request, not for everybody on the machine
    part.write_text(
        json.dumps(everything_held(by, row), ensure_ascii=False, indent=1, default=str), encoding="utf-8"
    )
    part.rename(path)
    record_for_service(by, role, "subject_access_answered", {"case": reference})


def everything_held(by: Officer, row: Case) -> dict[str, Any]:
    """What is held: as it stands, every answer with its question, every entry, every reading."""
    state, vocabulary = load(row), load_vocabulary().facts
    unseen = unseen_links(by, state)
    return {
        "made_at": stamp(datetime.now(UTC)),
        "case": {name: getattr(state, name) for name in PLAIN} | {"owner": state.owner, "team": state.team},
        "answers": [
            {
                "question": vocabulary[name].ask,
                "answer": "not known" if a.value is None else a.value,
                "established_on": a.on,
                "by": a.actor,
                "source": a.source,
            }
            for name, a in state.facts.items()
            if name in vocabulary
        ],
        "holds": list(state.holds.values()),
        "links": [link for link in state.links.values() if link["other"] not in unseen],
        "entries": [
            {
                "what": e.kind,
                "occurred_at": e.occurred_at,
                "recorded_at": e.recorded_at,
                "by": e.actor,
                "role": e.role,
                "reasons": json.loads(e.reasons),
                "evidence": e.evidence,
                "contents": {**e.data, "other": "", "says": ""} if e.data.get("other") in unseen else e.data,
            }
            for e in Entry.objects.filter(stream=row.reference).order_by("seq")
        ],
        "read_by": [
            {"at": r.at, "by": r.officer.username, "role": r.role, "purpose": r.purpose, "what": r.what}
            for r in row.reads.select_related("officer").order_by("at")
        ],
    }
