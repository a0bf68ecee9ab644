"""A JSON Schema of scheme files, so that editors complete and check them while they are written."""

from __future__ import annotations

from typing import Any

from returnhub.scheme.calendar import calendar_names
from returnhub.scheme.gather import shipped_schemes
from returnhub.scheme.keys import (
    ACCEPTED_KEYS,
    AGREEMENT_KEYS,
    CONSTANT_KEYS,
    ESTABLISHED_KEYS,
    GUARDED,
    HOST_KEYS,
    MOVE_KEYS,
    PLACES,
    PROMISE_KEYS,
    RULE_KEYS,
    SOURCE_KEYS,
    STAGE_KEYS,
    TOP_KEYS,
)
from returnhub.scheme.model import Towards
from returnhub.scheme.vocabulary import Vocabulary

_SCALAR = {"type": ["string", "number", "boolean"]}
_YES = {"enum": ["yes", "no", True, False]}
_WORDS = {"anyOf": [{"type": "string"}, {"type": "array", "items": _SCALAR}]}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_NAME = r"^[a-z][a-z0-9_]*$"


def json_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The schema of a scheme file. It checks shape and keys; what conditions mean, the loader checks."""
    period = _object({"from": _DAY, "to": _DAY})
    written = _fields(AGREEMENT_KEYS, signed=_DAY, in_force=period, binding=_YES)
    agreement = {"anyOf": [{"const": "none"}, written]}
    special: dict[str, Any] = {
        "extends": {"anyOf": [{"enum": shipped_schemes()}, _WORDS]},
        "in_force": period,
        "calendar": {"enum": calendar_names()},
        "always": _WORDS,
        "notes": _WORDS,
        "without": _object(dict.fromkeys((*GUARDED, "always", "established"), _WORDS)),
        "sources": _names(
            {"anyOf": [{"type": "string"}, {**_fields(SOURCE_KEYS), "required": ["title"]}]}, "^S?.+$"
        ),
        "roles": _names({"type": "string"}),
        "lists": _names({"type": "array", "items": _SCALAR}),
        "constants": _names({**_fields(CONSTANT_KEYS), "required": ["value", "unit", "source"]}),
        "established": {
            "type": "object",
            "propertyNames": {
                "enum": [f.name for f in vocabulary.facts.values() if f.about in ("scheme", "host")]
            },
            "additionalProperties": {**_fields(ESTABLISHED_KEYS), "required": ["value", "source"]},
        },
        "hosts": _names({**_fields(HOST_KEYS, agreement=agreement), "required": ["country", "agreement"]}),
        "rules": _names({**_fields(RULE_KEYS), "required": ["says", "cite"]}),
        "stages": _names({**_fields(STAGE_KEYS), "required": ["says"]}),
        "moves": _names(
            {**_fields(MOVE_KEYS, to={"type": "string"}), "required": ["says", "from", "to", "by"]}
        ),
        "promises": _names(_fields(PROMISE_KEYS)),
        "accepted": _names({**_fields(ACCEPTED_KEYS), "required": ["stages", "because"]}),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A returnhub scheme",
        "type": "object",
        "properties": {key: special.get(key, _SCALAR) for key in TOP_KEYS},
        "required": ["scheme", "title", "version"],
        "additionalProperties": False,
    }


_TYPED: dict[str, Any] = {
    "final": _YES,
    "entry": _YES,
    "replaces": _YES,
    "different_team": _YES,
    "needs_verification": _YES,
    "place": {"enum": list(PLACES)},
    "towards": {"enum": [t.value for t in Towards]},
    "from": _WORDS,
    "to": _WORDS,
    "by": _WORDS,
    "countersigned_by": _WORDS,
    "needs": _WORDS,
    "despite": _WORDS,
    "block": _WORDS,
    "stages": _WORDS,
    "value": _SCALAR,
    "on": _DAY,
    "date": _SCALAR,
    "longest": {"type": "string", "description": "`28 days`, `28 days in total`, or a constant in days"},
}


def _fields(keys: tuple[str, ...], **typed: Any) -> dict[str, Any]:
    return _object({key: {**_TYPED, **typed}.get(key, {"type": "string"}) for key in keys})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _names(value: dict[str, Any], pattern: str = _NAME) -> dict[str, Any]:
    return {"type": "object", "propertyNames": {"pattern": pattern}, "additionalProperties": value}
