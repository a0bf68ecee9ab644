"""How much memory a network takes, known before it runs."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from returnhub.forecast.engine.network import Network, Waiting
from returnhub.scheme.problems import UserError

A_PERSON = 64
"""Bytes for one person alive: two entries of 16, and as much again for chunks that are not full (see `kernel`)."""
A_RECORD, A_STAY = 4, 2
"""Bytes for days spent that count in total: for one person, and for each stage where they do (see `kernel`)."""
AT_START = 80
"""Bytes for one person who is there at the start, while the lines are laid out (see `arrays`)."""
MOST_PEOPLE = 2**31 - 1


def people(network: Network) -> tuple[int, int]:
    """(people who are there at the start, people who come later)."""
    there = sum(
        len(x.classes) if isinstance(x, Waiting) else int(np.sum(x)) for x in network.present.values()
    )
    return there, int(network.arrivals.sum()) + sum(int(rows.sum()) for rows in network.joining.values())


def estimate(network: Network) -> int:
    """Bytes that one replicate takes if nobody ever leaves: more than it will take."""
    there, coming = people(network)
    by_day = (network.arrivals.size * (1 + len(network.joining)) + 24 + 8 * len(network.resources)) * 8
    stays = sum(s.in_total for s in network.stages)
    each = A_PERSON + (A_RECORD + A_STAY * stays if stays else 0)
    return (there + coming) * each + there * AT_START + by_day


def available() -> int:
    """Bytes that could be had now; what the machine has, where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 2**63


def check_memory(network: Network, at_once: int) -> None:
    """`UserError` if so many replicates at once would not fit."""
    needed, there = estimate(network) * at_once, available()
    if sum(people(network)) > MOST_PEOPLE:
        raise UserError(
            f"{sum(people(network)):,} people are too many for one replicate",
            hint=f"at most {MOST_PEOPLE:,}: fewer people, or a shorter horizon",
        )
    if needed > there:
        raise UserError(
            f"{sum(people(network)):,} people may take {needed / 1e9:.1f} GB with {at_once} at work at once, and "
            f"{there / 1e9:.1f} GB can be had",
            hint="fewer people, a shorter horizon, or a machine with more memory",
        )
