"""Which types may meet: be compared, be added, be the branches of one choice."""

from __future__ import annotations

from returnhub.scheme.language.bounds import bounds
from returnhub.scheme.language.tree import Value, is_number
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money, Type


def alike(a: Type, b: Type) -> bool:
    """Whether two values may be compared. A plain number written in a rule may stand for pence."""
    if isinstance(a, Code) and isinstance(b, Code):
        return a.codes == b.codes
    if is_number(a) and is_number(b):
        return type(a) is type(b) or _bare(a) or _bare(b)
    return type(a) is type(b) and not isinstance(a, Boolean)


def _bare(kind: Type) -> bool:
    return isinstance(kind, Integer) and kind.unit == ""


def sum_type(a: Type, b: Type, plus: bool) -> Type | None:
    """The type of a sum or difference, without its range; None if it has no meaning."""
    if isinstance(a, Date):
        if isinstance(b, Integer):
            return Date()
        return Integer(0, 0) if isinstance(b, Date) and not plus else None
    if is_number(a) and is_number(b) and alike(a, b):
        return Money(0, 0) if isinstance(a, Money) or isinstance(b, Money) else Integer(0, 0)
    return None


def widest(values: list[Value]) -> Type:
    """The type that holds every one of these values of like types."""
    kind = values[0].type
    if not is_number(kind):
        return kind
    ranges = [bounds(value) for value in values]
    low, high = min(r[0] for r in ranges), max(r[1] for r in ranges)
    return Money(low, high) if any(isinstance(v.type, Money) for v in values) else Integer(low, high)
