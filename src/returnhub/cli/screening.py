"""The verbs screen and caseload."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from returnhub.cli.options import JsonOption, SchemeArgument, parse_day, parse_suppositions
from returnhub.scheme.problems import UserError

if TYPE_CHECKING:
    import polars as pl

    from returnhub.scheme.model import Scheme
    from returnhub.scheme.screening.stops import Stops

CARRIED = ("synthetic", "claim_year", "nationality", "latest_outcome", "recorded_return")
"""Columns of a caseload that describe and are no facts: carried through unread."""


def register(app: typer.Typer) -> None:
    """Add the verbs to the command line."""
    app.command(rich_help_panel="The scheme")(screen)
    app.command(rich_help_panel="The scheme")(caseload)


def screen(
    scheme: SchemeArgument,
    cases: Annotated[Path, typer.Argument(help="A table of cases: CSV, Parquet, JSON Lines, XLSX or ODS.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write every rule and move of every case here.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="The day of the verdict, as 2026-12-31; today without it.")
    ] = None,
    case: Annotated[str | None, typer.Option(help="Explain this one case in plain English.")] = None,
    move: Annotated[list[str] | None, typer.Option(help="With --case: explain this move only.")] = None,
    suppose: Annotated[
        list[str] | None, typer.Option(help="Suppose a fact for every case, as agreement_in_force=yes.")
    ] = None,
    carry: Annotated[
        list[str] | None, typer.Option(help="A column that is no fact: carried through unread.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Judge every case: which rules are satisfied, violated or not known, and what stops whom."""
    from returnhub.cli.console import print_json, progress
    from returnhub.scheme.load import load_scheme
    from returnhub.scheme.screening.read import rows_about
    from returnhub.scheme.screening.write import screen_file

    if move and case is None:
        raise UserError("`--move` says what to explain of one case", hint="add --case and its reference")
    if output is not None and case is not None:
        raise UserError("`--output` is for the whole table, `--case` for one of it", hint="leave one out")
    loaded, day = load_scheme(scheme), parse_day(at)
    supposed = parse_suppositions(suppose or [])
    if not cases.exists():
        raise UserError("there is no such file", where=str(cases))
    if output is not None and output.exists() and output.samefile(cases):
        raise UserError("is the table of cases itself", where=str(output), hint="write to another file")
    carried = (*CARRIED, *(carry or ()))
    if case is not None:
        explain_case(loaded, cases, case, at, move or [], supposed, carried, as_json)
        return
    with progress(as_json) as bar:
        task = bar.add_task("judging cases", total=rows_about(cases))
        stops = screen_file(
            loaded,
            cases,
            day,
            output,
            supposed,
            carried,
            lambda n: bar.update(task, completed=n, description=f"{n:,} cases judged"),
        )
    if as_json:
        print_json(stops_as_json(stops, loaded, day, supposed))
    else:
        print_stops(stops, loaded, day, supposed)
    if output is not None and not as_json:
        from returnhub.cli.console import console

        console().print(f"\nevery rule and move of every case: {output}")


