"""Networks for tests."""

from __future__ import annotations

import numpy as np

from returnhub.forecast.engine.laws import geometric, lognormal
from returnhub.forecast.engine.network import Exit, Move, Network, Resource, Stage


def hub(days: int = 400, scale: int = 1) -> Network:
    """Decisions, appeals, papers, a hub with few places, a weekly flight; two classes; people leave lines."""
    papers, appeal = lognormal(60, 0.8, 900), geometric(90)
    seats = np.zeros(days, np.int64)
    seats[6::7] = 3 * scale
    return Network(
        stages=[
            Stage(
                "claimed",
                resource="decisions",
                served=[Exit("grant", (0.6, 0.3)), Exit("refuse", (0.4, 0.7))],
                monthly_exit=(0.01, 0.03),
                left=[Exit("withdraw", 1.0)],
            ),
            Stage("appealing", time=appeal, ended=[Exit("allow", 0.3), Exit("exhaust", 0.7)]),
            Stage("exhausted", time=papers, ended=[Exit("refer", 1.0)], clock=True),
            Stage(
                "waiting",
                resource="places",
                served=[Exit("enter", 1.0)],
                monthly_exit=0.05,
                left=[Exit("return_voluntarily", 0.5), Exit("lodge", 0.5)],
                longest=200,
                after_longest="close",
            ),
            Stage(
                "in_hub",
                resource="seats",
                served=[Exit("fly", 1.0)],
                longest=28,
                after_longest="bring_back",
                holds="places",
            ),
            Stage("granted"),
            Stage("returned"),
            Stage("back"),
            Stage("closed"),
        ],
        moves=[
            Move("grant", "granted"),
            Move("refuse", "appealing"),
            Move("withdraw", "closed"),
            Move("allow", "granted"),
            Move("exhaust", "exhausted"),
            Move("refer", "waiting"),
            Move("enter", "in_hub"),
            Move("return_voluntarily", "returned"),
            Move("lodge", "appealing"),
            Move("close", "closed"),
            Move("fly", "returned"),
            Move("bring_back", "back"),
        ],
        resources=[
            Resource("decisions", np.full(days, 9 * scale)),
            Resource("places", np.full(days, 12 * scale), daily=False),
            Resource("seats", seats),
        ],
        classes=["one", "two"],
        entry="claimed",
        arrivals=np.full((2, days), 5 * scale),
        present={"claimed": (200 * scale, 100 * scale), "exhausted": (30, 10)},
        priority=["in_hub", "waiting", "claimed"],
    )


def line(arrivals: np.ndarray, places: int, mean_days: float, patience: float = 0.0) -> Network:
    """One line for some servers, each busy for a geometric time; people may give up."""
    days = len(arrivals)
    return Network(
        stages=[
            Stage(
                "waiting",
                resource="servers",
                served=[Exit("start", 1.0)],
                monthly_exit=patience,
                left=[Exit("give_up", 1.0)] if patience else (),
                clock=True,
            ),
            Stage(
                "served",
                time=geometric(mean_days),
                ended=[Exit("finish", 1.0)],
                holds="servers",
            ),
            Stage("done"),
            Stage("gone"),
        ],
        moves=[Move("start", "served"), Move("finish", "done"), Move("give_up", "gone")],
        resources=[Resource("servers", np.full(days, places), daily=False)],
        classes=["all"],
        entry="waiting",
        arrivals=arrivals.reshape(1, -1),
    )
