"""Hosts with no agreement in force although a move leads there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import z3

from returnhub.scheme.language.logic import Logic
from returnhub.scheme.model import Period, Scheme
from returnhub.scheme.proof.findings.asking import nobody
from returnhub.scheme.proof.promises import reachable
from returnhub.scheme.proof.report import Finding, Severity
from returnhub.scheme.proof.search import guard

AGREEMENT = "agreement_in_force"
"""The fact of the vocabulary by which a rule asks whether there is an agreement with the host."""


def without_agreement(scheme: Scheme, usable: set[str]) -> Iterator[Finding]:
    """Nobody may come to a host without an agreement, unless some move on every way there asks for one."""
    at_host = {s.name for s in scheme.stages.values() if s.place == "host"}
    entering = [m for m in scheme.moves.values() if m.target in at_host and not at_host.issuperset(m.sources)]
    if not entering:
        return
    if not scheme.hosts:
        what = "moves lead to a host country, but the scheme names no host"
        yield Finding(Severity.ERROR, "no-host", what, "add `hosts`", scheme.place("moves", entering[0].name))
    unasked = {name for name in usable if not _asks_for_agreement(scheme, name)}
    without = reachable(scheme, unasked)
    free = [
        m for m in entering if m.name in unasked and any(s in without for s in m.sources if s not in at_host)
    ]
    for name, host in scheme.hosts.items():
        if host.agreement is not None and _covers(host.agreement, scheme.in_force):
            continue
        place = scheme.place("hosts", name)
        through = (free or entering)[0].name
        what = f"no agreement with host `{name}` is in force throughout although `{through}` leads there"
        if free:
            hint = "let a move there need `agreement_in_force`"
            yield Finding(Severity.ERROR, "host-without-agreement", what, hint, place)
        else:
            note = what + "; a rule asks for one, so the way there is shut while there is none"
            yield Finding(Severity.NOTE, "host-without-agreement", note, place=place)


def _asks_for_agreement(scheme: Scheme, move: str) -> bool:
    logic = Logic(scheme.calendar)
    wanted = guard(scheme, move, logic)
    if AGREEMENT not in logic.facts:
        return False
    return nobody(logic, [*wanted, z3.Not(logic.equals(AGREEMENT, True))])


def _covers(agreement: Period, scheme: Period) -> bool:
    """Whether an agreement is in force on every day that the scheme is."""
    started = agreement.start is None or agreement.start <= (scheme.start or date.min)
    return started and (agreement.end is None or (scheme.end is not None and scheme.end <= agreement.end))
