"""The tables of 10 U.S.C. 4872 and DFARS 252.225-7052, as the oracle reads them: every date, number and word.

A pack that should agree with the oracle has the same values; where the law leaves a choice, the comment
says which one was taken and why.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

Variant = Literal["clause", "statute"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ── Dates ────────────────────────────────────────────────────────────────────────────────────────────

IN_FORCE_FROM = "2018-12-31"
"""Both prohibitions, by delivery. No end: the pending bills that would change it are not enacted."""

TANTALUM_FROM = "2019-12-20"
"""FY2020 NDAA s.849. The source gives no day; this is the day of enactment."""

STATUTE_AMENDED_FROM = "2025-12-18"
"""FY2026 NDAA, P.L. 119-60: what only the statute has begins here."""

MOLYBDENUM_FROM = STATUTE_AMENDED_FROM
"""Statute only. Presumed from its standing in the codified text (low confidence)."""

COVERED_FROM = {"Ta": TANTALUM_FROM, "Mo": MOLYBDENUM_FROM}
"""Gallium and germanium are off until the statute is read; 2027-12-18 is reported for them."""

STATUTE_ONLY = frozenset({"Mo"})

EXPANSION_FROM = "2027-01-01"
"""From mining onward, by delivery (252.225-7052(b); FY2021 NDAA s.844 as moved by FY2024 NDAA s.854)."""

MITIGATION_PLAN_FROM = "2027-01-01"
"""Executive Order 14415: a nonavailability waiver that *begins* on this day or later needs the plan."""

LAW_DATES = (IN_FORCE_FROM, TANTALUM_FROM, STATUTE_AMENDED_FROM, EXPANSION_FROM)
"""One day in each span of constant law; a delivery date that is not known may fall in any of them."""

# ── Money, shares ────────────────────────────────────────────────────────────────────────────────────

SIMPLIFIED_ACQUISITION_THRESHOLD = (("", Decimal(250_000)), ("2025-10-01", Decimal(350_000)))
"""US dollars, by award. The first row has no known beginning."""

COTS_SHARE_LIMIT = Decimal(50)
"""Per cent of the weight of the end item; at the limit the exception is lost."""

HEAVY_ALLOY_TUNGSTEN = Decimal(90)
HEAVY_ALLOY_DENSITY = Decimal("16.5")
HEAVY_ALLOY_STANDARDS = ("ASTM B777", "SAE-AMS-T-21014")
WAIVER_MONTHS = 36

# ── Places, agencies ─────────────────────────────────────────────────────────────────────────────────

COVERED_COUNTRIES = frozenset({"KP", "CN", "RU", "IR", "HK", "MO"})
"""HK and MO: the clause is silent; they are counted with China, as recommended."""

QUALIFYING_COUNTRIES = _words(
    "AT AU BE CA CZ DK EG EE DE FI FR GR IL IT JP LV LT LU NL NO PL PT SI ES SE CH TR GB"
)
"""10 U.S.C. 4863(m)(11), which 4872(c)(3)(D) refers to: every reciprocal agreement, Austria's too."""

US = "US"
"""The states and regions written `US-..`: where recycled material has to be milled and sintered."""

UNITED_STATES = frozenset({US, "PR", "GU", "VI", "AS", "MP", "UM"})
"""FAR 25.003 with the outlying areas of FAR 2.101: what is acquired and used there is not outside."""

DOD_AGENCIES = _words("DoD Army Navy Marine-Corps Air-Force Space-Force DLA DARPA MDA DIU SOCOM")
OTHER_AGENCIES = _words("GSA NASA DHS DOE DOT")
"""Any other word is not known to be one or the other."""

# ── Substances ───────────────────────────────────────────────────────────────────────────────────────

FAMILY = {
    "NdFeB": "NdFeB",
    "NdFeB-bonded": "NdFeB",
    "NdFeB-sintered": "NdFeB",
    "SmCo": "SmCo",
    "SmCo5": "SmCo",
    "Sm2Co17": "SmCo",
    "Ta": "Ta",
    "tantalum": "Ta",
    "tantalum-alloy": "Ta",
    "tantalum-powder": "Ta",
    "tungsten-powder": "tungsten-powder",
    "tungsten-heavy-alloy": "tungsten-heavy-alloy",
    "Mo": "Mo",
    "molybdenum": "Mo",
    "molybdenum-alloy": "Mo",
}
"""The words that name a covered material without more: substance to row of the tables."""

TUNGSTEN_BASE = frozenset({"W", "tungsten", "tungsten-alloy"})
"""Covered as powder by form, as heavy alloy by the definition. A word that is the parent of a covered one may
be it, so what fails the definition is unknown and not cleared."""

