"""Time and memory to read and check each official file: `python benchmarks/figures_reading.py`.

Each file is read in its own process, as a user would: the time includes loading Python's libraries.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OFFICIAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "official"
READ = """
import resource, sys, time
begun = time.perf_counter()
from pathlib import Path
from returnhub.figures.importing import read_file
loaded = time.perf_counter()
tables = read_file(Path(sys.argv[1])).tables
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(f"{sum(t.height for t in tables.values()):>7,} figures  "
      f"load {loaded - begun:.2f} s  read {done - loaded:.2f} s  peak {peak:.0f} MB")
"""


def main() -> int:
    """Print one line a file."""
    if not OFFICIAL.is_dir():
        print("../shared/data/official is not on this machine")
        return 1
    for file in sorted(OFFICIAL.iterdir()):
        result = subprocess.run(
            [sys.executable, "-c", READ, str(file)], capture_output=True, text=True, check=True
        )
        print(f"{file.name[:60]:<60} {result.stdout.strip()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
