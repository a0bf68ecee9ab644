"""The report: a summary first, then charts, trust, what drives it, what it rests on, how to do it again."""

from __future__ import annotations

import platform
from html import escape
from importlib.metadata import version

import polars as pl

from returnhub import __version__
from returnhub.forecast.report import pictures, tables
from returnhub.forecast.report.deterrence import deterrence
from returnhub.forecast.report.words import Forecast, even_in_words, summary
from returnhub.forecast.scoring import in_words as score_in_words
from returnhub.forecast.scoring import scores

STYLE = """body{font:17px/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1rem;color:#0b0c0c}
h1{font-size:1.9rem;line-height:1.2}h2{margin-top:2.5rem;border-top:3px solid #12436D;padding-top:.6rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.6rem 0 1.4rem}
caption{text-align:left;font-weight:600;padding:.4rem 0}
th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid #b1b4b6;vertical-align:top}
thead th{vertical-align:bottom}tbody th{font-weight:400}td.n,th.n{text-align:right}
.wide{overflow-x:auto}figure{margin:1.5rem 0;max-width:40rem}figcaption{font-size:.93rem}
svg{width:100%;height:auto}svg text{font-family:system-ui,Arial,sans-serif!important}a{color:#12436D}
.warn{border-left:6px solid #801650;padding:.2rem 1rem;background:#f7f0f4}code,li,h1,figcaption{overflow-wrap:anywhere}
.v{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
@media print{body{font-size:10pt;max-width:none;padding:0}table{font-size:8pt}.wide{overflow:visible}
a{color:inherit}h2,h3,caption{break-after:avoid}thead{display:table-header-group}figure,tr{break-inside:avoid}
figure{max-width:32rem}a[download]{display:none}}"""
RETURNS = """Returns are those of people whom the scheme and its baseline deal with, refused asylum applicants: the Home
Office publishes more, of everybody."""
QUEUES = """Decisions and hearings have capacities that follow the published figures, with shocks as wide as replays
showed. In two thirds of the runs the number of decisions follows the number of claims, and falls once the backlog is
cleared; in the others it stays as it is. First come, first served, unless the
assumptions say otherwise."""

LEFT_OVER = """ Money left over is what the limits on returns, not money, kept from being spent, and what these returns
save in support."""


def html(made: Forecast) -> str:
    """The whole report as one file."""
    study, inputs = made.study, made.study.inputs
    first = study.schemes[0]
    columns = study.columns
    beside = f" beside {_within(columns[-1].title)}" if len(columns) > 1 else ""
    bullets = "".join(f"<li>{escape(line)}</li>" for line in summary(made))
    hosts = any(inputs.assumptions.plans[s.name].hosts for s in study.schemes)
    return f"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Forecast: {escape(first.title)}</title>
<style>{STYLE}</style></head><body><main>
<h1>{escape(columns[0].title)}: what it would do{escape(beside)}</h1>
<p>From {escape(_start(made))}, {len(made.quarters)} quarters,
{study.replicates} runs of every person through the stages of each scheme, on the same people in the same worlds.
Ranges hold four runs in five.</p>
<h2>In short</h2><ul>{bullets}</ul>
<div class="warn"><p><strong>How far to believe it.</strong> {escape(_trust(made, hosts))}</p></div>
<h2>Over time</h2><p>{QUEUES}</p>{pictures.over_time(made)}
<h2>Totals</h2><p>{RETURNS}{_fewer(made)}{escape(_called(made))}</p>{tables.totals(made)}{tables.side_by_side(made)}
<h2>Cost</h2><p>Real prices of {inputs.assumptions.start.year}. Net present cost is discounted at 3.5% a year (Green
Book) to {inputs.assumptions.start:%-d %B %Y}.{LEFT_OVER if study.instead else ""}</p>
{tables.costs(made)}{_even(made)}{deterrence(inputs.assumptions) if hosts else ""}
<h2>What drives it</h2>{pictures.drivers(made)}
<h2>How well the model did on past years</h2>{pictures.past(made)}
<h2>What it rests on</h2>{tables.assumptions(inputs, study.replicates)}
<h2>Do it again</h2><p><code>{escape(made.command)}</code></p><ul>
<li>returnhub {__version__}, {_versions()}, seed {inputs.seed}</li>
{"".join(f"<li>scheme {escape(s.name)}, version {escape(s.version)}, SHA-256 {s.digest}</li>" for s in study.schemes)}
<li>assumptions {escape(inputs.assumptions.name)}, version {escape(inputs.assumptions.version)}, SHA-256
{inputs.assumptions.digest}</li><li>calibration to {inputs.fitted.origin}, SHA-256 {inputs.fitted.digest}</li>
{_cases(made)}</ul>
<p>Contains public sector information licensed under the Open Government Licence v3.0.</p></main></body></html>"""


def _versions() -> str:
    """What the numbers were computed with."""
    found = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "polars", "scipy"))
    return f"Python {platform.python_version()}, {found}"


def _trust(made: Forecast, hosts: bool) -> str:
    """What replays of past years say; and what they cannot say."""
    said = score_in_words(
        scores(made.replays.filter(pl.col("ahead") == 4)),
        scores(made.replays.with_columns(all=1), ("all",)),
        scores(made.replays),
    )
    tried = int(made.replays["ahead"].max())  # type: ignore[arg-type]
    if len(made.quarters) > tried:
        said += f" What lies more than {tried} quarters ahead has not been tried on past years."
    hub = " No replay can judge the hub itself: no such scheme has run. What concerns the hub rests on judgements,"
    return said + (
        f"{hub} listed first under “What it rests on”; their ranges say how far the assumptions reach, not how likely "
        "anything is."
        if hosts
        else ""
    )


def _start(made: Forecast) -> str:
    """The day, and who is there."""
    inputs = made.study.inputs
    day, cases = f"{inputs.assumptions.start:%-d %B %Y}", inputs.caseload
    if cases is None:
        return f"{day} with the published numbers of people"
    over = f"; {cases.left_out:,} that are over are left out" if cases.left_out else ""
    return f"{day} with the {len(cases.stage):,} cases of {cases.name}{over}"


def _cases(made: Forecast) -> str:
    cases = made.study.inputs.caseload
    return f"<li>caseload {escape(cases.name)}, SHA-256 {cases.digest}</li>" if cases else ""


def _fewer(made: Forecast) -> str:
    """Why columns cannot be taken from one another."""
    few = {c.replicates for c in made.study.instead}
    if not few or few == {made.study.replicates}:
        return ""
    return (
        f" Columns for the same money rest on the first {few.pop()} runs, so differences are taken run by run, in the "
        "row “Returns beyond the baseline”: columns are not to be subtracted."
    )


def _called(made: Forecast) -> str:
    """What “the hub” is in schemes that call it otherwise."""
    held = [
        f" In {column.title}, people in “the hub” are those in the stage “{stage.says}”."
        for column, scheme in zip(made.study.columns, made.study.schemes, strict=True)
        for stage in scheme.stages.values()
        if stage.like == "in_hub"
    ]
    return "".join(held)


def _within(title: str) -> str:
    """A title inside a sentence: `UK–Rwanda` keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _even(made: Forecast) -> str:
    if made.even is None:
        return ""
    lines = "".join(f"<li>{escape(line)}</li>" for line in even_in_words(made.even))
    return f"<h3>Where costs break even</h3><ul>{lines}</ul>{tables.occupancy_table(made)}"
