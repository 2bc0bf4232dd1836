"""Minerals, stages, papers and yearly volumes of the laws on conflict minerals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ORIGIN_INQUIRY = "origin-inquiry"
FORM_SD = "form-sd"
UNION_IMPORTER = "union-importer"

FAMILY = {
    "Sn": "Sn",
    "Ta": "Ta",
    "tantalum-powder": "Ta",
    "tantalum-alloy": "Ta",
    "Au": "Au",
    "W": "W",
    "tungsten-powder": "W",
    "tungsten-alloy": "W",
    "tungsten-heavy-alloy": "W",
    "tungsten-carbide": "W",
    "solder": "Sn",
}
"""Tin, tantalum, tungsten and gold, with the words below them and what holds one by what it is."""

SMELTING = ("smelted", "reduced_to_metal", "refined", "calcined", "converted_chemical")
"""What a smelter or refiner does, with the words below `smelted` and `refined`."""
CONFORMANT = ("smelter_audit", "audit")
"""Papers that show that a smelter conforms; a reporting template only names it."""

UNION_FROM = "2021-01-01"  # Regulation (EU) 2017/821


@dataclass(frozen=True, slots=True)
class Volume:
    """From which mass a year on an importer of some goods is covered."""

    substance: str
    heading: str
    """How the tariff code begins. The reference names the goods; the headings are those of the tariff."""
    tonnes: Decimal


SHARED_HEADINGS = ("2615", "2616", "2825", "2827", "284190", "2849")
"""Headings that hold several metals: there the substance tells which one was imported."""

VOLUMES = (
    Volume("Sn", "2609", Decimal(5)),
    Volume("W", "2611", Decimal(250)),
    Volume("Au", "7108", Decimal("0.1")),
    Volume("W", "2825", Decimal(100)),
    # The rest by Delegated Regulation (EU) 2020/1588 or from memory: low confidence.
    Volume("Ta", "2615", Decimal(100)),
    Volume("Nb", "2615", Decimal(100)),
    Volume("Au", "2616", Decimal(4000)),
    Volume("Sn", "8001", Decimal(100)),
    Volume("Ta", "810320", Decimal("2.5")),
    Volume("Ta", "810390", Decimal("0.15")),
    Volume("Sn", "8003", Decimal("1.4")),
    Volume("Sn", "8007", Decimal("2.1")),
    Volume("W", "810196", Decimal("0.25")),
    Volume("Sn", "2825", Decimal("3.6")),
    Volume("Sn", "2827", Decimal(10)),
    Volume("W", "284180", Decimal(100)),
    Volume("Ta", "284190", Decimal("0.03")),
    Volume("W", "2849", Decimal(10)),
    Volume("Ta", "2849", Decimal("0.77")),
    Volume("W", "720280", Decimal(25)),
    Volume("W", "810110", Decimal("2.5")),
    Volume("W", "810194", Decimal("0.5")),
    Volume("W", "810199", Decimal("0.35")),
)
"""Annex I of Regulation (EU) 2017/821, at or above."""
