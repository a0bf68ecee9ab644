"""When the time to appeal runs out in a case: from the decision that started it, and the table of time limits.

Always a presumption, never proof: it confirms nothing by itself, and says so wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from returnhub.casework.deadlines.deadline import Deadline
from returnhub.casework.deadlines.time_limits import ExhaustionDate, exhaustion_date
from returnhub.scheme.problems import UserError

COUNTRIES = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
"""Where a hearing would be: bank holidays differ."""
STARTS = {
    ("protection_claim_decided", ""): "ftt",
    ("further_submissions_decided", ""): "ftt",
    ("appeal_determined", "ftt"): "permission_from_ftt",
    ("appeal_determined", "ut"): "permission_from_ut_determination",
}
"""Which limit a decision starts, by event and forum. After a decision of a higher court none is presumed."""
PRESUMED = (
    "A presumption, not proof: an extension, a late appeal or new submissions can undo it. "
    "Ask the tribunal to confirm."
)


def appeal_time_ends(event: str, fields: Mapping[str, Any], *, abroad: bool) -> Deadline | None:
    """The last day to appeal against the decision that an event recorded; None where no limit is known.

    `abroad`: the person is in a hub, so the limits for people outside the country hold. Where it is not known in
    which part of the United Kingdom the hearing would be, the latest of their days is taken.
    """
    limit = STARTS.get((event, str(fields.get("forum") or "")))
    sent = fields.get("sent_on")
    if limit is None or not sent:
        return None
    name = f"{limit}_{'out_of' if abroad else 'in'}_country"
    given = fields.get("country")
    found = _latest(name, date.fromisoformat(str(sent)), [given] if given else list(COUNTRIES))
    if found is None:
        return None
    where = COUNTRIES[found.calendar] if given else "the part of the United Kingdom with the latest day"
    says = f"the time to appeal ends: {found.limit.says[0].lower()}{found.limit.says[1:]}, {where}"
    check = " The rule needs to be checked before use." if found.limit.needs_verification else ""
    return Deadline("time to appeal", found.last_day, says, found.limit.rule, PRESUMED + check)


def _latest(name: str, sent: date, countries: list[str]) -> ExhaustionDate | None:
    try:
        return max((exhaustion_date(name, sent, country) for country in countries), key=lambda d: d.last_day)
    except UserError:  # before the rules, or beyond the calendars: nothing is guessed
        return None
