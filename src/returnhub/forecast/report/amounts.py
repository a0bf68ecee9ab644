"""Inputs in words: as they were written, with their units, as a reader would say them."""

from __future__ import annotations

import math

from returnhub.forecast.calibrate import Fitted
from returnhub.forecast.numbers import SHARES, Number


def amount(value: float, unit: str) -> str:
    """A number without its unit, but for pounds and shares: `£60,000,000`, `1.2%`, `3,650`."""
    if unit == "GBP":
        return f"£{value:,.10g}"
    if unit in SHARES:
        return f"{100 * value:,.10g}%"
    return f"{value:,.10g}"


def in_range(number: Number) -> str:
    """Central value, range and unit of an assumption."""
    unit = {"GBP": "", "share": "", "share a month": " a month"}.get(number.unit, f" {number.unit}")
    low, middle, high = (amount(x, number.unit) for x in (number.low, number.central, number.high))
    if low == high:
        return f"{middle}{unit.removesuffix('s') if number.central == 1 else unit}, fixed"
    return f"{middle} ({low} to {high}){unit}"


def with_error(fitted: Fitted, unit: str) -> str:
    """A fitted number with its standard error, in three and two figures."""
    shown = amount(figures(fitted.value, 3), unit)
    if unit in ("days",):
        shown += " days"
    return f"{shown} ± {amount(figures(fitted.error, 2), unit)}" if fitted.error else shown


def figures(value: float, count: int) -> float:
    """Rounded to so many significant figures."""
    if not value:
        return 0.0
    return round(value, count - 1 - math.floor(math.log10(abs(value))))