TUNGSTEN_WORDS = TUNGSTEN_BASE | {"tungsten-powder", "tungsten-heavy-alloy"}
"""What the 50 % test through 2026 weighs: the whole mass of the tungsten material, matrix included."""

OTHER_SUBSTANCES = _words(
    "steel stainless-steel Al Cu Ti ferrite AlNiCo carbon-fibre FR4 solder Ga gallium-nitride "
    "gallium-arsenide Ge Si"
)

SYMBOL = {
    **{name: name for name in ("Nd", "Fe", "B", "Sm", "Co", "Ta", "W", "Mo", "Pr", "Dy", "Tb", "Ni", "Cu")},
    "neodymium": "Nd",
    "iron": "Fe",
    "boron": "B",
    "samarium": "Sm",
    "cobalt": "Co",
    "dysprosium": "Dy",
    "praseodymium": "Pr",
    "terbium": "Tb",
}
"""Constituents as a stage entry may name them."""

ITSELF = {
    "NdFeB": {"NdFeB", "NdFeB-bonded", "NdFeB-sintered"},
    "SmCo": {"SmCo", "SmCo5", "Sm2Co17"},
    "Ta": {"Ta", "tantalum", "tantalum-alloy", "tantalum-powder"},
    "tungsten-powder": TUNGSTEN_WORDS,
    "tungsten-heavy-alloy": TUNGSTEN_WORDS,
    "Mo": {"Mo", "molybdenum", "molybdenum-alloy"},
}

# ── Stages ───────────────────────────────────────────────────────────────────────────────────────────

_CHAIN = frozenset({"mined", "separated", "refined", "smelted"})
_MAGNET = _words(
    "alloy_melted remelted cast atomized powder_formed pressed forged extruded rolled sintered bonded "
    "consolidated heat_treated machined coated magnetized"
)
OF_THE_ALLOY = _MAGNET
"""From the alloy on there is no constituent any more: an entry that names one speaks of the magnet."""

AFTER_MELTING = _words(
    "melted cast atomized powder_formed pressed sintered consolidated forged rolled drawn extruded "
    "heat_treated machined coated sputtered"
)
"""The melting and all further processing, also for the recycled-metal exception of the statute."""

_METAL = AFTER_MELTING | {"reduced_to_metal"}
_TUNGSTEN_POWDER = _words("calcined reduced_to_metal melted atomized powder_formed")
_HEAVY_ALLOY = _METAL | {"calcined"}
_ORE_AND_SCRAP = _CHAIN | {"recycled"}

COUNTED = {
    "NdFeB": (_MAGNET, _MAGNET),
    "SmCo": (_MAGNET, _MAGNET | {"recycled"}),
    "Ta": (_METAL, _METAL | _ORE_AND_SCRAP),
    "tungsten-powder": (_TUNGSTEN_POWDER, _TUNGSTEN_POWDER | _ORE_AND_SCRAP),
    "tungsten-heavy-alloy": (_HEAVY_ALLOY, _HEAVY_ALLOY | _ORE_AND_SCRAP),
    "Mo": (_METAL, _METAL | _ORE_AND_SCRAP),
}
"""Stages worked on the material itself: through 2026, from 2027. Recycling counts where the text says
"including recycled": for all but NdFeB. A powder is finished as powder."""

CONSTITUENTS = {"NdFeB": ("Nd", "Fe", "B"), "SmCo": ("Sm", "Co")}
"""Named by the law from 2027. Pr, Dy and Tb are not named and do not count."""

HELD = {"NdFeB": _words("Nd Fe B Pr Dy Tb"), "SmCo": _words("Sm Co Fe Cu")}
"""What the alloy of a magnet is melted from."""

CONSTITUENT_STAGES = _CHAIN | {"melted"}

Milestone = tuple[tuple[str, str | None], ...]
"""Alternatives that together account for one step; `None` is the material itself."""


def _steps(*names: str, of: str | None = None) -> tuple[Milestone, ...]:
    return tuple(((name, of),) for name in names)


