"""What is held, in words: dates, values, who, and one fact with when and by whom it was established."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.roles import titles
from returnhub.casework.cases.judging import COMPUTED
from returnhub.casework.cases.viewing import FactView
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.explain import value_in_words
from returnhub.scheme.types import Date
from returnhub.scheme.vocabulary import Fact, load_vocabulary

LONDON = ZoneInfo("Europe/London")


@lru_cache(maxsize=4096)
def day(value: date | str | None) -> str:
    """A day as people write it: 3 July 2026."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    return f"{value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """A day in a narrow column: 3 Jul 2026."""
    return f"{value.day} {value:%b %Y}"


@lru_cache(maxsize=4096)
def moment(text: str) -> str:
    """A moment of the ledger in the time of London: 3 July 2026 at 14:05."""
    if not text:
        return ""
    local = datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def plain_value(kind: Any, value: Any) -> str:
    """A value of the ledger (plain data) in words."""
    if isinstance(value, list):
        value = tuple(value)
    if isinstance(kind, Date) and isinstance(value, str):
        value = date.fromisoformat(value)
    words = value_in_words(kind, value)
    return words[:1].upper() + words[1:]


def stage_says(name: str) -> str:
    """A stage in words; its name where the scheme does not have it."""
    stage = in_use().scheme.stages.get(name)
    return stage.says if stage else name.replace("_", " ")


@lru_cache(maxsize=1024)
def cited(text: str) -> str:
    """A citation with the title of each source in place of its key in the register: `[S36]` says nobody anything."""
    sources = in_use().scheme.sources

    def titles_of(keys: re.Match[str]) -> str:
        named = [sources[k].title for k in re.findall(r"S\d+\w?", keys[0]) if k in sources]
        return f" ({'; '.join(named)})" if named else ""

    return re.sub(r"(?:\s*\[S\d+\w?\])+", titles_of, text)


def role_titles(names: Any) -> str:
    """Roles in words, joined by "or"."""
    known = titles()
    return " or ".join(known.get(name, name.replace("_", " ")) for name in names)


@lru_cache(maxsize=2048)
def officer_name(username: str) -> str:
    """An officer as pages show them."""
    officer = Officer.objects.filter(username=username).first()
    return str(officer) if officer else username


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact on a page: its question, what is held, and what the officer may do about it."""

    name: str
    ask: str
    value: str
    known: bool
    established: str
    current: str
    out_of_date: bool
    settled_by: str
    mine: bool
    hidden: bool
    source: str


def fact_line(by: Officer, shown: FactView, at: date) -> FactLine:
    """A fact as this officer sees it on a day."""
    fact = shown.fact
    old = is_old(fact, shown.on, at)
    known = shown.value is not None or shown.hidden
    value = "Held in the medical lane" if shown.hidden else plain_value(fact.type, shown.value)
    who = f" by {officer_name(shown.by)}" if shown.by else ""
    return FactLine(
        name=fact.name,
        ask=fact.ask,
        value=value,
        known=known,
        established=f"{day(shown.on)}{who}" if shown.on else "",
        current=current_in_words(fact, shown.on),
        out_of_date=known and old,
        settled_by=_settler(fact),
        mine=may_settle(by, fact),
        hidden=shown.hidden,
        source=shown.source,
    )


def _settler(fact: Fact) -> str:
    if fact.name in COMPUTED:
        return "nobody: it follows from the record"
    title = load_vocabulary().settled_by[fact.settled_by]
    return f"{title}, once for all cases" if fact.about in ("host", "scheme") else title


def may_settle(by: Officer, fact: Fact) -> bool:
    """Whether the page offers the form: the action decides."""
    return fact.settled_by in by.roles and fact.about not in ("host", "scheme") and fact.name not in COMPUTED


def is_old(fact: Fact, on: str, at: date) -> bool:
    """Whether an answer no longer counts because of its age."""
    return bool(on) and fact.current_for is not None and at > _until(fact, on)


def current_in_words(fact: Fact, on: str) -> str:
    """How long an answer stays current."""
    if fact.current_for is None:
        return "Does not go out of date"
    days = f"Counts for {fact.current_for} day" + ("" if fact.current_for == 1 else "s")
    return f"{days}, until {day(_until(fact, on))}" if on else days


def _until(fact: Fact, on: str) -> date:
    return date.fromisoformat(on) + timedelta(days=fact.current_for or 0)
