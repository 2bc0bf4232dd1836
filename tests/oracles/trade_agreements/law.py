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

AGREEMENTS = (UNITED_STATES, WTO_GPA, FREE_TRADE, LEAST_DEVELOPED, CARIBBEAN_BASIN)
"""The United States, and the countries of each agreement."""


def codes(*ranges: range) -> frozenset[str]:
    """Codes of these numbers."""
    return frozenset(str(number) for each in ranges for number in each)


LISTED_GROUPS = codes(
    range(22, 27),
    *(range(at, at + 1) for at in (29, 30, 32, 91, 93, 94, 96, 99)),
    *(range(34, 50), range(53, 57), range(61, 64), range(65, 82), range(83, 86), range(87, 90)),
)
"""DFARS 225.401-70. Every other group from 10 to 99 is outside."""
GROUPS = codes(range(10, 100))

EXCEPTED_CLASSES = words("2305 2350 3690 4470 4920 4921 4923 4925 4927 4931 4933 4935 4960 4970 8140")
"""Classes of a listed group that are outside."""
HALF_LISTED_CLASSES = words("2310 6645 8315 8345")
"""Classes of which something is covered and something is not: buses, aircraft clocks, notions, flags."""
ONLY_CLASSES = {"83": frozenset[str](), "84": words("8460"), "89": words("8975")}
"""Groups of which nothing else is covered, but for the classes of which a part is."""
CLASSES = {
    "23": words("2305 2310 2320 2330 2340 2350 2355"),
    "36": words(
        "3605 3610 3611 3615 3620 3625 3630 3635 3640 3645 3650 3655 3660 3670 3680 3685 3690 3693 3694 3695"
    ),
    "44": words("4410 4420 4430 4440 4460 4470"),
    "49": words("4910 4920 4921 4923 4925 4927 4930 4931 4933 4935 4940 4960 4970"),
    "66": words(
        "6605 6610 6615 6620 6625 6630 6635 6636 6640 6645 6650 6655 6660 6665 6670 6675 6680 6685 6695"
    ),
    "81": words("8105 8110 8115 8120 8125 8130 8135 8140 8145 8150"),
    "83": words("8305 8310 8315 8320 8325 8330 8335 8340 8345"),
    "84": words("8405 8410 8415 8420 8425 8430 8435 8440 8445 8450 8455 8460 8465 8470 8475"),
    "89": words("8910 8915 8920 8925 8930 8935 8940 8945 8950 8955 8960 8965 8970 8975"),
}
"""Classes of the groups that are listed in part (general knowledge of the Federal supply classification)."""

DOD_AGENCIES = words("DoD Army Navy Marine-Corps Air-Force Space-Force DLA DARPA MDA DIU SOCOM")
CIVILIAN_AGENCIES = words("DHS Coast-Guard NASA DOE DOI DOJ DOT DOC DOS GSA")
OTHER_BUYERS = words("state-or-local federal-grantee foreign-government no-agency")

FILLERS = frozenset(("", "n/a", "unknown", "tbd", "to be determined", "not available"))
"""What people write where they have nothing to say."""
