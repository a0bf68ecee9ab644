"""A vocabulary in which every type, every width and every trap has a fact."""

from __future__ import annotations

from datetime import date

from returnhub.scheme.calendar import load_calendar
from returnhub.scheme.language.scope import Scope
from returnhub.scheme.language.tree import Literal
from returnhub.scheme.types import Boolean, Code, Date, Integer, Money, Type
from returnhub.scheme.vocabulary import Fact

STATUS = Code({"none": "", "pending": "", "positive": "", "it's": "", "NONE": "", "Zürich": ""})
OTHER_ORDER = Code(dict(reversed(STATUS.codes.items())))
COUNTRY = Code({"NO": "", "GB": "", "AL": ""})
KINDS: dict[str, Type] = {
    **{name: Boolean() for name in ("p", "q", "r", "s", "t")},
    "few": Integer(0, 20, "people"),
    "days": Integer(-400, 400, "days"),
    "many": Integer(-3_000_000_000, 3_000_000_000, "units"),
    "offer": Money(0, 500_000),
    "cost": Money(-2_000_000_000, 2_000_000_000),
    **{name: Date() for name in ("born", "served", "due", "left")},
    "status": STATUS,
    "earlier_status": OTHER_ORDER,
    "country": COUNTRY,
}
GROUPS = ("together", "willing")
FACTS = {
    **{name: Fact(name, kind, "?") for name, kind in KINDS.items()},
    **{name: Fact(name, Boolean(), "?", about="member") for name in GROUPS},
}
LISTS = {
    "closed": ("none", "it's"),
    "open_codes": ("pending", "positive", "NONE"),
    "abroad": ("NO", "AL"),
    "nobody": (),
}
CONSTANTS = {
    "longest": Literal(28, Integer(28, 28, "days"), "longest"),
    "start": Literal(date(2025, 5, 15), Date(), "start"),
}
CALENDAR = load_calendar("england-and-wales")
TODAYS = (date(2026, 7, 1), date(2024, 2, 29), date(2026, 3, 1), date(2026, 12, 31))
SCOPE = Scope(FACTS, LISTS, CONSTANTS, frozenset(), lambda name: None)
