"""The words of a verdict."""

from __future__ import annotations

from enum import StrEnum

from returnhub.scheme.model import Rule


class Status(StrEnum):
    """What a rule says of a case. Only `SATISFIED` opens anything."""

    SATISFIED = "satisfied"
    VIOLATED = "violated"
    NOT_KNOWN = "not known"


class Door(StrEnum):
    """What the rules say of a move: open to a person's decision, blocked, or waiting for facts."""

    OPEN = "open"
    BLOCKED = "blocked"
    WAITING = "waiting for facts"


def status_of(rule: Rule, answer: bool | None) -> Status:
    """A rule's status from the answer of its condition.

    A protection (`protects`) guards the person: needing it means that it must be known not to apply, so its
    polarity is turned and "not known" grants it.
    """
    if answer is None:
        return Status.NOT_KNOWN
    return Status.SATISFIED if answer is not rule.protects else Status.VIOLATED
