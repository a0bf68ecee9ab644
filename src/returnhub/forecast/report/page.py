"""The report: a summary first, then charts, trust, what drives it, what it rests on, how to do it again."""

from __future__ import annotations

import base64
import platform
from html import escape
from importlib.metadata import version

import numpy as np
import polars as pl

from returnhub import __version__
from returnhub.forecast.charts import bars, fan, in_words, replay_lines
from returnhub.forecast.drivers import OUTCOMES
from returnhub.forecast.history import SCORED, published
from returnhub.forecast.report import tables
from returnhub.forecast.report.files import series_frame
from returnhub.forecast.report.words import Forecast, even_in_words, summary
from returnhub.forecast.scoring import in_words as score_in_words
from returnhub.forecast.scoring import scores

CHARTS = {
    "Transfers to the hub": "people a quarter", "People in the hub": "at the quarter's end",
    "Places in use or kept": "mean of the quarter", "All returns": "people a quarter",
    "Exhausted rights, in the United Kingdom": "people at the quarter's end",
    "Exhausted rights for over a year": "people at the quarter's end",
    "Open appeals": "appeals at the quarter's end",
    "People awaiting a first decision": "at the quarter's end",
}  # fmt: skip
"""Series → what is counted."""
BEYOND = {"All returns": "Returns beyond the baseline", "Cost": "Cost beyond the baseline"}
STYLE = """body{font:17px/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1rem;color:#0b0c0c}
h1{font-size:1.9rem;line-height:1.2}h2{margin-top:2.5rem;border-top:3px solid #12436D;padding-top:.6rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.6rem 0 1.4rem}
caption{text-align:left;font-weight:600;padding:.4rem 0}
th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid #b1b4b6;vertical-align:top}
thead th{vertical-align:bottom}tbody th{font-weight:400}td.n,th.n{text-align:right}
.wide{overflow-x:auto}figure{margin:1.5rem 0;max-width:48rem}figcaption{font-size:.93rem}
svg{width:100%;height:auto}svg text{font-family:system-ui,Arial,sans-serif!important}a{color:#12436D}
.warn{border-left:6px solid #801650;padding:.2rem 1rem;background:#f7f0f4}code,li,h1,figcaption{overflow-wrap:anywhere}
.v{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media print{a{color:inherit}h2{break-after:avoid}figure,tr{break-inside:avoid}}"""
QUEUES = """Decisions and hearings have capacities that follow the published figures, with shocks as wide as replays
showed. In two thirds of the runs decisions go after what is asked of them, so that a backlog that is cleared does
not keep decision-makers busy with nobody; in the others they stay as they are. First come, first served, unless the
assumptions say otherwise."""
DETERRENCE = """Deterrence is set to {set}. The government holds that a scheme deters; the impact assessment of the
Illegal Migration Act called deterrence "uncertain", and the accounting officer of UK–Rwanda found evidence of a
deterrent effect "highly uncertain"; researchers find that effects of asylum policies tend to be small, and none has
measured one for hubs."""


def html(made: Forecast) -> str:
    """The whole report as one file."""
    study, inputs = made.study, made.study.inputs
    first, base = study.schemes[0], study.schemes[-1]
    beside = f" beside {base.title[0].lower()}{base.title[1:]}" if first is not base else ""
    bullets = "".join(f"<li>{escape(line)}</li>" for line in summary(made))
    charts = _beyond(made) + "".join(_chart(made, name) for name in CHARTS)
    deterred = inputs.assumptions.numbers.get("arrivals_deterred")
    said = DETERRENCE.format(
        set=f"{deterred.central:.0%} of claims" if deterred and deterred.central else "zero"
    )
    return f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Forecast: {escape(first.title)}</title>
