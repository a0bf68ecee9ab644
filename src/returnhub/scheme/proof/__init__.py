"""Proof: does the scheme keep its promises for every possible case, or for whom does it not."""

from returnhub.scheme.proof.check import check
from returnhub.scheme.proof.report import CheckReport, Finding, PromiseResult, Severity, Step

__all__ = ["CheckReport", "Finding", "PromiseResult", "Severity", "Step", "check"]
