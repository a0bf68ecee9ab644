"""Events and facts in the API's document, made from the same definitions as the forms.

The document says what an answer may be; whether a given one is, the actions say, in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any

from pydantic import WithJsonSchema, create_model

from returnhub.casework.api.schemas import Answer, EventIn
from returnhub.casework.cases.event_types import EventKind, Text
from returnhub.casework.cases.judging import COMPUTED
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money, Type
from returnhub.scheme.vocabulary import load_vocabulary

_NULL = {"type": "null"}


def event_body(kind: EventKind) -> type[EventIn]:
    """The body of one event's route."""
    fields = Annotated[dict[str, Answer], WithJsonSchema(fields_schema(kind))]
    name = "".join(part.title() for part in kind.name.split("_"))
    default = ... if any(f.required for f in kind.fields) else {}
    made: type[EventIn] = create_model(name, __base__=EventIn, __doc__=kind.says, fields=(fields, default))
    return made


def fields_schema(kind: EventKind) -> dict[str, Any]:
    """The questions of an event as JSON Schema."""
    return {
        "type": "object",
        "properties": {f.name: answer_schema(f.type, f.ask) for f in kind.fields},
        "required": [f.name for f in kind.fields if f.required],
        "additionalProperties": False,
    }


@lru_cache(maxsize=1)
def facts_schema() -> dict[str, Any]:
    """Every fact that can be established for a case, as JSON Schema; null is "not known"."""
    facts = {}
    for name, fact in load_vocabulary().facts.items():
        if fact.about in ("host", "scheme") or name in COMPUTED:
            continue
        title = load_vocabulary().settled_by[fact.settled_by]
        ask = f"{fact.ask} Settled by: {title}. Source: {fact.source}"
        each = answer_schema(fact.type, ask)
        facts[name] = {"type": "array", "items": each, "description": ask} if fact.group else each
    return {"type": "object", "properties": facts, "additionalProperties": False, "minProperties": 1}


def answer_schema(kind: Type | Text, ask: str) -> dict[str, Any]:
    """One answer as JSON Schema."""
    return {"anyOf": [dict(_shape(kind)), _NULL], "description": f"{ask} (null: not known)"}


def _shape(kind: Type | Text) -> Mapping[str, Any]:
    match kind:
        case Boolean():
            return {"type": "boolean"}
        case Code(codes):
            return {"type": "string", "enum": list(codes)}
        case Date():
            return {"type": "string", "format": "date"}
        case Integer(low, high, _):
            return {"type": "integer", "minimum": low, "maximum": high}
        case Money():
            return {"type": "integer", "description": "pence"}
        case Text(longest):
            return {"type": "string", "minLength": 1, "maxLength": longest}
    raise TypeError(kind)