<style>{STYLE}</style></head><body><main>
<h1>{escape(first.title)}: what it would do{escape(beside)}</h1>
<p>From {inputs.assumptions.start:%-d %B %Y}, {len(made.quarters)} quarters,
{study.replicates} runs of every person through the stages of each scheme, on the same people in the same worlds.
Ranges hold four runs in five.</p>
<h2>In short</h2><ul>{bullets}</ul>
<div class="warn"><p><strong>How far to believe it.</strong> {escape(_trust(made))}</p></div>
<p>{escape(said)}</p>
<h2>Over time</h2><p>{QUEUES}</p>{charts}
<h2>Totals</h2>{tables.totals(made)}{tables.side_by_side(made)}
<h2>Cost</h2><p>Real prices of the start year. Net present cost is discounted at 3.5% a year (Green Book) to
{inputs.assumptions.start:%-d %B %Y}. Money left over is what the limits on returns, not money, kept from being
spent.</p>
{tables.costs(made)}{_even(made)}
<h2>What drives it</h2>{_drivers(made)}
<h2>How well the model did on past years</h2>{_past(made)}
<h2>What it rests on</h2>{tables.assumptions(inputs.assumptions, inputs.fitted, inputs.quarters)}
<h2>Do it again</h2><p><code>{escape(made.command)}</code></p><ul>
<li>returnhub {__version__}, {_versions()}, seed {inputs.seed}</li>
{"".join(f"<li>scheme {escape(s.name)}, version {escape(s.version)}, SHA-256 {s.digest}</li>" for s in study.schemes)}
<li>assumptions {escape(inputs.assumptions.name)}, version {escape(inputs.assumptions.version)}, SHA-256
{inputs.assumptions.digest}</li><li>calibration to {inputs.fitted.origin}, SHA-256 {inputs.fitted.digest}</li></ul>
<p>Contains public sector information licensed under the Open Government Licence v3.0.</p></main></body></html>"""


def _versions() -> str:
    """What the numbers were computed with."""
    found = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "polars", "scipy"))
    return f"Python {platform.python_version()}, {found}"


def _trust(made: Forecast) -> str:
    """What replays of past years say; and what they cannot say."""
    said = score_in_words(
        scores(made.replays.filter(pl.col("ahead") == 4)), scores(made.replays.with_columns(all=1), ("all",))
    )
    return (
        f"{said} No replay can judge the hub itself: no such scheme has run. What concerns the hub rests on "
        "judgements, listed first below; their ranges say how far the assumptions reach, not how likely anything is."
    )


def _chart(made: Forecast, name: str) -> str:
    series = {
        c.title.split(",")[0]: c.measures.series[name]
        for c in made.study.columns[:4]
        if c.measures.series[name].any()
    }
    if not series:
        return ""
    words = in_words(series, made.quarters, name)
    data = series_frame(made).filter(pl.col("series") == name)
    return _figure(fan(series, made.quarters, name, CHARTS[name]), words, name, data)


def _beyond(made: Forecast) -> str:
    """The difference to the baseline, run by run on the same people: what two bands that overlap cannot show."""
    if len(made.study.columns) < 2:
        return ""
    base, parts = made.study.columns[-1].measures, []
    for key, title in BEYOND.items():
        money = key == "Cost"
        series = {
            c.title.split(",")[0]: (c.measures.cost - base.cost) / 1e6
            if money
            else c.measures.series[key] - base.series[key]
            for c in made.study.columns[:-1][:4]
        }
        unit = "million pounds a quarter" if money else "people a quarter"
        rows = [
            {"scheme": n, "quarter": q, "low": x[0], "middle": x[1], "high": x[2]}
            for n, v in series.items()
            for q, x in zip(made.quarters, np.quantile(v, [0.1, 0.5, 0.9], axis=0).T.tolist(), strict=True)
        ]
        words = in_words(series, made.quarters, f"{title}, {unit}")
        parts.append(_figure(fan(series, made.quarters, title, unit), words, title, pl.DataFrame(rows)))
    return "".join(parts)


def _figure(svg: str, words: str, name: str, data: pl.DataFrame) -> str:
    """A picture with its words, and the data behind it to download."""
    link = "data:text/csv;base64," + base64.b64encode(data.write_csv().encode()).decode()
    file = "".join(c if c.isalnum() else "-" for c in name.lower()) + ".csv"
    picture = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(words)}" ', 1)
    caption = (
        f'{escape(words)} <a download="{file}" href="{link}">The numbers behind “{escape(name)}” (CSV)</a>'
    )
    return f"<figure>{picture}<figcaption>{caption}</figcaption></figure>"


def _even(made: Forecast) -> str:
    if made.even is None:
        return ""
    lines = "".join(f"<li>{escape(line)}</li>" for line in even_in_words(made.even))
    return f"<h3>Where costs break even</h3><ul>{lines}</ul>{tables.occupancy_table(made)}"


def _drivers(made: Forecast) -> str:
    if not made.swings or made.middle is None:
        return "<p>Left out of this run.</p>"
    parts = []
    for k, outcome in enumerate(OUTCOMES):
        widest = sorted(made.swings, key=lambda s: -abs(s.high[k] - s.low[k]))[:10]
        rows = [(s.name, s.low[k], s.high[k]) for s in widest]
        data = pl.DataFrame(
            {
                "assumption": [r[0] for r in rows],
                "at its low end": [r[1] for r in rows],
                "at its high end": [r[2] for r in rows],
            }
        )  # fmt: skip
        money = k == 1
        title = f"{outcome[0].upper()}{outcome[1:]}, one assumption at a time"
        words = f"{title}. The widest: {rows[0][0]}; then {rows[1][0]}; then {rows[2][0]}."
        parts.append(_figure(bars(rows, float(made.middle[k]), title, money), words, title, data))
    return "".join(parts) + (tables.drivers_table(made) if made.explained else "")


def _past(made: Forecast) -> str:
    origins = sorted(made.replays["origin"].unique())
    parts = [
        f"<p>{len(origins)} forecasts, from {origins[0]:%-d %B %Y} to {origins[-1]:%-d %B %Y}, each with nothing "
        "published later but the claims that then came; the method was chosen with sight of these years, so the "
        "next ones are the true test (<code>returnhub score</code>). The surge of decisions in 2023 was a decision of "
        "government that no earlier figure foretold.</p>",
        tables.score_table(made.replays),
    ]
    for name in ("awaiting_initial_decision", "open_caseload", "returns_enforced"):
        held = made.replays.filter((pl.col("series") == name) & (pl.col("origin").dt.month() == 12))
        title = SCORED[name].split(",")[0]
        words = f"Forecasts of {title} from the ends of 2021 to 2024 (middle and 80% range) beside what came."
        heading = f"Past forecasts: {title}"
        parts.append(_figure(replay_lines(held, published(), name, heading), words, heading, held))
    return "".join(parts)
