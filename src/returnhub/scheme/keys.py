"""Every key of a scheme file, in one place: the loader and the JSON Schema both read them here."""

from __future__ import annotations

SECTIONS = (
    "sources",
    "roles",
    "lists",
    "constants",
    "established",
    "hosts",
    "rules",
    "stages",
    "moves",
    "promises",
    "accepted",
)
GUARDED = ("rules", "stages", "moves", "promises", "accepted")
"""Sections in which an inherited name is only replaced by saying so."""
TOP_KEYS = (
    "scheme",
    "title",
    "version",
    "extends",
    "in_force",
    "calendar",
    "always",
    "notes",
    "without",
    *SECTIONS,
)

_COMMON = ("says", "cite", "block", "note", "replaces")
RULE_KEYS = (*_COMMON, "when", "protects", "needs_verification")
STAGE_KEYS = (*_COMMON, "longest", "then", "final", "entry", "outside", "place", "like")
MOVE_KEYS = (
    *_COMMON,
    "from",
    "to",
    "by",
    "countersigned_by",
    "different_team",
    "towards",
    "needs",
    "despite",
    "like",
)
PROMISE_KEYS = (*_COMMON, "never", "within", "from", "to", "needs_verification")

ACCEPTED_KEYS = ("stages", "because", "cite", "note", "replaces")

SOURCE_KEYS = ("title", "url", "grade", "date", "note")
CONSTANT_KEYS = ("value", "unit", "source", "says", "note", "needs_verification")
ESTABLISHED_KEYS = ("value", "on", "source", "note")
HOST_KEYS = ("country", "agreement", "note", "source")
AGREEMENT_KEYS = ("signed", "in_force", "binding", "source")

PLACES = ("uk", "transit", "host", "away", "")
