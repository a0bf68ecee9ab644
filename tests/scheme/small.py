"""A small vocabulary and scheme for tests that should not depend on what ships."""

from __future__ import annotations

from returnhub.scheme.load import read_scheme
from returnhub.scheme.model import Scheme
from returnhub.scheme.source import Source
from returnhub.scheme.vocabulary import Vocabulary, read_vocabulary

FACTS = """
version: 1
settled_by: {caseworker: Caseworker, clinician: Clinician, court: Court}
facts:
  appeal_pending: {type: boolean, ask: Is an appeal pending?, current_for: 28 days, source: S1}
  claim_open: {type: boolean, ask: Is a claim undecided?, current_for: always, source: S1}
  fit_until: {type: date, ask: Until when is the person fit?, current_for: always, settled_by: clinician, source: S1}
  born: {type: date, ask: When was the person born?, current_for: always, fixed: yes, source: S1}
  notice_on: {type: date, ask: When was notice served?, current_for: always, source: S1}
  move_on: {type: date, ask: When is the move?, about: transfer, current_for: always, source: S1}
  nrm: {type: code, codes: {none: No referral, pending: Undecided, positive: Positive}, ask: What is the NRM status?,
        current_for: always, source: S1}
  size: {type: integer, range: [0, 20], unit: people, ask: How many in the family?, current_for: always, source: S1}
  offer: {type: money, range: [0, 500000], ask: What was offered?, current_for: always, source: S1}
  agreement: {type: boolean, about: host, ask: Is the agreement in force?, current_for: always, source: S1}
  claims_minor: {type: boolean, ask: Does the person say they are under 18?, current_for: always, source: S1}
  together: {type: boolean, about: member, ask: Does this member travel too?, current_for: always, source: S1}
  country: {type: code, codes: {NO: Norway, GB: United Kingdom, AL: Albania}, ask: Which country?,
            current_for: always, source: S1}
"""

SCHEME = """
scheme: small
title: A small scheme
version: 1
sources: {S1: A test}
roles: {caseworker: Caseworker, officer: Senior officer}
lists: {closed: [none]}
constants:
  notice: {value: 5, unit: working days, source: not published; set by the author of the scheme}
  stay: {value: 180, unit: days, source: not published; set by the author of the scheme}
rules:
  exhausted: {says: No appeal is pending and no claim is open, when: NOT appeal_pending AND NOT claim_open, cite: "[S1]"}
  fit: {says: The person is fit on the day, when: fit_until >= move_on, cite: "[S1]"}
  adult: {says: The person is 18 or over, when: "years_between(born, today) >= 18", cite: "[S1]"}
  child: {says: The person is or may be a child, protects: claims_minor, cite: "[S1]"}
  noticed: {says: Notice was given, when: "working_days_between(notice_on, move_on) >= notice", cite: "[S1]"}
  no_trafficking: {says: No referral is open, when: nrm IN closed, cite: "[S1]"}
  family_together: {says: The family travels together, when: "size = 1 OR every(family, together)", cite: "[S1]"}
always: [exhausted]
stages:
  waiting: {says: Waiting, entry: yes, longest: 28 days, then: close}
  moved: {says: Moved, longest: stay in total, then: bring_back}
  closed: {says: Closed, final: yes}
moves:
  go: {says: Go, from: waiting, to: moved, by: caseworker, countersigned_by: officer, needs: [fit, adult, child, noticed]}
  close: {says: Close, from: waiting, to: closed, by: caseworker, towards: release}
  bring_back: {says: Bring back, from: moved, to: closed, by: caseworker, towards: release}
promises:
  no_open_route: {never: "move = 'go' AND appeal_pending"}
  no_limbo: {within: 400 days}
"""


def vocabulary() -> Vocabulary:
    return read_vocabulary(Source.of("facts.yaml", FACTS))


def scheme(extra: str = "", text: str = SCHEME) -> Scheme:
    """The small scheme, with more lines at its end."""
    return read_scheme(text + extra, vocabulary=vocabulary())


def with_rule(condition: str, key: str = "when") -> Scheme:
    """The small scheme with one more rule called `subject`."""
    line = f"  subject: {{says: Subject, {key}: {condition!r}, cite: test}}\nalways:"
    return read_scheme(SCHEME.replace("always:", line, 1), vocabulary=vocabulary())
