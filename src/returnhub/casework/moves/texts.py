"""The text of a scheme is kept with the ledger, so that verdicts can be replayed when it has changed."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from returnhub.casework.access.officers import Officer
from returnhub.casework.cases.finding import find_case
from returnhub.casework.cases.judging import typed_value
from returnhub.casework.ledger.models import Entry
from returnhub.casework.moves.judgement import Judgement, judge_case
from returnhub.casework.moves.models import SchemeText
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import InUse, in_use
from returnhub.scheme.case import Case, Known
from returnhub.scheme.gather import find_scheme, gather, library
from returnhub.scheme.load import load_scheme
from returnhub.scheme.problems import UserError
from returnhub.scheme.source import Source
from returnhub.scheme.vocabulary import read_vocabulary


def keep_scheme_text() -> None:
    """Keep the files of the scheme in use under its digest, once."""
    scheme = in_use().scheme
    if not SchemeText.objects.filter(digest=scheme.digest).exists():
        files: dict[str, str] = {}
        main = _collect(settings.RETURNHUB_SCHEME, None, files)
        kept = {"main": main, "files": files}
        facts = (library() / "facts.yaml").read_text(encoding="utf-8")
        defaults = {"name": scheme.name, "version": scheme.version, "files": kept, "vocabulary": facts}
        SchemeText.objects.get_or_create(digest=scheme.digest, defaults=defaults)


def replay(stored: dict[str, Any]) -> Judgement:
    """Judge a stored verdict again, with the text of the scheme that it was judged by."""
    used = _kept(stored["scheme"]["digest"])
    vocabulary = used.scheme.vocabulary.facts
    facts = {
        name: Known(typed_value(vocabulary[name].type, value), date.fromisoformat(on) if on else None)
        for name, (value, on) in stored["facts"].items()
    }
    move, at = used.scheme.moves[stored["move"]], date.fromisoformat(stored["at"])
    return judge_case(used, Case("replay", facts, stored["stage"]), move, stored["stage"], at)


def replayed(by: Officer, reference: str, seq: int) -> tuple[dict[str, Any], Judgement]:
    """The verdict kept with an entry of a case that the officer can see, and the same judged again now."""
    find_case(by, reference)
    entry = Entry.objects.filter(stream=reference, seq=seq).first()
    if entry is None or "verdict" not in entry.data:
        raise Refused("not-found", f"no verdict is kept with entry {seq}")
    stored = dict(entry.data["verdict"])
    return stored, replay(stored)


def same_answer(stored: dict[str, Any]) -> bool:
    """Whether a stored verdict, judged again, gives the same answer for every rule and promise."""
    again = replay(stored).stored()
    return bool(again["rules"] == stored["rules"] and again["promises"] == stored["promises"])


@lru_cache(maxsize=32)
def _kept(digest: str) -> InUse:
    if in_use().scheme.digest == digest:
        return in_use()
    kept = SchemeText.objects.filter(digest=digest).first()
    if kept is None:
        raise UserError(f"the text of scheme {digest[:12]} is not kept here")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in kept.files["files"].items():
            (Path(folder) / name).write_text(_beside(text, list(kept.files["files"])), encoding="utf-8")
        vocabulary = read_vocabulary(Source.of("facts.yaml", kept.vocabulary))
        return InUse(load_scheme(str(Path(folder) / kept.files["main"]), vocabulary))


def _collect(reference: str, beside: Path | None, files: dict[str, str]) -> str:
    path = find_scheme(reference, beside)
    name = f"kept-{path.stem}.yaml"
    files[name] = path.read_text(encoding="utf-8")
    for parent in gather(str(path)).extends:
        _collect(parent, path.parent, files)
    return name


def _beside(text: str, names: list[str]) -> str:
    """The same text, building on the kept files and not on what ships today."""
    stems = {name.removeprefix("kept-").removesuffix(".yaml"): name for name in names}

    def kept(line: re.Match[str]) -> str:
        return re.sub(r"[\w./-]+", lambda w: stems.get(Path(w[0]).stem, w[0]), line[2]).join((line[1], ""))

    return re.sub(r"(?m)^(extends:)(.*)$", kept, text)
