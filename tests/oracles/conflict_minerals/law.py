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
class Row:
    """A row of the Annex: from which mass a year on an importer of some goods is covered."""

    substance: str
    codes: tuple[str, ...]
    """How the tariff code begins. The reference names the goods; the codes are those of the tariff."""
    tonnes: Decimal
    by_substance: bool = False
    """Whether the codes hold goods of several metals: there the substance tells which one was imported."""


ROWS = (
    Row("Sn", ("2609",), Decimal(5)),
    Row("W", ("2611",), Decimal(250)),
    Row("Au", ("7108",), Decimal("0.1")),
    Row("W", ("2825",), Decimal(100), by_substance=True),
    # The rest by Delegated Regulation (EU) 2020/1588 or from memory: low confidence.
    Row("Ta", ("2615",), Decimal(100), by_substance=True),
    Row("Nb", ("2615",), Decimal(100), by_substance=True),
    Row("Au", ("2616",), Decimal(4000), by_substance=True),
    Row("Sn", ("8001",), Decimal(100)),
    Row("Ta", ("810320",), Decimal("2.5")),
    Row("Ta", ("810390", "810391", "810399"), Decimal("0.15")),
    Row("Sn", ("8003",), Decimal("1.4")),
    Row("Sn", ("8007",), Decimal("2.1")),
    Row("W", ("810196",), Decimal("0.25")),
    Row("Sn", ("2825",), Decimal("3.6"), by_substance=True),
    Row("Sn", ("28273910",), Decimal(10), by_substance=True),
    Row("W", ("284180",), Decimal(100)),
    Row("Ta", ("2841",), Decimal("0.03"), by_substance=True),
    Row("W", ("2849",), Decimal(10), by_substance=True),
    Row("Ta", ("2849",), Decimal("0.77"), by_substance=True),
    Row("W", ("720280",), Decimal(25)),
    Row("W", ("810110",), Decimal("2.5")),
    Row("W", ("810194",), Decimal("0.5")),
    Row("W", ("810199",), Decimal("0.35")),
)
"""Annex I of Regulation (EU) 2017/821, at or above."""
