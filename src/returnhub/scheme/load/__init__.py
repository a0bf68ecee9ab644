"""From a scheme file to a `Scheme`, or to every mistake in it."""

from __future__ import annotations

from pathlib import Path

from returnhub.scheme.gather import gather, gather_text, shipped_schemes
from returnhub.scheme.load.build import build
from returnhub.scheme.model import Scheme
from returnhub.scheme.vocabulary import Vocabulary, load_vocabulary

__all__ = ["load_scheme", "read_scheme", "shipped_schemes"]


def load_scheme(reference: str, vocabulary: Vocabulary | None = None) -> Scheme:
    """The scheme of a shipped name or a path; `SchemeErrors` names every mistake with its place."""
    return build(gather(str(reference)), vocabulary or load_vocabulary())


def read_scheme(
    text: str | bytes,
    name: str = "scheme.yaml",
    folder: Path | None = None,
    vocabulary: Vocabulary | None = None,
) -> Scheme:
    """The same from text in memory; `extends` looks for paths in `folder`."""
    return build(gather_text(text, name, folder), vocabulary or load_vocabulary())
