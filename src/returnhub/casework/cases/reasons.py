"""Why an officer did something: one of a short list, and their own words. Both are required."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from returnhub.casework.refusals import Refused

BECAUSE = {
    "evidence": "New or changed evidence",
    "decision": "A decision taken on this case",
    "law_or_court": "The law, a court or a tribunal requires it",
    "person_asked": "The person, or their representative, asked for it",
    "safeguarding": "Safety, health or welfare",
    "time_limit": "A time limit",
    "other_system": "Recorded from another system",
    "correction": "An earlier entry was wrong",
}
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Reasons:
    """`because` is a key of `BECAUSE`; `text` is the officer's own words."""

    because: str
    text: str

    def checked(self) -> dict[str, Any]:
        """As the ledger keeps them, or `Refused`."""
        text = self.text.strip()
        if self.because not in BECAUSE or not text:
            raise Refused("reasons-required", "say why: choose a reason and add a sentence of your own")
        if len(text) > LONGEST:
            raise Refused(
                "reasons-required", f"reasons have {len(text):,} characters; at most {LONGEST:,} are kept"
            )
        return {"because": self.because, "text": text}
