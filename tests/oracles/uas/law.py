"""Days, places, names and words of the laws on uncrewed aircraft."""

from __future__ import annotations

from decimal import Decimal

AIRCRAFT = ("uncrewed-aircraft",)

# ── FY2020 NDAA s.848 as amended by FY2023 NDAA s.817 ────────────────────────────────────────────────
COVERED_UAS = "covered-uas"
COVERED_PART = "covered-uas-part"
COVERED_SOFTWARE = "covered-uas-software"
COVERED_NETWORK = "covered-uas-network"
COUNTER_UAS = "counter-uas"
OPERATOR = "covered-uas-operator"

FIRST_COUNTRIES = ("CN",)
COUNTRIES = ("CN", "RU", "IR", "KP")
COUNTRIES_FROM = "2022-12-23"
"""When three countries were added to China: low confidence."""
OPERATOR_FROM = "2024-10-01"
UAS_COMPANIES = ("DJI",)
AFFILIATES_AT = 50
"""The act gives no share for affiliates: low confidence."""

PARTS = (
    *("flight-controller", "radio", "radio-receiver", "radio-transmitter", "data-link", "video-transmitter"),
    *("camera", "thermal-camera", "gimbal"),
)
SOFTWARE = ("ground-control-station", "uas-controller", "operating-software")
DEVELOPMENT = ("developed", "software_developed")
NETWORK = ("network-connectivity", "data-storage")
COUNTER = ("counter-uas-system",)

PURPOSES_OF_848 = ("counter-uas", "testing", "intelligence", "training")

# ── American Security Drone Act ──────────────────────────────────────────────────────────────────────
SECURITY_DRONE = "security-drone"
BOUGHT_FROM = "2023-12-22"
OPERATED_FROM = "2025-12-22"
ASDA_THROUGH = "2028-12-22"
PURPOSES_OF_ASDA = ("public-safety", "intelligence")
LINKS = (
    *("ground-control-station", "uas-controller", "flight-controller", "communication-system", "radio"),
    *("radio-receiver", "radio-transmitter", "data-link", "video-transmitter", "network-connectivity"),
)

# ── FCC Covered List ─────────────────────────────────────────────────────────────────────────────────
FOREIGN_UAS = "foreign-uas"
FOREIGN_PART = "foreign-uas-part"
FCC_FROM = "2025-12-22"
FCC_MAKERS = ("DJI", "Autel")
CRITICAL = (
    *("data-link", "video-transmitter", "communication-system", "radio", "radio-receiver", "router"),
    *("radio-transmitter", "network-connectivity", "flight-controller", "ground-control-station"),
    *("uas-controller", "navigation-system", "gps-receiver", "inertial-navigation-system", "sensor"),
    *("camera", "thermal-camera", "inertial-sensor", "gyroscope", "accelerometer", "magnetometer"),
    *("barometer", "pressure-sensor", "airspeed-sensor", "temperature-sensor", "current-sensor"),
    *("position-sensor", "rangefinder", "lidar", "radar", "battery", "battery-management-system"),
    *("motor", "bldc-motor", "gimbal-motor", "brushed-motor", "stepper-motor", "traction-motor"),
)
FOR_AIRCRAFT = ("uas", "uav", "drone", "uncrewed-aircraft", "uncrewed aircraft")
EXEMPT_FROM, EXEMPT_BEFORE = "2026-01-07", "2028-01-01"
"""Blue UAS and domestic end products; the year 2027 by one source only: low confidence."""
TOYS_FROM = "2026-06-15"
TOY_GRAMS = 150
CAMERAS = ("camera", "thermal-camera")
BRUSHLESS = ("bldc-motor", "gimbal-motor")
DOMESTIC_ABOVE = (("2029-01-01", Decimal("0.75")), ("2024-01-01", Decimal("0.65")), ("", Decimal("0.60")))
"""FAR 25.101: more than this share of the cost, from the day on, the latest first."""

NOT_IRON = ("polymer", "copper", "Cu", "Al")
"""Words for materials, in the documents of this oracle, that are neither iron nor steel."""

BROADER = {
    "actuator": ("motor", "bldc-motor", "gimbal-motor", "brushed-motor", "stepper-motor", "traction-motor"),
    "motor": ("bldc-motor", "gimbal-motor"),
    "bldc-motor": ("gimbal-motor",),
    "communication-system": ("radio", "data-link", "network-connectivity"),
    "sensor": ("camera",),
}
"""Words for functions that have one of a list below them."""
