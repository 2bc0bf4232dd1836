"""Numbers, dates, places and words of 10 U.S.C. 4863 and DFARS 225.7003, 252.225-7008 and -7009."""

from __future__ import annotations

from decimal import Decimal

VARIANTS = ("clause", "statute")

IN_FORCE_FROM = "2009-07-29"
"""By delivery."""

SIMPLIFIED_ACQUISITION_THRESHOLD = (("", Decimal(250_000)), ("2025-10-01", Decimal(350_000)))
"""US dollars, by award (FAR 2.101). The first row has no known beginning."""

MINIMAL_CONTENT_LIMIT = Decimal(2)
"""Per cent of the weight of all specialty metal in the end item; "does not exceed": 2.0 % is within."""

MORE_THAN_MAXIMUM = {"Mn": Decimal("1.65"), "Si": Decimal("0.60"), "Cu": Decimal("0.60")}
"""Steel, first element: the maximum that the specification allows is above."""

ALLOYING = ("Al", "Cr", "Co", "Mo", "Ni", "Nb", "Ti", "W", "V")
ALLOYING_ABOVE = Decimal("0.25")
CARBON_FROM, CARBON_THROUGH = Decimal("0.02"), Decimal(2)
OTHER_METALS_ABOVE = Decimal(10)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NOT_METALS = _words("H He B C N O F Ne Si P S Cl Ar As Se Br Kr Te I Xe")
"""Of a composition: what is no "alloying metal"."""

STEEL = _words(
    "steel stainless-steel alloy-steel tool-steel spring-steel electrical-steel maraging-steel Fe iron"
)
MAY_BE_STEEL = frozenset({None, "ferrous-metal"})
NICKEL = _words("nickel-alloy iron-nickel-alloy Ni nickel")
COBALT = _words("cobalt-alloy Co cobalt")
SAMARIUM_COBALT = _words("SmCo SmCo5 Sm2Co17")
"""Cobalt alloys with more than 10 % of samarium by their make."""

ALNICO = _words("AlNiCo")
"""Named after three metals, of which none leads: what it is, its composition tells."""
HALF = Decimal(50)
"""An alloy is named after what makes up at least half of it, or after the two that lead in it."""

CERTAIN = SAMARIUM_COBALT | _words("Ti titanium titanium-alloy Zr zirconium zirconium-alloy")
MAGNETS_OF_SOME_SORT = _words("permanent-magnet-material rare-earth-magnet")

OTHER_SUBSTANCES = _words(
    "Al aluminium aluminium-alloy Cu copper copper-alloy brass magnesium-alloy NdFeB NdFeB-sintered "
    "NdFeB-bonded SmFeN ferrite carbon-fibre FR4 polymer nylon rubber glass "
    "ceramic solder cast-iron"
)
RARE_EARTH_MAGNETS = SAMARIUM_COBALT | _words("rare-earth-magnet NdFeB NdFeB-sintered NdFeB-bonded SmFeN")
BEFORE_A_MAGNET = _words("powder ingot casting scrap")
"""Forms in which the metal of a magnet is not a magnet yet; a block or a ring of it is one."""

PRODUCED = _words("melted atomized sputtered consolidated")
"""Melting, or production: atomization, sputtering, final consolidation of non-melt powders."""

US = frozenset({"US"})
OUTLYING_AREAS = _words("PR GU VI AS MP UM")
QUALIFYING = _words("AT AU BE CA CZ DK EG EE DE FI FR GR IL IT JP LV LT LU NL NO PL PT SI ES SE CH TR GB")
"""DFARS 225.003: 28 countries, Austria among them."""

UNITED_STATES = US | OUTLYING_AREAS
"""252.225-7008(b), 252.225-7009(b) and 10 U.S.C. 4863(m)(1): the outlying areas are in it."""

APPROVED = {"clause": UNITED_STATES | QUALIFYING, "statute": UNITED_STATES}

DOD_AGENCIES = _words("DoD Army Navy Marine-Corps Air-Force Space-Force DLA DARPA MDA DIU SOCOM")
OTHER_AGENCIES = _words("GSA NASA DHS DOE DOT")

RESTRICTED_CLASSES = _words(
    "aircraft missile-or-space-system ship tank-or-automotive-item weapon-system ammunition"
)
DELIVERED_COMPONENTS = _words("subsystem assembly component")
"""225.7003-2(a)(1) has components of the six classes too; documents seldom state for what."""

RESTRICTED_USES = frozenset(
    ["aircraft", "missile", "space system", "ship", "tank", "automotive item", "weapon system", "ammunition"]
)
METAL_AS_SUCH = _words("mill_product raw_material")
FORMS_OF_METAL = _words(
    "mill-product bar rod billet slab wire cube sphere block blank plate sheet strip foil tube profile "
    "ingot sponge powder metal"
)
"""An end item of such a form, and of nothing else, is metal delivered as such, whatever it is called."""

FASTENER, CASTING_OR_FORGING = "fastener", _words("casting forging")
HOLDERS_OF_MAGNETS = _words("end_item subsystem")
"""A high-performance magnet has to be in a COTS end item or subsystem: an assembly is not enough."""

HOLDERS_OF_FORGINGS = _words("end_item subsystem assembly")
HOLDERS_OF_FASTENERS = _words("end_item subsystem assembly component")
"""252.225-7009(c)(2)(i)(A), (D): a fastener or mill product has to be in one of these that is COTS."""

MELTED_RULE = "melted-in-approved-country"
METAL_RULE = "metal-as-end-item"
_OF_THE_BUY = (
    *("simplified-acquisition", "outside-us", "contingency-operations", "urgency", "commissary-resale"),
    *("foreign-comparative-testing", "nonavailability", "national-security"),
)
EXCEPTIONS = {
    MELTED_RULE: (
        *_OF_THE_BUY,
        *(
            "electronic-component",
            "commercial-off-the-shelf",
            "commercial-fastener",
            "qualifying-country-item",
        ),
        *("minimal-content", "commercial-derivative"),
    ),
    METAL_RULE: _OF_THE_BUY,
}
BY_DETERMINATION = {
    "urgency": "urgency",
    "commissary-resale": "commissary-resale",
    "foreign-comparative-testing": "foreign-comparative-testing",
    "commercial-derivative": "commercial-derivative",
}
"""Exceptions that are a determination of that kind about the buy, and nothing more."""

OF_THE_ITEM = (
    "electronic-component",
    "commercial-off-the-shelf",
    "commercial-fastener",
    "qualifying-country-item",
)
"""What they cover is not weighed as noncompliant in the minimal content."""

NOT_ELECTRONIC = ("fastener", "casting", "forging", "mechanical-part", "mill_product", "raw_material")
"""Classes and kinds that are no electronic component, whatever else is stated of them."""
