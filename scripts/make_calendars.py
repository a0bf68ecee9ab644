"""Write the bank holidays that ship (run by maintainers; needs the `holidays` package).

Check the result against the list that GOV.UK publishes (https://www.gov.uk/bank-holidays) before a release.
"""

from __future__ import annotations

import csv
from pathlib import Path

import holidays

FIRST, LAST = 2010, 2027
FOLDER = Path(__file__).parents[1] / "src/returnhub/library/calendars"
PARTS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}

for name, part in PARTS.items():
    days = holidays.country_holidays("GB", subdiv=part, years=range(FIRST, LAST + 1))
    path = FOLDER / f"{name}.csv"
    with path.with_suffix(".part").open("w", encoding="utf-8", newline="") as file:
        file.write(f"# bank holidays {FIRST} to {LAST}; made with `holidays` {holidays.__version__} (MIT)\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["date", "name"])
        # A statutory day that falls on a weekend is replaced by a weekday; only weekdays matter here.
        writer.writerows((day, days[day]) for day in sorted(days) if day.weekday() < 5)
    path.with_suffix(".part").rename(path)
