"""The numbers, dates and lists of the Trade Agreements Act, as the oracle reads them."""

from __future__ import annotations

from decimal import Decimal


def words(text: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(text.split())


THRESHOLDS = (("2024-01-01", Decimal(174_000)),)
"""US dollars, supplies, WTO GPA, by award (89 FR 13961). Before 2024 none was read. The figures of 91 FR
12488 for 2026 and 2027 were not read: those of 2024 stand in (low confidence)."""

UNITED_STATES = words("US PR GU VI AS MP UM")
"""FAR 25.003, with the outlying areas of FAR 2.101."""

WTO_GPA = words(
    "AM AW AU AT BE BG CA HR CY CZ DK EE FI FR DE GR HK HU IS IE IL IT JP KR LV LI LT LU MT MD ME NL NZ NO "
    "PL PT RO SG SK SI ES SE CH TW UA GB"
)
FREE_TRADE = words("AU BH CL CO CR DO SV GT HN KR MX MA NI PA PE SG")
LEAST_DEVELOPED = words(
    "AF AO BD BJ BT BF BI KH CF TD KM CD DJ GQ ER ET GM GN GW HT KI LA LS LR MG MW ML MR MZ NP NE RW WS ST "
    "SN SL SB SO SS TZ TL TG TV UG VU YE ZM"
)
CARIBBEAN_BASIN = words("AG AW BS BB BZ BQ VG CW DM GD GY HT JM MS KN LC VC SX TT")
FAR_ALONE = words("OM")
NORTH_MACEDONIA = "MK"
NORTH_MACEDONIA_FROM = "2023-11-14"
"""FAC 2024-01; in the list of the FAR, not in the text of the DFARS that was read."""

QUALIFYING = words("AT AU BE CA CZ DK EG EE DE FI FR GR IL IT JP LV LT LU NL NO PL PT SI ES SE CH TR GB")
"""DFARS 225.003, the definition: 28 with Austria, which is designated anyway."""

DESIGNATED = WTO_GPA | FREE_TRADE | LEAST_DEVELOPED | CARIBBEAN_BASIN

UNLISTED_GROUPS = frozenset(str(group) for group in range(10, 21)) | {"58", "59"}
"""Product service groups that are not in DFARS 225.401-70."""

LISTED_GROUPS = words("67 70")
"""Those of which the reference says that they are listed. Of any other group it says nothing."""

DOD_AGENCIES = words("DoD Army Navy Marine-Corps Air-Force Space-Force DLA DARPA MDA DIU SOCOM")
CIVILIAN_AGENCIES = words("DHS Coast-Guard NASA DOE DOI DOJ DOT DOC DOS GSA")
OTHER_BUYERS = words("state-or-local federal-grantee foreign-government no-agency")