def caseload(
    output: Annotated[Path, typer.Option("--output", "-o", help="CSV, Parquet or JSON Lines.")],
    first: Annotated[int, typer.Option("--from", help="First year of claim.")] = 2010,
    last: Annotated[int, typer.Option("--to", help="Last year of claim.")] = 2024,
    release: Annotated[
        str, typer.Option(help="Edition of the published cohorts: jun2024 or dec2025.")
    ] = "dec2025",
    everyone: Annotated[
        bool,
        typer.Option(
            help="Everybody who claimed, not only those refused or withdrawn with no recorded return."
        ),
    ] = False,
    complete: Annotated[
        bool, typer.Option(help="Fill in unknown facts by stated assumptions, labelled as such.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Same seed, same people.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Build synthetic people whose counts equal the published ones."""
    from returnhub.caseload.complete import complete as fill_in
    from returnhub.caseload.people import people
    from returnhub.caseload.write import write_people
    from returnhub.cli.console import console, errors, print_json

    with errors().status("building people"):
        made = people(release, first, last, everyone)
        if complete:
            made = fill_in(made, seed)
        write_people(made, output)
    if as_json:
        about = {"people": len(made), "synthetic": True, "release": release, "completed": complete}
        print_json({**about, "seed": seed if complete else None, "file": str(output)})
        return
    said = "all synthetic; counts by claim year, nationality and outcome equal Asy_D04"
    console().print(f"{len(made):,} people ({said}, release {release}): {output}", soft_wrap=True)
    if complete:
        console().print("unknown facts were filled in by the assumptions of library/caseload/completion.yaml")


def screen_people(scheme: Scheme, people: pl.DataFrame, at: str, supposed: dict[str, Any], most: int) -> None:
    """Judge a table in memory and print what stops whom."""
    from returnhub.scheme.screening.in_memory import screen_table

    day = parse_day(at)
    print_stops(screen_table(scheme, people, day, supposed, CARRIED).stops, scheme, day, supposed, most)


def explain_case(
    scheme: Scheme,
    path: Path,
    reference: str,
    at: str | None,
    moves: list[str],
    supposed: dict[str, Any],
    carried: tuple[str, ...] = CARRIED,
    as_json: bool = False,
) -> None:
    """Print the whole explanation of one case: of the moves named, or of every move towards removal."""
    from returnhub.cli.console import console, print_json, styled
    from returnhub.scheme.explain import explain_move
    from returnhub.scheme.problems import nearest
    from returnhub.scheme.screening.find import find_case
    from returnhub.scheme.verdict import Screener

    day = parse_day(at)
    for name in moves:
        if name not in scheme.moves:
            raise UserError(f"there is no move `{name}`", where="--move", hint=nearest(name, scheme.moves))
    verdict = Screener(scheme).verdict(find_case(scheme, path, reference, day, supposed, carried), day)
    if as_json:
        print_json(verdict.as_json())
        return
    where = f", stage {verdict.stage}" if verdict.stage else ""
    console().print(styled((reference, "bold"), f" under {scheme.title} on {day}{where}\n"))
    removals = [name for name, o in verdict.moves.items() if o.move.towards.value == "removal"]
    for name in moves:
        if name not in verdict.moves:
            console().print(f"{name} does not start from stage {verdict.stage}\n")
    if not moves and not removals:
        console().print(f"no move towards removal starts from stage {verdict.stage}")
    for name, outcome in verdict.moves.items():
        if name in moves or (not moves and outcome.move.towards.value == "removal"):
            console().print("\n".join(explain_move(scheme, verdict, name)), soft_wrap=True)
            console().print()


def print_stops(stops: Stops, scheme: Scheme, day: date, supposed: dict[str, Any], most: int = 12) -> None:
    """The table "what stops whom" and the missing facts that stand in the way most."""
    from rich.table import Table

    from returnhub.cli.console import console, styled
    from returnhub.scheme.explain import sentence

    out = console()
    count = "1 case" if stops.cases == 1 else f"{stops.cases:,} cases"
    out.print(styled((scheme.title, "bold"), f" (version {scheme.version}), {count} on {day}"))
    if supposed:
        out.print("supposed for every case: " + ", ".join(f"{k} = {_word(v)}" for k, v in supposed.items()))
    moves = Table(
        "move towards removal", "cases", "open to decision", "blocked", "waiting for facts", box=None
    )
    for row in stops.moves:
        if row.cases and scheme.moves[row.move].towards.value == "removal":
            moves.add_row(row.move, f"{row.cases:,}", f"{row.open:,}", f"{row.blocked:,}", f"{row.waiting:,}")
    out.print("\nMay they be moved?", style="bold")
    out.print(moves)
    rules = Table("what stops whom", "violated", "not known", "the only thing", box=None)
    asked = [m.move for m in stops.moves if m.cases and scheme.moves[m.move].towards.value == "removal"]
    needed = {need for name in asked for need in scheme.needs_of(name)}
    stopping = [r for r in stops.rules if r.rule in needed and r.violated + r.not_known]
    for rule in stopping[:most]:
        rules.add_row(
            sentence(scheme.rules[rule.rule]), f"{rule.violated:,}", f"{rule.not_known:,}", f"{rule.only:,}"
        )
    out.print()
    out.print(rules)
    missing = Table("what nobody has established", "who can", "cases", "nothing else", "too old", box=None)
    for fact in stops.missing[:most]:
        who = scheme.vocabulary.settled_by[scheme.vocabulary.facts[fact.fact].settled_by]
        missing.add_row(fact.ask, who, f"{fact.cases:,}", f"{fact.only:,}", f"{fact.aged:,}")
    if stops.missing:
        out.print()
        out.print(missing)
    if any(fact.aged for fact in stops.missing):
        out.print(
            "\ntoo old: an answer was given, but has no date or is no longer current on the day"
            " (columns `as_of` or `<fact>__on`; docs/screening.md)",
            soft_wrap=True,
        )


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def stops_as_json(stops: Stops, scheme: Scheme, day: date, supposed: dict[str, Any]) -> dict[str, Any]:
    """The same for machines, whole."""
    from dataclasses import asdict

    head = {"scheme": scheme.name, "version": scheme.version, "digest": scheme.digest, "at": day.isoformat()}
    return {**head, "supposed": supposed, **asdict(stops)}
