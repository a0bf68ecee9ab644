"""Accounts of the demonstration: one for each role, all with one password that is made on this machine."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.contrib.auth.hashers import make_password

from returnhub.casework.access.officers import Officer, Team

ACCOUNTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # username: (what they are, team, roles)
    "caseworker": ("Caseworker", "Returns North", ("caseworker",)),
    "caseworker2": ("Caseworker, another team", "Returns South", ("caseworker",)),
    "approver": ("Approver", "Approvals", ("approver",)),
    "senior": ("Senior officer", "Senior review", ("senior_officer",)),
    "protection": ("Protection officer", "Protection", ("protection_officer",)),
    "clinician": ("Clinician", "Health", ("clinician",)),
    "court": ("Litigation and court liaison", "Courts", ("court_liaison",)),
    "documents": ("Documents officer", "Documents", ("documents_officer",)),
    "voluntary": ("Voluntary Returns Service", "Voluntary returns", ("voluntary_returns",)),
    "detention": ("Detention manager", "Detention", ("detention_manager",)),
    "escort": ("Escort lead", "Escorts", ("escort_lead",)),
    "host": ("Host liaison", "Host liaison", ("host_liaison",)),
    "hub": ("Hub manager", "Hub", ("hub_manager",)),
    "monitor": ("Independent monitor", "Monitor", ("monitor",)),
    "lawyer": ("Legal representative", "Example Chambers", ("legal_representative",)),
    "analyst": ("Analyst", "Analysis", ("analyst",)),
    "administrator": ("Administrator", "Administration", ("administrator",)),
    "owner": ("Scheme owner", "Policy", ("scheme_owner",)),
    "other-system": ("Other systems", "Integration", ("other_system", "caseworker")),
}
_WORDS = [
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heron",
    "iris",
    "juniper",
    "kestrel",
    "larch",
    "maple",
    "north",
    "otter",
    "pebble",
    "quartz",
    "river",
    "sable",
    "tulip",
    "umber",
    "violet",
    "willow",
    "yarrow",
    "zephyr",
    "harbour",
    "meadow",
    "lantern",
    "copper",
    "granite",
    "saffron",
    "thistle",
]


def demo_password(data_folder: Path) -> str:
    """The password of every demo account, made once and kept in the data folder."""
    path = data_folder / "demo-password"
    if not path.exists():
        data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text("-".join(secrets.choice(_WORDS) for _ in range(4)), encoding="ascii")
    return path.read_text(encoding="ascii")


def make_accounts(password: str) -> dict[str, Officer]:
    """Make the accounts that are missing; returns all of them by username."""
    encoded = make_password(password)  # slow by design, so once for all: they share the password anyway
    for username, (title, team, roles) in ACCOUNTS.items():
        made_team = Team.objects.get_or_create(name=team)[0]
        Officer.objects.get_or_create(
            username=username,
            defaults={
                "display_name": f"{title} (demo)",
                "team": made_team,
                "roles": list(roles),
                "password": encoded,
            },
        )
    return {officer.username: officer for officer in Officer.objects.select_related("team")}
