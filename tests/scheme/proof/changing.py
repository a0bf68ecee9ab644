"""The small scheme with lines changed, and what a check says of it in words."""

from __future__ import annotations

from returnhub.scheme.load import read_scheme
from returnhub.scheme.proof import check
from returnhub.scheme.proof.report import PromiseResult
from returnhub.scheme.source import Source
from returnhub.scheme.vocabulary import read_vocabulary
from tests.scheme import small


def changed(*pairs: tuple[str, str], facts: str = small.FACTS):
    text = small.SCHEME
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return read_scheme(text, vocabulary=read_vocabulary(Source.of("facts.yaml", facts)))


def told(scheme) -> list[str]:
    """The findings in words, but for the two rules of the small scheme that no move needs."""
    usual = ("no move needs rule `no_trafficking`", "no move needs rule `family_together`")
    return [
        f"{f.severity} {f.code}: {f.what} → {f.hint}" for f in check(scheme).findings if f.what not in usual
    ]


def promise(scheme, name: str) -> PromiseResult:
    return next(p for p in check(scheme).promises if p.name == name)


NEEDS = ("needs: [fit, adult, child, noticed]", "needs: [fit, adult, child, noticed, extra]")


def extra(condition: str, key: str = "when") -> tuple[str, str]:
    return "rules:\n", f"rules:\n  extra: {{says: Extra, {key}: {condition!r}, cite: test}}\n"
