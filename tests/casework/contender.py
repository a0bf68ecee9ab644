"""One process of a race: `move REFERENCE TRIALS` or `hold REFERENCE TRIALS`. Prints how often it succeeded."""

from __future__ import annotations

import sys

import django

django.setup()

from returnhub.casework.access.officers import Officer  # noqa: E402
from returnhub.casework.actions import Reasons, Refused, lift_hold, raise_hold, request_move  # noqa: E402

WHY = Reasons("evidence", "A race")


def main(kind: str, reference: str, trials: int) -> None:
    """Contend for the case."""
    by = Officer.objects.select_related("team").get(username="caseworker")
    done = 0
    for _ in range(trials):
        try:
            if kind == "hold":
                made = raise_hold(by, reference, "records_disagree", "a race")
                lift_hold(by, reference, made.seq, reasons=WHY)
            else:
                request_move(by, reference, "refer_for_removal", reasons=WHY)
                request_move(by, reference, "release_from_removal", reasons=WHY)
            done += 1
        except Refused as refused:
            if refused.code not in ("hold-in-force", "not-from-this-stage"):
                raise
    print(done)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
