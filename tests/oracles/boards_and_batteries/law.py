"""Days, names, words and limits of 10 U.S.C. 4873 and 4865, FY2024 NDAA s.154 and s.805, and s.1260H."""

from __future__ import annotations

from decimal import Decimal

CIRCUIT_BOARD = "covered-circuit-board"
FEOC_BATTERY = "feoc-battery"
NAMED_MAKER = "named-battery-maker"
MILITARY_COMPANY = "listed-military-company"

COVERED_NATIONS = ("KP", "CN", "RU", "IR", "HK", "MO")
"""10 U.S.C. 4873; for 4865 foreign entities of concern. Hong Kong and Macau with China: low confidence."""

# ── 10 U.S.C. 4873, circuit boards ───────────────────────────────────────────────────────────────────
BOARDS_FROM = "2027-01-01"
"""Or the day of the final rule, whichever is later. There is no final rule yet: low confidence."""
BOARD_FUNCTIONS = ("printed-circuit-board", "circuit-card-assembly")
BOARD_STAGES = ("pcb_fabricated", "board_assembled")
COMMERCIAL = ("commercial-product", "cots", "commercial-service")
MICRO_PURCHASE = (("2025-10-01", Decimal(15000)), ("", Decimal(10000)))
"""FAR 2.101, from the day on, the latest first."""

# ── 10 U.S.C. 4865, batteries ────────────────────────────────────────────────────────────────────────
BATTERY_FUNCTIONS = ("battery", "battery-cell")
FOR_BATTERIES = ("battery-management-system", "charger")
CELL_COMPONENTS = (
    *("functional-cell-component", "cathode", "anode", "separator", "electrolyte", "current-collector"),
)
BATTERIES_FROM = {
    "new-programme": "2028-01-01",
    "standard-item": "2029-01-01",
    "existing-programme": "2031-01-30",
}
NOT_FEOC_ABOVE = Decimal("0.95")
DEVICES = ("mobile-electronics", "medical-device")

# ── FY2024 NDAA s.154, makers of batteries by name ───────────────────────────────────────────────────
NAMED_FROM = "2027-10-01"
NAMED_MAKERS = ("CATL", "BYD", "Envision", "EVE", "Gotion", "Hithium")

# ── s.1260H and FY2024 NDAA s.805 ────────────────────────────────────────────────────────────────────
MILITARY_FROM = "2026-06-30"
MILITARY_COMPANIES = ("CATL", "BYD", "CALB", "EVE")
"""The few names that the reference gives of a longer list: whoever is not found may still be in it."""

AFFILIATES_AT = 50
"""The share at which a party that a listed one holds counts with it: low confidence."""
