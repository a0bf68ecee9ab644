"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from returnhub.casework.cases.establishing import Day
from returnhub.casework.cases.event_types import NOT_KNOWN
from returnhub.casework.cases.reasons import BECAUSE

Short = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Long = Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")]
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


def _in_reach(moment: datetime) -> datetime:
    """Refuse a year that is mistyped; at the ends of the calendar a moment has no equal in another time zone."""
    if not moment >= _EARLIEST or moment.year > 9998:
        raise ValueError("a moment from the year 1900 on")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_in_reach)]
"""A moment with its time zone."""
Because = Literal[tuple(BECAUSE)]  # type: ignore[valid-type]


Answer = bool | int | Long | None


class ReasonsIn(Schema):
    """Why: one of a list, and words of one's own."""

    because: Because
    text: Long


class PersonIn(Schema):
    """Who a case is about."""

    names: list[Short] = Field(min_length=1, max_length=20)
    born: Short = ""
    references: dict[Short, Short] = Field(default_factory=dict, max_length=20)


class ResponsibilityIn(Schema):
    """Whose case it is and what comes next, or what it waits for."""

    owner: Short = ""
    team: Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")] = ""
    next_action: Short = ""
    next_action_by: date | None = None
    waiting_for: Short = ""


class CaseIn(PersonIn):
    """A case to open. Without `responsibility` it is the opener's, whose next action is to read the file."""

    stage: Short = ""
    occurred_at: Moment | None = None
    evidence: Short = ""
    responsibility: ResponsibilityIn | None = None


class FactsIn(Schema):
    """Answers: fact → value; null is "not known"."""

    facts: Annotated[
        dict[Short, bool | int | Short | list[bool | None] | None], Field(min_length=1, max_length=200)
    ]
    source: Short
    on: date | None = None
    corrects: bool = False
    reasons: ReasonsIn | None = None


def _without_default(schema: dict[str, Any]) -> None:
    """Left out is not the same as null."""
    schema.pop("default", None)


class EventIn(Schema):
    """An event and the answers to its questions (see `/events`); null is "not known"."""

    fields: dict[Short, Answer] = Field(default_factory=dict, max_length=50)
    occurred_on: date | None = Field(
        default=None,
        description="The day of it (null: not known); left out, the day that its own answers say, or else today",
        json_schema_extra=_without_default,
    )
    evidence: Short = ""

    @property
    def day(self) -> Day | None:
        """The day of it, "not known", or None where nothing is said."""
        return (
            NOT_KNOWN
            if self.occurred_on is None and "occurred_on" in self.model_fields_set
            else self.occurred_on
        )


class SubmissionsIn(Schema):
    """What further submissions say; null is "not known"."""

    text: Long | None


class HoldIn(Schema):
    """A hold to raise."""

    kind: Short
    says: Long
    authority: Short = ""
    review_by: date | None = None
    evidence: Short = ""


class IdentityIn(PersonIn):
    """Who a case is about, from now on, and why it changes."""

    reasons: ReasonsIn


class LiftIn(ReasonsIn):
    """Why a hold is lifted, on what evidence."""

    evidence: Short = ""


class AccessIn(Schema):
    """Whether a case is limited to named officers, and which."""

    restricted: bool
    officers: list[Short] = Field(default_factory=list, max_length=200)
    reasons: ReasonsIn


class RepresentationIn(Schema):
    """Who acts for the person, or no longer does."""

    officer: Short
    ends: bool = False
    reasons: ReasonsIn


class SettleIn(Schema):
    """Whether a link is undone (else it is confirmed)."""

    undo: bool
    reasons: ReasonsIn


class SchemeFactIn(Schema):
    """An answer that is the same for every case."""

    value: bool | int | Short | None
    source: Short
    on: date | None = None
    reasons: ReasonsIn


class AccountIn(Schema):
    """An account to make or change."""

    username: Short
    display_name: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")] = ""
    team: Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")] = ""
    roles: list[Short] = Field(min_length=1, max_length=40)
    reasons: ReasonsIn


class TokenIn(Schema):
    """A token to make."""

    role: Short
    name: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    ends_on: date
    reasons: ReasonsIn


class TokenOut(Schema):
    """A token that was made, with its secret."""

    token: int
    secret: str


class TokenHeld(Schema):
    """A token that was made; its secret is kept nowhere."""

    token: int
    role: str
    name: str
    ends_on: date
    revoked: bool
    used_on: date | None


class SubscriberIn(Schema):
    """A subscriber to make: where it listens, and the account whose cases it hears of."""

    name: Short
    url: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
    officer: Short
    kinds: Annotated[list[Short], Field(max_length=50, default_factory=list)]
    reasons: ReasonsIn


class SubscriberOut(Schema):
    """A subscriber, with what has not reached it yet."""

    name: str
    url: str
    officer: str
    kinds: list[str]
    active: bool
    waiting: int
    late: int


class SubscriberMade(Schema):
    """A subscriber that was made, with the secret that signs its deliveries."""

    name: str
    secret: str


class AgainIn(Schema):
    """From which day on to tell a subscriber everything again."""

    since: date
    reasons: ReasonsIn


class ImportOut(Schema):
    """What an import found and did."""

    rows: int
    good: int
    written: int
    problems: list[dict[str, Any]]


class MoveIn(Schema):
    """A move to make, countersign or decline."""

    reasons: ReasonsIn
    occurred_at: Moment | None = None


class TextIn(Schema):
    """Words."""

    text: Long


class LinkIn(Schema):
    """A link to another case."""

    other: Short
    kind: Short
    in_doubt: bool
    says: Short = ""


class DoneOut(Schema):
    """What was done. `repeated`: it had been done before, under the same key."""

    reference: str
    version: int
    seq: int
    hash: str
    repeated: bool


class ProblemOut(Schema):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    rules: list[dict[str, str]] = Field(default_factory=list)


class RowOut(Schema):
    """A case in a list."""

    reference: str
    name: str
    stage: str
    stage_since: str
    owner: str
    team: str
    next_action: str
    next_action_by: date | None
    waiting_for: str
    holds_in_force: int
    version: int


class BlockedOut(Schema):
    """A rule that stops cases."""

    rule: str
    says: str
    cite: str
    not_met: int
    not_known: int


class PageOut(Schema):
    """A page of a queue."""

    queue: str
    total: int
    page: int
    pages: int
    cases: list[RowOut]


class CaseOut(RowOut):
    """A case as the officer sees it. `requests` are moves that wait for a second officer."""

    names: list[str]
    born: str
    references: dict[str, str]
    restricted: bool
    place: str
    nights: list[date]
    seats: dict[str, int]
    links: list[dict[str, Any]]
    requests: list[dict[str, Any]]
    facts: dict[str, Any]
    rules: dict[str, Any]
    moves: dict[str, Any]
    holds: list[dict[str, Any]]
    deadlines: list[dict[str, Any]]
    timeline: list[dict[str, Any]]


class ReadOut(Schema):
    """One reading of a record."""

    at: str
    officer: str
    role: str
    purpose: str
    what: str
