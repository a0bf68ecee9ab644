"""Deterrence: what it is set to, and the evidence on both sides. It is never claimed."""

from __future__ import annotations

from html import escape

from returnhub.forecast.assumptions import Assumptions

FOR = (
    (
        "The government named deterrence among its reasons for return hubs; in the European Union supporters expect "
        "that the threat of a hub raises cooperation with return",
        "Agence Europe, October 2025",
        "https://agenceurope.eu/en/bulletin/article/13737/10/"
        "member-states-to-discuss-arrangements-for-setting-up-return-hubs-in-third-countries-on-27-october",
    ),
    (
        "The accounting officer of UK–Rwanda, though without evidence enough, wrote that this “does not mean” that it "
        "could not have such an effect",
        "letter of 13 April 2022",
        "https://www.gov.uk/government/publications/migration-and-economic-development-partnership-ministerial-direction",
    ),
    (
        "Boats to Australia fell sharply after September 2013; they were also turned back at sea, and arrivals had "
        "risen for about a year after processing abroad began again in 2012",
        "Channel 4 FactCheck, 2022",
        "https://www.channel4.com/news/factcheck/factcheck-did-australian-offshore-asylum-system-reduce-boat-crossings",
    ),
)
AGAINST = (
    (
        "The same letter found evidence of a deterrent effect “highly uncertain”; the impact assessment of the Illegal "
        "Migration Act called the effect “uncertain”, and needed 37% fewer arrivals for its costs to break even",
        "House of Lords, 27 June 2023",
        "https://hansard.parliament.uk/Lords/2023-06-27/debates/C8ED1DB5-DDC2-47C9-B55B-46B134D0CF33/"
        "IllegalMigrationBillEconomicImpactAssessment",
    ),
    (
        "About 84,000 people came by small boat between the announcement of UK–Rwanda in April 2022 and July 2024",
        "House of Commons, 11 March 2025",
        "https://parallelparliament.co.uk/mp/angela-eagle/debate/2025-03-11/commons/public-bill-committees/"
        "border-security-asylum-and-immigration-bill-seventh-sitting",
    ),
    (
        "Effects of asylum policies on arrivals tend to be small, and are hard to tell from those of conflicts, routes "
        "and policing",
        "Migration Observatory, January 2024",
        "https://migrationobservatory.ox.ac.uk/resources/commentaries/uk-policies-to-deter-people-from-claiming-asylum/",
    ),
)


def deterrence(held: Assumptions) -> str:
    """What is set, what each side points to, and how to try another value."""
    return (
        f"<h3>Deterrence</h3><p>Deterrence is set to {_set(held)}. Nobody has measured what a hub does to arrivals. "
        "To see what another value would do, set <code>arrivals_deterred</code> in a file of assumptions: 0 to 0.37 "
        "reaches from none to what the impact assessment of the Illegal Migration Act needed.</p>"
        f"<p>What those who expect it point to:</p><ul>{_items(FOR)}</ul>"
        f"<p>What those who doubt it point to:</p><ul>{_items(AGAINST)}</ul>"
    )


def _items(rows: tuple[tuple[str, str, str], ...]) -> str:
    return "".join(
        f'<li>{escape(says)} (<a href="{escape(url)}">{escape(source)}</a>).</li>'
        for says, source, url in rows
    )


def _set(held: Assumptions) -> str:
    number = held.numbers.get("arrivals_deterred")
    if number is None or number.high == 0:
        return "zero"
    if number.low == number.high:
        return f"{number.central:.0%} of claims"
    return f"{number.central:.0%} of claims ({number.low:.0%} to {number.high:.0%})"
