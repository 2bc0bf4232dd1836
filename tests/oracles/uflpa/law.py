"""Dates, amounts, places and lists of P.L. 117-78 and of 10 U.S.C. 4661; DFARS 225.7022, 252.225-7060."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

IN_FORCE_FROM = "2022-06-21"
"""The presumption, by import."""

BOUGHT_FROM = "2021-12-27"
"""The first ban on buys of the Department of Defense, by award: P.L. 117-81 s.848."""
ITS_FUNDS = 2022
"""It spoke of the funds of this fiscal year alone."""
STANDING_FROM = "2022-12-23"
"""10 U.S.C. 4661 speaks of all funds."""

REGION = "CN-XJ"
COUNTRY_OF_REGION = "CN"

MICRO_PURCHASE_THRESHOLD = (("", Decimal(10_000)), ("2025-10-01", Decimal(15_000)))
"""US dollars, by award (FAR 2.101). The first row has no known beginning."""

DOD_AGENCIES = frozenset(
    ["DoD", "Army", "Navy", "Marine-Corps", "Air-Force", "Space-Force", "DLA", "DARPA", "MDA", "DIU", "SOCOM"]
)
OTHER_AGENCIES = frozenset(["GSA", "NASA", "DHS", "DOE", "DOT"])
US_IMPORTER = "us-importer"
CHAIN_OF_CUSTODY = "chain_of_custody"
EXCEPTION_GRANTED = "uflpa-exception"


@dataclass(frozen=True, slots=True)
class Lists:
    """The Entity List as far as a copy of it goes; all names are matched whole."""

    entities: frozenset[str]
    """Listed for being there, or for labour from there."""
    sourcing: frozenset[str]
    """Listed for sourcing from there."""
    covers_through: str
    """The last day of which the copy speaks. Who else is listed on a later day is not known."""


_ONE_NAME = frozenset({"Jinchuan"})
"""The one name that the reference tells; it does not tell on which ground it is listed."""

LISTS = Lists(_ONE_NAME, _ONE_NAME, covers_through="2026-08-03")
"""The whole list, where a user put it in and moved the day: 187 entities on 2026-08-03."""

COPIES = {
    "list-in-full": LISTS,
    "list-in-part": Lists(_ONE_NAME, _ONE_NAME, covers_through="2022-06-20"),
}
"""As shipped the table clears nobody on any day of the list; before the law there was none."""

MATERIAL_RULE = "xinjiang-presumption"
PART_RULE = "xinjiang-presumption-part"
DOD_RULE = "dod-forced-labour"
DOD_PART_RULE = "dod-forced-labour-part"
EXCEPTIONS = {
    MATERIAL_RULE: ("clear-and-convincing",),
    PART_RULE: ("clear-and-convincing",),
    DOD_RULE: ("government-card",),
    DOD_PART_RULE: ("government-card",),
}

NOBODY = (None, "n/a", "in-house", "the supplier")
"""Issuers of documents that are nobody in particular."""
