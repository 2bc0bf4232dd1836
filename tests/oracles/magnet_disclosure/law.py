"""FY2023 NDAA s.857, as the oracle reads it."""

from __future__ import annotations

IN_FORCE_FROM = "2025-06-23"
"""By delivery: 30 months after the enactment of 2022-12-23. It also needs a certification, of unknown day."""

MAGNETS = frozenset(
    [
        *("permanent-magnet-material", "rare-earth-magnet", "NdFeB", "NdFeB-sintered", "NdFeB-bonded"),
        *("SmCo", "SmCo5", "Sm2Co17", "SmFeN", "AlNiCo", "ferrite"),
    ]
)
"""Every word of a material of permanent magnets, of rare earths or not."""

NAMES_OF_MAGNETS = frozenset(["Nd", "Sm"])
"""Elements by which people call the magnets that are made with them."""

OTHER_SUBSTANCES = frozenset(
    [
        *("steel", "stainless-steel", "Al", "Cu", "Ti", "Nd", "Sm", "Co", "soft-ferrite", "cobalt-alloy"),
        *("electrical-steel", "carbon-fibre", "FR4", "polymer", "solder", "W", "Ta"),
    ]
)
"""Words that are certainly none; any other word may be one."""

CLEARS = "permanent-magnet-material"
"""What a part has to be free of to hold no magnet that nobody listed."""

DOD_AGENCIES = frozenset(
    ["DoD", "Army", "Navy", "Marine-Corps", "Air-Force", "Space-Force", "DLA", "DARPA", "MDA", "DIU", "SOCOM"]
)
OTHER_AGENCIES = frozenset(["DHS", "NASA", "DOE", "DOT", "GSA", "state-or-local", "no-agency"])
"""Any other word, such as `federal`, may be one or the other."""
