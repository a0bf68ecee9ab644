"""One row of a file as the entries that would open its case, or the reason why it opens none.

Columns: `names` (several separated by `;`), `born`, `stage`, `since` (day the stage was reached), `owner`,
`team`, `next_action`, `next_action_by`, `waiting_for`, `source`, `on`, `ref: <system>` for numbers of other
systems, and any fact by its name. `not known` says that it is not; an empty cell says nothing. Each answer keeps the
file and row that it came from.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from typing import Any

from returnhub.casework.access.officers import Officer
from returnhub.casework.access.visibility import may_own
from returnhub.casework.cases.event_types import is_not_known, read_value
from returnhub.casework.cases.judging import COMPUTED
from returnhub.casework.cases.opening import Person, Responsibility
from returnhub.casework.ledger.append import Draft
from returnhub.casework.refusals import Refused
from returnhub.casework.scheme_in_use import in_use
from returnhub.scheme.problems import UserError, nearest
from returnhub.scheme.types import parse_day
from returnhub.scheme.vocabulary import load_vocabulary

_PLAIN = ("names", "born", "stage", "since", "owner", "team", "next_action", "next_action_by", "waiting_for",
          "source", "on")  # fmt: skip


def check_columns(names: Collection[str], file: str) -> None:
    """UserError for a column that is neither of an import nor a fact."""
    facts = load_vocabulary().facts
    for name in names:
        if name not in facts and name not in _PLAIN and not name.startswith("ref:"):
            hint = nearest(name, (*_PLAIN, *facts))
            raise UserError(f"`{name}` is neither a column of an import nor a fact", where=file, hint=hint)


class RowReader:
    """Turns rows into the entries they would make, or refuses them. What is read of one row serves the next."""

    def __init__(self, by: Officer, file: str, now: datetime) -> None:
        self.by, self.file, self.now = by, file, now
        self.today = now.date()
        self.facts = load_vocabulary().facts
        self.stages = in_use().scheme.stages
        self.entry_stage = next(s.name for s in self.stages.values() if s.entry)
        everybody = Officer.objects.filter(is_active=True)
        self.officers = {o.username for o in everybody if may_own(o, self.entry_stage)}
        self.may_record_all = "other_system" in by.roles
        self._answers: dict[tuple[str, str], Any] = {}
        self._days: dict[str, date] = {}

    def drafts(self, number: int, row: dict[str, str]) -> list[Draft]:
        """The entries of one case."""
        stage = row.get("stage") or self.entry_stage
        held = self.stages.get(stage)
        if held is None:
            raise Refused("not-a-value", f"`{stage}` is not a stage; {nearest(stage, self.stages)}")
        if not (held.entry or held.outside):
            raise Refused("not-a-value", f"`{stage}` is reached by a move: no case is brought in there")
        references = {k[4:].strip(): v for k, v in row.items() if v and k.startswith("ref:")}
        person = Person(tuple(row.get("names", "").split(";")), row.get("born", ""), references)
        came = self._day(row, "since") or self.today
        origin = f"{self.file} row {number}"
        opened = {
            **person.checked(), **self._whose(row), "stage": stage, "final": held.final, "restricted": False,
            "synthetic": False,
        }  # fmt: skip
        made = [Draft("case_opened", opened, self._moment(came), {}, origin)]
        facts = {n: self._answer(n, text) for n, text in row.items() if text and n in self.facts}
        if facts:
            on = self._day(row, "on") or self.today
            source = f"{origin}: {row.get('source') or 'no source given'}"
            payload = {"facts": facts, "on": on.isoformat(), "source": source, "corrects": False}
            made.append(Draft("facts_established", payload, self._moment(on), {}, source))
        return made

    def _whose(self, row: dict[str, str]) -> dict[str, Any]:
        owner, waiting = row.get("owner", ""), row.get("waiting_for", "")
        if owner and owner not in self.officers:
            raise Refused("not-a-value", f"there is no officer `{owner}` who could own a case brought in")
        if not (owner and row.get("next_action")) and not waiting:
            raise Refused("no-next-action", "give `owner` and `next_action`, or `waiting_for`")
        # The owner was looked up above, once for all rows: checked without one, and put in afterwards.
        due = self._day(row, "next_action_by")
        whose = Responsibility("", row.get("team", ""), row.get("next_action", ""), due, waiting or "-")
        return whose.checked() | {"owner": owner, "waiting_for": waiting}

    def _answer(self, name: str, text: str) -> Any:
        """What a cell says of a fact, as the ledger keeps it."""
        if (name, text) not in self._answers:
            fact = self.facts[name]
            if name in COMPUTED or fact.about in ("host", "scheme") or fact.group:
                raise Refused("not-a-fact", f"`{name}` is not brought in with a case")
            if not self.may_record_all and fact.settled_by not in self.by.roles:
                raise Refused("not-yours-to-settle", f"`{name}` is settled by: {fact.settled_by}")
            value = None if is_not_known(text) else read_value(fact.type, text, name)
            self._answers[name, text] = value.isoformat() if isinstance(value, date) else value
        return self._answers[name, text]

    def _day(self, row: dict[str, str], name: str) -> date | None:
        text = row.get(name, "")
        if not text:
            return None
        if text not in self._days:
            try:
                self._days[text] = parse_day(text)
            except ValueError:
                raise Refused(
                    "not-a-value", f"`{name}`: `{text}` is not a date written as 2026-12-31"
                ) from None
        day = self._days[text]
        if day > self.today and name != "next_action_by":
            raise Refused("in-the-future", f"`{name}`: {day} has not been yet")
        return day

    def _moment(self, day: date) -> datetime:
        return self.now if day == self.today else datetime.combine(day, time(12), UTC)
