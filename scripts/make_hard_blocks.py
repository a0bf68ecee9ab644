"""Write docs/hard-blocks.md: where each hard block of the hub scheme lives (a test compares)."""

from __future__ import annotations

from pathlib import Path

from returnhub.scheme.load import load_scheme

PAGE = Path(__file__).parents[1] / "docs" / "hard-blocks.md"
HEAD = """# The hard blocks, and where each lives

A hard block stops a move whatever anybody wants; not knowing stops it too. The list is in the evidence
register (HB-01 to HB-31); this page is written from `uk-return-hubs` by `scripts/make_hard_blocks.py`, and a
test keeps it in step. "Citation to be verified" marks law not read in its primary source: counsel should
confirm it.

| block | rule or promise | what it says | citation |
|---|---|---|---|
"""


def page() -> str:
    """The page as it should stand."""
    scheme = load_scheme("uk-return-hubs")
    rows = []
    for rule in scheme.rules.values():
        says = f"Protection: {rule.says}" if rule.protects else rule.says
        rows += [(block, f"rule `{rule.name}`", says, rule.cite) for block in rule.blocks]
    for promise in scheme.promises.values():
        rows += [(block, f"promise `{promise.name}`", promise.says, promise.cite) for block in promise.blocks]
    rows.sort(key=lambda row: row[0])
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