_MAGNET_STEPS: tuple[Milestone, ...] = (
    *_steps("alloy_melted"),
    (("powder_formed", None), ("atomized", None), ("recycled_milled", None)),
    (("pressed", None), ("bonded", None)),
    (("sintered", None), ("bonded", None)),
    *_steps("magnetized"),
)
_METAL_STEPS: tuple[Milestone, ...] = ((("reduced_to_metal", None), ("melted", None)),)
# "(calcined and powder_formed) or atomized", written as a chain of alternatives.
_POWDER_STEPS: tuple[Milestone, ...] = (
    (("calcined", None), ("atomized", None)),
    (("powder_formed", None), ("atomized", None)),
)
_HEAVY_STEPS: tuple[Milestone, ...] = (*_POWDER_STEPS, (("consolidated", None), ("sintered", None)))
_ORE = _steps("mined", "refined")
_RARE_EARTH = ("mined", "separated", "reduced_to_metal")

MILESTONES: dict[str, tuple[tuple[Milestone, ...], tuple[Milestone, ...]]] = {
    "NdFeB": (_MAGNET_STEPS, (*_MAGNET_STEPS, *_steps(*_RARE_EARTH, of="Nd"))),
    "SmCo": (
        _MAGNET_STEPS,
        (*_MAGNET_STEPS, *_steps(*_RARE_EARTH, of="Sm"), *_steps("mined", "refined", of="Co")),
    ),
    "Ta": (_METAL_STEPS, (*_METAL_STEPS, *_ORE)),
    "tungsten-powder": (_POWDER_STEPS, (*_POWDER_STEPS, *_ORE)),
    "tungsten-heavy-alloy": (_HEAVY_STEPS, (*_HEAVY_STEPS, *_ORE)),
    "Mo": (_METAL_STEPS, (*_METAL_STEPS, *_ORE)),
}
"""What must be accounted for before a stage list is closed: through 2026, from 2027."""

# ── Kinds of things ──────────────────────────────────────────────────────────────────────────────────

MILL_PRODUCT = "mill_product"
BARE_METAL = frozenset({MILL_PRODUCT, "raw_material"})
"""225.7018-1: no electronic device, because it controls no flow of electrons in a circuit."""

KNOWN_KINDS = _words(
    "end_item subsystem assembly component mill_product raw_material firmware software service"
)
POWDER_FORM = "powder"

# ── Exceptions ───────────────────────────────────────────────────────────────────────────────────────

SIMPLIFIED_ACQUISITION = "simplified-acquisition"
OUTSIDE_US = "outside-us"
COTS = "commercial-off-the-shelf"
ELECTRONIC_DEVICE = "electronic-device"
RECYCLED_MAGNET = "recycled-magnet"
RECYCLED_METAL = "recycled-metal"
NONAVAILABILITY = "nonavailability"
NATIONAL_SECURITY = "national-security"
SPECIALTY_METALS_WAIVER = "specialty-metals-waiver"
"""Names of the exceptions, as they stand in `claims` and in verdicts."""

EXCEPTIONS = {
    "covered-country-stage": (
        *(SIMPLIFIED_ACQUISITION, OUTSIDE_US, COTS, ELECTRONIC_DEVICE, RECYCLED_MAGNET, RECYCLED_METAL),
        *(NONAVAILABILITY, NATIONAL_SECURITY, SPECIALTY_METALS_WAIVER),
    ),
    "covered-country-end-item": (
        *(SIMPLIFIED_ACQUISITION, OUTSIDE_US, COTS, ELECTRONIC_DEVICE, RECYCLED_MAGNET),
        *(NONAVAILABILITY, NATIONAL_SECURITY, SPECIALTY_METALS_WAIVER),
    ),
}
"""Which rule each exception answers to."""

STATUTE_EXCEPTIONS = frozenset({RECYCLED_METAL, NATIONAL_SECURITY, SPECIALTY_METALS_WAIVER})

INDIVIDUAL_DETERMINATION = "nonavailability"
CLASS_DETERMINATION = "class-nonavailability"
DETERMINATION_KINDS = frozenset(
    {INDIVIDUAL_DETERMINATION, CLASS_DETERMINATION, NATIONAL_SECURITY, "specialty-metals", "public-interest"}
    | {"uflpa-exception", "interim-acceptance"}
)
"""Words of `determinations[].kind`; `specialty-metals` is a waiver under 10 U.S.C. 4863(k)."""

RECYCLED_MAGNET_FAMILIES = (frozenset({"NdFeB"}), frozenset({"NdFeB", "SmCo"}))
"""Clause and the statute of before P.L. 119-60; the statute since."""

RECYCLED_METAL_FAMILIES = frozenset({"Ta", "tungsten-powder", "tungsten-heavy-alloy", "Mo"})

MILL_PRODUCT_FAMILIES = (
    frozenset({"Ta", "tungsten-heavy-alloy"}),
    frozenset(COUNTED),
)
"""Mill products that are never COTS before they are incorporated: through 2026, from 2027."""
