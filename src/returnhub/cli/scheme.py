"""Verbs about schemes: check, compare, schemes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from returnhub.cli.options import JsonOption, SchemeArgument

if TYPE_CHECKING:
    from returnhub.scheme.model import Scheme
    from returnhub.scheme.problems import Place
    from returnhub.scheme.proof.report import CheckReport, PromiseResult, Step


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    panel = "The scheme"
    app.command(rich_help_panel=panel)(check)
    app.command(rich_help_panel=panel)(compare)
    app.command(rich_help_panel=panel)(schemes)
    app.command(rich_help_panel=panel)(schema)


def check(
    scheme: SchemeArgument,
    promises_of: Annotated[
        str | None, typer.Option(help="Ask this scheme to keep the promises of another one.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Prove the scheme's promises for every possible case, or show a person for whom one is broken."""
    from returnhub.cli.console import print_json, progress
    from returnhub.scheme.load import load_scheme
    from returnhub.scheme.proof import check as prove

    loaded = load_scheme(scheme)
    other = load_scheme(promises_of) if promises_of is not None else None
    with progress(as_json) as bar:
        task = bar.add_task(f"proving {loaded.name}", total=len((other or loaded).promises) + 3)
        report = prove(
            loaded, other, lambda what: bar.update(task, advance=1, description=f"proving: {what}")
        )
    if as_json:
        print_json(report.as_json())
    else:
        print_report(loaded, report, f" (promises of {other.name})" if other else "")
    if not report.passed:
        raise typer.Exit(1)


def print_report(scheme: Scheme, report: CheckReport, whose: str = "") -> None:
    """The report for people: promises, stories of broken ones, findings, and what a proof does not say."""
    from returnhub.cli.console import console, styled
    from returnhub.scheme.proof.report import CAVEAT

    out = console()
    size = f"{len(scheme.rules)} rules, {len(scheme.stages)} stages, {len(scheme.moves)} moves"
    out.print(styled((scheme.title, "bold"), f" (version {scheme.version}): {size}\n"))
    out.print(styled(("Promises", "bold"), whose))
    for promise in report.promises:
        _print_promise(scheme, promise)
    out.print("\n" + _longest_time(report))
    count = report.rules_without_ignorance
    out.print(f"Nothing is granted by ignorance: proved for {count} of {len(scheme.rules)} rules")
    if report.findings:
        out.print("\nFindings", style="bold")
    colours = {"error": "red", "warning": "yellow", "note": "cyan"}
    for finding in report.findings:
        word, hint = finding.severity.value, f" ({finding.hint})" if finding.hint else ""
        out.print(styled("  ", (f"{word:<8}", colours[word]), f" {finding.what}{hint}"))
        _print_place(finding.place)
    out.print(f"\n{report.seconds:.1f} s. {CAVEAT}")


def _longest_time(report: CheckReport) -> str:
    """The longest possible time from entry to an outcome, in a sentence."""
    found = report.longest
    if found is None or found.endless:
        return "Longest time from entry to an outcome: there is no limit"
    besides = ", besides the waits without limit that the scheme accepts" if report.accepted else ""
    route = f" ({' → '.join(found.route)})" if found.route else ""
    return f"Longest time from entry to an outcome: {found.days} days{route}{besides}"


def _print_place(place: Place | None) -> None:
    """Where in the file the thing stands that a line of the report is about."""
    from returnhub.cli.console import console

    if place is not None:
        line = f"{place.file}:{place.line} | {place.text.strip()}"
        console().print(f"           {line}", style="dim", no_wrap=True, overflow="ellipsis")


def _print_promise(scheme: Scheme, result: PromiseResult) -> None:
    from returnhub.cli.console import console, styled

    out = console()
    word = ("proved  ", "green") if result.proved else ("BROKEN  ", "red") if result.asked else "not asked"
    out.print(styled("  ", word, f" {result.says}", f" ({result.why})" if result.why else ""))
    if not result.proved:
        _print_place(result.place)
    for number, step in enumerate(result.story, 1):
        out.print(f"           {number}. {step.day}  {step.source} → {step.target}  by `{step.move}`")
        if number == len(result.story):
            out.print(f"              {_deciding(scheme, result, step)}")


def _deciding(scheme: Scheme, result: PromiseResult, step: Step) -> str:
    """The facts that break the promise; the others are as the needs of the move ask."""
    facts = [fact_in_words(scheme, name, step.facts.get(name)) for name in result.reads]
    rest = sum(name not in result.reads for name in step.facts)
    return "; ".join(facts) + f"; and {rest} other facts as the move needs them"


def fact_in_words(scheme: Scheme, name: str, value: Any) -> str:
    """`name is value` as a person would say it."""
    from returnhub.scheme.explain import value_in_words

    return f"{name} is {value_in_words(scheme.vocabulary.facts[name].type, value)}"


def compare(
    first: SchemeArgument,
    second: SchemeArgument,
    move: Annotated[str | None, typer.Option(help="Only this move; else every move that both have.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Who is newly in and newly out between two schemes or versions: one ordinary person for each cause."""
    from returnhub.cli.console import console, errors, print_json, styled
    from returnhub.scheme.compare import common_moves
    from returnhub.scheme.compare import compare as find_differences
    from returnhub.scheme.load import load_scheme

    one, two = load_scheme(first), load_scheme(second)
    with errors().status("comparing"):
        differences = find_differences(one, two, move)
    if as_json:
        print_json([difference.as_json() for difference in differences])
        return
    shared = ", ".join(m.name for m, _ in common_moves(one, two)) or "none"
    console().print(f"moves towards removal that both have: {shared}")
    if not differences:
        console().print("nobody is treated differently at any of them")
    for d in differences:
        cause = f": open under {d.open_in}, shut under {d.shut_in} because of `{d.rule}`"
        console().print(styled("\n", (d.move, "bold"), cause))
        console().print(f"  {d.says}")
        facts = "; ".join(fact_in_words(one, n, v) for n, v in d.facts.items())
        console().print(f"  for instance on {d.day}: {facts}")


def schemes(as_json: JsonOption = False) -> None:
    """List the schemes that ship with returnhub."""
    from returnhub.cli.console import console, errors, print_json
    from returnhub.scheme.load import load_scheme, shipped_schemes

    with errors().status("reading the schemes"):
        loaded = [load_scheme(name) for name in shipped_schemes()]
    if as_json:
        print_json(
            [{"name": s.name, "title": s.title, "version": s.version, "digest": s.digest} for s in loaded]
        )
        return
    from rich.table import Table

    table = Table("scheme", "title", "rules", "stages", "moves", "promises", box=None, header_style="bold")
    for s in loaded:
        table.add_row(s.name, s.title, *(str(len(x)) for x in (s.rules, s.stages, s.moves, s.promises)))
    console().print(table)


def schema() -> None:
    """Print a JSON Schema of scheme files, for editors that complete and check while you write."""
    from returnhub.cli.console import print_json
    from returnhub.scheme.json_schema import json_schema
    from returnhub.scheme.vocabulary import load_vocabulary

    print_json(json_schema(load_vocabulary()))
