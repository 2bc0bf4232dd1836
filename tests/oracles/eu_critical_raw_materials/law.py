"""Numbers, days and lists of Regulation (EU) 2024/1252, as the oracle reads them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

IN_FORCE = date(2024, 5, 23)
FIRST_IDENTIFICATION = date(2025, 5, 24)
"""Art. 24: Member States identify the large companies for the first time by this day."""
ART_29_NOT_BEFORE = date(2027, 5, 24)
YEARS_AFTER_THE_ACT = 2
"""Arts. 28 and 29: so long after the act comes into force. Whether either act was adopted is open."""

LARGEST_SHARE = Decimal(65)
"""Art. 5(1)(b): a third country supplies no more than this much, in percent, at any stage."""
STAFF_MORE_THAN = 500
TURNOVER_MORE_THAN = Decimal(150_000_000)
MAGNETS_MORE_THAN_G = Decimal(200)

UNION = frozenset(
    [
        *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE"),
        *("IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"),
    ]
)

STRATEGIC = frozenset(
    [
        *("Al", "aluminium", "aluminium-alloy", "alumina"),
        *("Bi", "bismuth", "B", "boron", "Co", "cobalt", "Cu", "copper", "copper-alloy", "brass", "bronze"),
        *("beryllium-copper", "Ga", "gallium", "Ge", "germanium", "Li", "lithium", "lithium-compound"),
        *("Mg", "magnesium", "magnesium-alloy", "Mn", "manganese", "graphite", "Ni", "nickel"),
        *("platinum-group-metal", "Ru", "Rh", "Pd", "Os", "Ir", "Pt"),
        *("NdPr", "Nd", "Pr", "Tb", "Dy", "Gd", "Sm", "Ce", "Si", "silicon", "polysilicon"),
        *("Ti", "titanium", "titanium-alloy", "W", "tungsten", "tungsten-powder", "tungsten-alloy"),
        *("tungsten-heavy-alloy",),
    ]
)
"""Annex I: they count unprocessed and at any stage of processing. A grade (battery grade) is not asked."""

PERHAPS_STRATEGIC = frozenset(
    {
        *("rare-earth", "light-rare-earth", "heavy-rare-earth", "carbon-material", "ceramic"),
        "permanent-magnet-material",
    }
)
"""Words that have strategic and other materials below them."""

EXTRACTION_AND_PROCESSING = ("mined", "separated", "refined", "smelted")
"""The stages at which a share is asked for, each of them and each narrower word by itself."""

MAGNETS = frozenset(["NdFeB", "NdFeB-sintered", "NdFeB-bonded", "SmCo", "SmCo5", "Sm2Co17", "AlNiCo"])
SOME_RARE_EARTH_MAGNET = "rare-earth-magnet"
IN_MAGNETS = frozenset(["Nd", "Pr", "Dy", "Tb", "Gd", "Sm", "Ce", "B", "Co", "Ni", "Al", "Cu"])
"""What is strategic in such magnets."""
PERHAPS_MAGNETS = frozenset({"permanent-magnet-material", "rare-earth-magnet"})

MOTORS = frozenset(
    {"motor", "bldc-motor", "gimbal-motor", "brushed-motor", "stepper-motor", "traction-motor"}
)
LABELLED = MOTORS | {
    *("mri-device", "wind-generator", "industrial-robot", "motor-vehicle", "light-means-of-transport"),
    *("cooling-generator", "heat-pump", "washing-machine", "tumble-dryer", "microwave-oven"),
    *("vacuum-cleaner", "dishwasher"),
}
"""Art. 28(1), a closed list; electric motors also where they are integrated in other products."""

TECHNOLOGIES = frozenset(
    [
        *("battery", "battery-cell", "hydrogen-equipment", "wind-generator", "solar-module", "solar-cell"),
        *("traction-motor", "heat-pump", "data-link", "video-transmitter", "router", "network-connectivity"),
        *("data-storage", "mobile-electronics", "additive-manufacturing-equipment", "robotic-device"),
        *("industrial-robot", "uncrewed-aircraft", "rocket-launcher", "satellite", "processor", "memory"),
    ]
)
"""Art. 24(1), in the words for functions; aircraft are a class."""
AIRCRAFT = "aircraft"

BROADER = {
    "actuator": ("motor", "bldc-motor", "gimbal-motor", "brushed-motor", "stepper-motor", "traction-motor"),
    "motor": ("traction-motor",),
    "generator": ("wind-generator",),
    "robotic-device": ("industrial-robot",),
    "communication-system": ("data-link", "router", "network-connectivity"),
}
"""Words for functions that have one of a list below them."""
