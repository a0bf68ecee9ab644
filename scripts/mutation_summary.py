"""Sum up mutation runs: killed of total for each folder and file, then the survivors. See mutation.sh."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mutmut.stats import status_by_exit_code

KILLED = ("killed", "timeout", "segfault")


def outcomes(clone: Path) -> Iterator[tuple[str, str, str]]:
    """Each mutant of a run: its file, its name, and what became of it (`not checked`: not yet tried)."""
    folder = clone / "mutants/src/returnhub/scheme"
    for meta in sorted(folder.rglob("*.meta")):
        for name, code in json.loads(meta.read_text())["exit_code_by_key"].items():
            yield str(meta.relative_to(folder)).removesuffix(".meta"), name, status_by_exit_code[code]


def main() -> None:
    """Print the table for the clones named; the survivors go to `survivors.txt` in each."""
    total, killed, timeouts, untried = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for clone in map(Path, sys.argv[1:]):
        survivors = []
        for file, name, status in outcomes(clone):
            for group in ("all", str(Path(file).parent) + "/", file):
                total[group] += 1
                killed[group] += status in KILLED
                timeouts[group] += status == "timeout"
                untried[group] += status == "not checked"
            if status not in (*KILLED, "not checked"):
                survivors.append(f"{name}: {status}")
        (clone / "survivors.txt").write_text("\n".join(survivors) + "\n")
    for group in sorted(total, key=lambda g: (g != "all", not g.endswith("/"), g)):
        tried = total[group] - untried[group]
        share = f"{100 * killed[group] / tried:5.1f}%" if tried else "     –"
        notes = f"{timeouts[group]} by timeout" + (f", {untried[group]} not tried" if untried[group] else "")
        print(f"{group:32} {killed[group]:6} of {tried:6}  {share}  ({notes})")


if __name__ == "__main__":
    main()
