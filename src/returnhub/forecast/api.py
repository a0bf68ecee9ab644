"""A forecast from Python: what the verb does, with the results as Polars frames."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from returnhub.forecast.assumptions import load_assumptions
from returnhub.forecast.calibrate import read
from returnhub.forecast.caseload import from_caseload
from returnhub.forecast.cluster import Machine
from returnhub.forecast.history import published
from returnhub.forecast.make import SAMPLES, make, steps
from returnhub.forecast.report.files import break_even_frame, published_frame, series_frame, totals_frame
from returnhub.forecast.report.words import Forecast
from returnhub.forecast.study import Inputs, Progress
from returnhub.scheme.load import load_scheme
from returnhub.scheme.model import Scheme
from returnhub.scheme.problems import UserError

LAST_SEED = 2**32 - 1
"""What every generator in use can start from."""
__all__ = ["Forecast", "break_even_frame", "forecast", "published_frame", "series_frame", "totals_frame"]


def forecast(
    scheme: str | Path,
    against: str | Path | Sequence[str | Path] = ("uk-no-hub",),
    *,
    years: int = 5,
    replicates: int = 100,
    seed: int = 1,
    assumptions: str | Path | None = None,
    calibration: str | Path = "uk-2025-12-31",
    caseload: str | Path | pl.DataFrame | None = None,
    drivers: bool = False,
    machine: Machine | None = None,
    command: str = "",
    started: Progress = lambda _: None,
    progress: Progress = lambda _: None,
) -> Forecast:
    """What a scheme would do beside others, the last of which is the baseline, on the same people in the same worlds.

    `caseload`: a file or a frame (docs/assumptions.md) instead of the published stocks. `years` 1 to 30, `replicates` 2
    to 10,000; `drivers` also says which assumptions drive the result. `started` is told how many times `progress` will
    be called. `UserError` or `SchemeErrors` say what is wrong with an input, and where.
    Frames: `series_frame`, `totals_frame`, `break_even_frame`, `published_frame` of what is returned.
    """
    if not 1 <= years <= 30:
        raise UserError(f"a horizon of {years} years is not possible", hint="--years 1 to 30")
    if not 2 <= replicates <= 10_000:
        raise UserError(f"{replicates:,} replicates are not possible", hint="--replicates 2 to 10000")
    if not 0 <= seed <= LAST_SEED:
        raise UserError(f"{seed} is no seed", hint=f"--seed 0 to {LAST_SEED}")
    beside = (against,) if isinstance(against, str | Path) else tuple(against)
    schemes = _told_apart([load_scheme(str(name)) for name in (scheme, *beside)])
    inputs = _inputs(schemes, assumptions, calibration, caseload, years, seed, machine or Machine(None, None))
    samples = SAMPLES if drivers else 0
    started(str(steps(schemes, inputs, replicates, samples)))
    return make(schemes, inputs, replicates, command, samples, progress)


def _told_apart(given: Sequence[Scheme]) -> list[Scheme]:
    """The schemes; one beside itself is one scheme. `UserError` where a name is given twice otherwise.

    Everything of a forecast is kept by the name of the scheme: of two called the same, one would be shown as both.
    """
    if len({s.digest for s in given}) == 1:
        return [given[0]]
    seen: dict[str, str] = {}
    for scheme in given:
        if seen.setdefault(scheme.name, scheme.digest) != scheme.digest:
            raise UserError(
                f"two different schemes are both called `{scheme.name}`",
                hint="give the changed one another name in its line `scheme:`, and what the other has of numbers "
                "with `--assumptions`",
            )
    if len(seen) < len(given):
        twice = next(n for n in seen if [s.name for s in given].count(n) > 1)
        raise UserError(f"scheme `{twice}` is given twice", hint="name each once, the baseline last")
    return list(given)


def _inputs(
    schemes: Sequence[Scheme],
    assumptions: str | Path | None,
    calibration: str | Path,
    caseload: str | Path | pl.DataFrame | None,
    years: int,
    seed: int,
    machine: Machine,
) -> Inputs:
    numbers, fitted = load_assumptions(schemes, assumptions), read(calibration)
    if fitted.origin != numbers.start:
        raise UserError(
            f"the assumptions start on {numbers.start}, the calibration ends on {fitted.origin}",
            hint="give a calibration to the same day: `returnhub calibrate --origin DAY -o FILE`",
        )
    given = Path(caseload) if isinstance(caseload, str) else caseload
    cases = None if given is None else from_caseload(given, numbers.plans[schemes[0].name])
    return Inputs(numbers, fitted, published().until(numbers.start), 4 * years, seed, cases, machine)
