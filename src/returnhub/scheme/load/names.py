"""Words of a scheme file that must name something else in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from returnhub.scheme.gather import Gathered
from returnhub.scheme.model import CitedSource
from returnhub.scheme.nodes import Mapping as MappingNode
from returnhub.scheme.nodes import Text
from returnhub.scheme.problems import nearest
from returnhub.scheme.reading import Reading


def named(reading: Reading, words: Iterable[Text], known: Iterable[str], what: str) -> tuple[str, ...]:
    """Words that must all be names of one kind; a repeated name is a mistake only within one list."""
    names, found = list(known), []
    for word in words:
        if word.value not in names:
            reading.problem(word, f"there is no {what} `{word.value}`", nearest(word.value, names))
        else:
            found.append(word.value)
    return tuple(dict.fromkeys(found))


def check_citations(gathered: Gathered, sources: Mapping[str, CitedSource]) -> None:
    """Every `[S88]` in a citation is a source of the scheme."""
    for section in ("rules", "promises", "stages", "moves"):
        for _, node in gathered.sections[section].values():
            cite = node.get("cite") if isinstance(node, MappingNode) else None
            if isinstance(cite, Text):
                for match in re.finditer(r"\[(S\d+\w?)\]", cite.value):
                    if match.group(1) not in sources:
                        place = cite.place_at(match.start(1), len(match.group(1)))
                        gathered.reading.problem(
                            place,
                            f"`{match.group(1)}` is not in `sources`",
                            nearest(match.group(1), sources),
                        )
