"""The verb demo: the whole thread in one go."""

from __future__ import annotations

import tempfile
from pathlib import Path

import typer

SCHEME, PERSON = "uk-return-hubs", "SYN-2014-000018"
SUPPOSED = {"agreement_in_force": True}
FIGURES_DAY, AGREEMENT_DAY = "2025-12-31", "2026-07-03"
"""The day of the published figures, and the last on which it is known whether an agreement is in force."""

BEFORE_FIGURES = """{count:,} synthetic people: claims of 2010 to 2024 refused or withdrawn, with no \
recorded return, by claim year, nationality and outcome as published (Asy_D04, main applicants, release of \
December 2025).
No statistic tells the facts that the rules ask for, so nothing is open to decision for anybody:
"""
BEFORE_ASSUMPTIONS = """The assumptions are ours and labelled as such (library/caseload/completion.yaml); \
real cases differ. An agreement with a host is supposed.
"""
NEXT = """The caseload is kept. Try
  returnhub screen uk-return-hubs {path} --at 2025-12-31 --suppose agreement_in_force=yes
  returnhub check uk-rwanda --promises-of uk-return-hubs
  returnhub compare uk-return-hubs uk-rwanda --move transfer"""


def register(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    app.command(rich_help_panel="Start here")(demo)


def demo() -> None:
    """Prove the UK return-hub scheme, build a caseload from published figures, show what stops whom."""
    from returnhub.caseload.complete import complete
    from returnhub.caseload.people import people
    from returnhub.caseload.write import write_people
    from returnhub.cli.console import console, errors
    from returnhub.cli.scheme import print_report
    from returnhub.cli.screening import explain_case, screen_people
    from returnhub.scheme.load import load_scheme
    from returnhub.scheme.proof import check

    out = console()
    scheme = load_scheme(SCHEME)
    out.rule("1. The scheme, and what is proved of it")
    with errors().status("proving"):
        report = check(scheme)
    print_report(scheme, report)

    out.rule("2. A caseload whose counts equal the published ones")
    everybody = people()
    out.print(BEFORE_FIGURES.format(count=len(everybody)))
    screen_people(scheme, everybody, AGREEMENT_DAY, {}, most=3)

    out.rule("3. The same people, their unknown facts filled in by stated assumptions")
    out.print(BEFORE_ASSUMPTIONS)
    with errors().status("filling in"):
        filled = complete(everybody, seed=1)
    screen_people(scheme, filled, FIGURES_DAY, SUPPOSED, most=6)

    out.rule("4. One person")
    path = Path(tempfile.mkdtemp(prefix="returnhub-demo-")) / "caseload.parquet"
    write_people(filled, path)
    explain_case(scheme, path, PERSON, FIGURES_DAY, ["refer"], SUPPOSED)
    out.print(NEXT.format(path=path), soft_wrap=True)
