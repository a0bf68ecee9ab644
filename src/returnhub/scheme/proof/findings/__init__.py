"""What else a drafter should know: rules that do nothing, doors that never open, stages nobody can leave."""

from __future__ import annotations

from returnhub.scheme.model import Scheme
from returnhub.scheme.proof.findings import doors, hosts, rules, stages, time
from returnhub.scheme.proof.report import Finding, Severity


def find_all(scheme: Scheme, usable: set[str]) -> list[Finding]:
    """Every finding, errors first."""
    found = [
        *doors.never_open(scheme, usable),
        *doors.made_despite(scheme),
        *stages.stuck(scheme, usable),
        *rules.idle(scheme),
        *rules.constants(scheme),
        *rules.contradictions(scheme, usable),
        *rules.implied(scheme, usable),
        *hosts.without_agreement(scheme, usable),
        *time.without_limit(scheme, usable),
        *doors.shut_today(scheme, usable),
    ]
    order = list(Severity)
    return sorted(found, key=lambda f: order.index(f.severity))
