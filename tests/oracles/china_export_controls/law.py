"""Days, items and rules of the export controls of China (announcements of MOFCOM and customs)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracles.logic import Truth

GALLIUM, GRAPHITE, ANTIMONY = "gallium-germanium", "graphite", "antimony"
TUNGSTEN, RARE_EARTHS = "tungsten-and-others", "medium-heavy-rare-earths"
SUPERHARD, FURTHER, BATTERIES = "superhard-materials", "further-rare-earths", "lithium-batteries"
NO_LICENCE, MILITARY_US = "no-licence-for-the-us", "military-end-use-us"
MILITARY_JAPAN = "military-end-use-japan"
CONTENT_ABROAD, TECHNOLOGY = "foreign-made-with-chinese-content", "foreign-made-with-chinese-technology"
ORIGIN_ABROAD = "chinese-origin-abroad"
BATTERIES_US, BATTERIES_JAPAN = "military-batteries-us", "military-batteries-japan"
LICENCE = "export-licence"

NOT_YET, IN_FORCE, SUSPENDED, UNKNOWN_STATE = "not yet", "in force", "suspended", "unknown"


@dataclass(frozen=True, slots=True)
class Measure:
    """In force from a day, perhaps suspended from another one through a third, and not known after that."""

    first: str
    suspended_from: str = "9999-12-31"
    suspended_through: str = "9999-12-31"

    def state(self, day: str) -> str:
        """What holds on a day; days are compared as ISO texts."""
        if day < self.first:
            return NOT_YET
        if day < self.suspended_from:
            return IN_FORCE
        return SUSPENDED if day <= self.suspended_through else UNKNOWN_STATE

    def in_force(self, day: str | None) -> Truth:
        """Whether it is in force on a day."""
        state = UNKNOWN_STATE if day is None else self.state(day)
        return None if state == UNKNOWN_STATE else state == IN_FORCE


_LAST = "2026-11-10"  # 2025 No. 70; nothing is known of what came after
MEASURES = {
    GALLIUM: Measure("2023-08-01"),  # 2023 No. 23
    GRAPHITE: Measure("2023-12-01"),  # 2023 No. 39
    ANTIMONY: Measure("2024-09-15"),  # 2024 No. 33
    TUNGSTEN: Measure("2025-02-04"),  # 2025 No. 10
    RARE_EARTHS: Measure("2025-04-04"),  # 2025 No. 18
    SUPERHARD: Measure("2025-11-08", "2025-11-08", _LAST),  # 2025 No. 55
    FURTHER: Measure("2025-11-08", "2025-11-08", _LAST),  # 2025 No. 57
    BATTERIES: Measure("2025-11-08", "2025-11-08", _LAST),  # 2025 No. 58
    NO_LICENCE: Measure("2024-12-03", "2025-11-09", "2026-11-27"),  # 2024 No. 46, para 2; 2025 No. 72
    MILITARY_US: Measure("2024-12-03"),  # 2024 No. 46, para 1
    MILITARY_JAPAN: Measure("2026-01-06"),  # 2026 No. 1
    BATTERIES_US: Measure("2024-12-03"),  # 2024 No. 46, para 1, of the items of 2025 No. 58
    BATTERIES_JAPAN: Measure("2026-01-06"),  # 2026 No. 1, of the same
    CONTENT_ABROAD: Measure("2025-12-01", "2025-12-01", _LAST),  # 2025 No. 61, 1(a)
    TECHNOLOGY: Measure("2025-12-01", "2025-12-01", _LAST),  # 2025 No. 61, 1(b)
    ORIGIN_ABROAD: Measure("2025-10-09", "2025-11-07", _LAST),  # 2025 No. 61, 1(c)
}

LICENSED = (GALLIUM, GRAPHITE, ANTIMONY, TUNGSTEN, RARE_EARTHS, SUPERHARD, FURTHER)
"""Announcements whose items are materials and need a licence."""
DUAL_USE = (*LICENSED, BATTERIES)
"""Those whose items the bans for military use reach, each while it is in force: 2024 No. 46, 2026 No. 1."""
ALWAYS_IN_FORCE = (GALLIUM, GRAPHITE, ANTIMONY, TUNGSTEN, RARE_EARTHS)
"""Those of them that never were suspended."""
BANS = {MILITARY_US: "US", BATTERIES_US: "US", MILITARY_JAPAN: "JP", BATTERIES_JAPAN: "JP"}

SUBSTANCES = {
    GALLIUM: (
        *("Ga", "gallium-nitride", "gallium-oxide", "gallium-phosphide", "gallium-arsenide"),
        *("indium-gallium-arsenide", "gallium-selenide", "gallium-antimonide"),
        *("Ge", "zinc-germanium-phosphide", "germanium-dioxide", "germanium-tetrachloride"),
    ),
    GRAPHITE: ("graphite",),
    ANTIMONY: ("Sb", "indium-antimonide"),
    TUNGSTEN: ("tungsten-carbide", "Te", "mercury-cadmium-telluride", "Bi", "indium-phosphide"),
    RARE_EARTHS: ("Sm", "Gd", "Tb", "Dy", "Lu", "Sc", "Y", "SmCo"),
    SUPERHARD: ("diamond",),
    FURTHER: ("Ho", "Er", "Tm", "Eu", "Yb"),
    BATTERIES: ("cathode-material",),
}
"""What is an item whatever it contains."""
CONTENT_AT_LEAST = Decimal(97)  # of W in what is solid, of Mo in powder: 2025 No. 10
HEAVY_ALLOY_DENSER_THAN = Decimal("17.5")  # g/cm3: 2025 No. 10
PART_ONE = ("SmCo", "terbium-iron", "dysprosium-iron", "terbium-dysprosium-iron", "Dy", "Tb")
"""2025 No. 61, Annex 1 Part I: alloys, and the metals whose oxides are named too."""
PART_ONE_METALS = ("Sm", "Gd", "Lu", "Sc", "Y")
"""2025 No. 61, Annex 1 Part I: as metals alone."""
MAGNET, IRON_MAGNET = "permanent-magnet-material", "NdFeB"
CHINESE_BY = ("mined", "separated", "refined", "smelted")
"""Stages that make a material of Part I one of Chinese origin."""
VALUE_AT_LEAST = Decimal("0.1")  # percent of the value of the whole: 2025 No. 61, 1(a)
TECHNOLOGY_KINDS = ("made_with", "licensed")
BATTERY_PARTS = ("battery", "battery-cell", "cathode", "anode")
AS_SUCH_KINDS = ("raw_material", "mill_product")
MAGNET_WORD = "magnet"
PIECES = ("consumable", "structure", "counterweight", "heat-sink", "bearing", "seal", "fastening", "optics")
"""Functions of what may be a piece of the listed substance, and no device that has it in it."""
MECHANICAL = "mechanical-part"
DONE_BY_MECHANICAL_PARTS = (*PIECES, "bracket", "rotor", "stator")
"""Of the functions that documents of the oracle have; a mechanical part of another contradicts itself."""
PIECE_CLASSES = (MAGNET_WORD, MECHANICAL, "casting", "forging", "fastener")
PIECE_FORMS = (
    *("magnet", "powder", "ingot", "sponge", "mill-product", "casting", "forging", "machined-part", "wafer"),
    *("crystal", "fibre", "pellet", "liquid", "gas", "oxide", "metal", "concentrate", "ore", "scrap"),
)
"""No. 23 and the others list metals, powders, wafers, substrates, targets and loose magnets."""

CHINA = ("CN",)  # Hong Kong and Macao are customs territories of their own
MILITARY_USERS = ("DoD", "Army", "Navy", "Air-Force")
AMERICAN_FORCES = ("US Army", "Department of Defense")
ARMED_FORCES = (*AMERICAN_FORCES, "Japan Self-Defense Forces")
"""Names of end users, as scenarios have them."""
MILITARY = ("military", "weapons-of-mass-destruction")

REFUSED, PRESUMED_REFUSED = Decimal("1.0"), Decimal("0.9")
NEEDED, LICENCE_HELD, PAUSED, FREE = Decimal("0.7"), Decimal("0.5"), Decimal("0.4"), Decimal(0)
SOON_DAYS = 180
"""A suspension that ends in fewer days counts like a measure in force."""
BLOCKED_COMPONENT, BLOCKED_ABOVE = "blocked-component", Decimal("0.8")

BROADER = {
    **dict.fromkeys(("light-rare-earth", "heavy-rare-earth", "Sc"), "rare-earth"),
    **dict.fromkeys(("Sm", "Eu", "NdPr"), "light-rare-earth"),
    **dict.fromkeys(("Nd", "Pr"), "NdPr"),
    **dict.fromkeys(("Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y"), "heavy-rare-earth"),
    **dict.fromkeys(("NdFeB", "SmCo", "SmFeN"), "rare-earth-magnet"),
    **dict.fromkeys(("NdFeB-sintered", "NdFeB-bonded"), "NdFeB"),
    **dict.fromkeys(("SmCo5", "Sm2Co17"), "SmCo"),
    **dict.fromkeys(("rare-earth-magnet", "AlNiCo", "ferrite"), "permanent-magnet-material"),
    "terbium-iron": "Tb",
    **dict.fromkeys(("dysprosium-iron", "terbium-dysprosium-iron"), "Dy"),
    **dict.fromkeys(("bar", "rod", "plate", "sheet", "foil", "wire"), "mill-product"),
    **dict.fromkeys(("airframe", "bracket", "arm"), "structure"),
    **dict.fromkeys(("tungsten-powder", "tungsten-alloy"), "W"),
    "tungsten-heavy-alloy": "tungsten-alloy",
    "molybdenum-alloy": "Mo",
    **dict.fromkeys(("gallium-nitride", "gallium-arsenide", "gallium-oxide"), "semiconductor-material"),
    **dict.fromkeys(("gallium-phosphide", "indium-phosphide"), "semiconductor-material"),
    **dict.fromkeys(("indium-gallium-arsenide", "gallium-selenide"), "semiconductor-material"),
    **dict.fromkeys(("gallium-antimonide", "zinc-germanium-phosphide"), "semiconductor-material"),
    **dict.fromkeys(("indium-antimonide", "mercury-cadmium-telluride"), "semiconductor-material"),
    **dict.fromkeys(("silicon-carbide", "silicon-germanium"), "semiconductor-material"),
    **dict.fromkeys(("graphite", "diamond", "carbon-fibre", "carbon-black"), "carbon-material"),
    **dict.fromkeys(("NMC", "NCA", "LFP", "LCO"), "cathode-material"),
    **dict.fromkeys(("motor", "servo", "linear-actuator", "solenoid"), "actuator"),
    **dict.fromkeys(("bldc-motor", "brushed-motor", "stepper-motor", "traction-motor"), "motor"),
    "gimbal-motor": "bldc-motor",
    **dict.fromkeys(("camera", "inertial-sensor", "magnetometer", "barometer", "pressure-sensor"), "sensor"),
    **dict.fromkeys(("airspeed-sensor", "temperature-sensor", "current-sensor", "radar"), "sensor"),
    **dict.fromkeys(("position-sensor", "rangefinder"), "sensor"),
    "thermal-camera": "camera",
    "lidar": "rangefinder",
    **dict.fromkeys(("gyroscope", "accelerometer"), "inertial-sensor"),
    **dict.fromkeys(("cathode", "anode", "separator"), "functional-cell-component"),
    **dict.fromkeys(("electrolyte", "current-collector"), "functional-cell-component"),
}
"""A word is what is above it; one that has others below it may be any of those."""
