"""The numbers, dates and lists of the Buy American statute, as the oracle reads them."""

from __future__ import annotations

from decimal import Decimal

from tests.oracles.trade_agreements.law import QUALIFYING, words

IN_FORCE_FROM = "2022-10-25"
"""87 FR 12780. What held before is not in the source."""

CONTENT_THRESHOLDS = (("2022-10-25", Decimal(60)), ("2024-01-01", Decimal(65)), ("2029-01-01", Decimal(75)))
"""Per cent of the cost of all components that domestic ones have to exceed, by year of delivery."""

FALLBACK_THRESHOLD = Decimal(55)
FALLBACK_BEFORE = "2030-01-01"
"""By award: said of DoD, and taken for the civilian step of evaluation as well."""

PREDOMINANT = Decimal(50)
"""Per cent of component cost that iron and steel exceed in what is predominantly of them."""

FOREIGN_STEEL_BELOW = Decimal(5)
"""Per cent of the cost of all components that foreign iron and steel stay below: 5.00 fails."""

MICRO_PURCHASE = (("", Decimal(10_000)), ("2025-10-01", Decimal(15_000)))
"""US dollars, by award. The first row has no known beginning."""

QUALIFYING_PLACES = QUALIFYING - {"AT"}
"""Where a qualifying-country end product is made without more: DFARS 225.872-1(a)."""

BY_DETERMINATION = "AT"
"""DFARS 225.872-1(b): by individual determination."""

IRON_AND_STEEL = words(
    "Fe ferrous-metal steel alloy-steel stainless-steel tool-steel spring-steel electrical-steel "
    "maraging-steel cast-iron"
)
OTHER_SUBSTANCES = words(
    "Al aluminium-alloy Cu copper-alloy Ti titanium-alloy FR4 polymer carbon-fibre NdFeB"
)

NOT_MANUFACTURING = words(
    "mined concentrated separated refined calcined converted_chemical recycled collected_scrap "
    "recycled_milled"
)
"""Stages that are no manufacturing of iron or steel: ore, scrap, and the refining of additives."""

MELTING = words("melted alloy_melted remelted")
"""One of these has to be stated for iron or steel to be known as domestic."""

FASTENER = "fastener"

INFORMATION_TECHNOLOGY = words("mobile-electronics")
"""FAR 2.101: equipment for handling data. Of other equipment the contract states it."""
COMMERCIAL_PRODUCTS = words("commercial-product cots")
