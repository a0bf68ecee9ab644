"""The verdict kept with a move: what was known and what the rules said then, and the same sums done again now."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from returnhub.casework.actions import Refused, replayed
from returnhub.casework.cases.redaction import is_medical
from returnhub.casework.pages.showing import day, plain_value
from returnhub.casework.pages.timeline import line
from returnhub.casework.pages.views.serving import officer, open_record, page
from returnhub.scheme.vocabulary import load_vocabulary

_ORDER = {"violated": 0, "not known": 1, "satisfied": 2}


@page
def verdict(request: HttpRequest, reference: str, seq: int) -> HttpResponse:
    """Rules, promises and facts as they were kept, beside whether judging again gives the same answer."""
    by = officer(request)
    view = open_record(request, reference, f"verdict of entry {seq}")
    entry = next((e for e in view.timeline if e.seq == seq), None)
    if entry is None or not entry.data or "verdict" not in entry.data:
        raise Refused("not-found", f"no verdict is kept with entry {seq}")
    stored, again = replayed(by, reference, seq)
    scheme, clinician = again.used.scheme, "clinician" in by.roles
    rules = [(scheme.rules[name], status) for name, status in stored["rules"].items()]
    promises = [(scheme.promises[name], status) for name, status in stored["promises"].items()]
    context = {
        "view": view,
        "entry": line(entry, clinician),
        "at": day(stored["at"]),
        "scheme": stored["scheme"],
        "rules": sorted(rules, key=lambda pair: _ORDER.get(pair[1], 0)),
        "promises": promises,
        "facts": _facts(stored["facts"], clinician),
        "hidden": sum(is_medical(name) for name in stored["facts"]) if not clinician else 0,
        "same": again.stored()["rules"] == stored["rules"]
        and again.stored()["promises"] == stored["promises"],
    }
    return render(request, "pages/verdict.html", context)


def _facts(held: dict[str, list[object]], clinician: bool) -> list[tuple[str, str, str]]:
    known, found = load_vocabulary().facts, []
    for name, (value, on) in held.items():
        if name in known and (clinician or not is_medical(name)):
            found.append((known[name].ask, plain_value(known[name].type, value), day(str(on)) if on else ""))
    return found
