"""Days, places, names and words of the laws on uncrewed aircraft."""

from __future__ import annotations

AIRCRAFT = ("uncrewed-aircraft",)

# ── FY2020 NDAA s.848 as amended by FY2023 NDAA s.817 ────────────────────────────────────────────────
COVERED_UAS = "covered-uas"
COVERED_PART = "covered-uas-part"
COVERED_SOFTWARE = "covered-uas-software"
COVERED_NETWORK = "covered-uas-network"
COUNTER_UAS = "counter-uas"
OPERATOR = "covered-uas-operator"
OPERATED = {
    COVERED_UAS: "operated-uas",
    COVERED_PART: "operated-uas-part",
    COVERED_SOFTWARE: "operated-uas-software",
    COVERED_NETWORK: "operated-uas-network",
    COUNTER_UAS: "operated-counter-uas",
}
"""Each rule on what is bought, and its like on what is operated."""
FROM_848 = "2019-12-20"

FIRST_COUNTRIES = ("CN", "HK", "MO")
"""Whether Hong Kong and Macau count with China is stated nowhere: they are taken to."""
COUNTRIES = ("CN", "HK", "MO", "RU", "IR", "KP")
COUNTRIES_FROM = "2022-12-23"
"""When three countries were added to China: low confidence."""
OPERATOR_FROM = "2024-10-01"
UAS_COMPANIES = ("DJI",)
CONTROL_ABOVE = 50
AFFILIATES_AT = 50
"""The act gives no share for affiliates: low confidence."""

PARTS = (
    *("flight-controller", "radio", "radio-receiver", "radio-transmitter", "data-link", "video-transmitter"),
    *("camera", "thermal-camera", "gimbal", "uas-controller"),
)
DEVICES = ("network-connectivity", "router")
"""Data transmission devices, where they are no service."""
SOFTWARE = ("ground-control-station", "uas-controller", "operating-software")
DEVELOPMENT = ("developed", "software_developed")
NETWORK = ("network-connectivity", "data-storage")
COUNTER = ("counter-uas-system",)

PURPOSES_OF_848 = ("counter-uas-surrogate", "intelligence")

# ── American Security Drone Act ──────────────────────────────────────────────────────────────────────
SECURITY_DRONE = "security-drone"
DRONE_OPERATION = "security-drone-operation"
DRONE_FUNDS = "security-drone-funds"
BOUGHT_FROM = "2023-12-22"
OPERATED_FROM = "2025-12-22"
ASDA_BEFORE = "2028-12-22"
"""On this day the act has stopped."""
EXEMPT_AGENCIES = ("DHS", "DoD", "Army", "DOS", "DOJ", "DOT", "NTSB", "NOAA")
"""FAR 40.202-4, and of the Department of Defense the one part that the documents of this oracle have."""
RESCUE = ("wildfire", "search-and-rescue")
TRIBAL = ("law-enforcement", "search-and-rescue")
LINKS = (
    *("ground-control-station", "uas-controller", "flight-controller", "communication-system", "radio"),
    *("radio-receiver", "radio-transmitter", "data-link", "video-transmitter", "network-connectivity"),
)

# ── FCC Covered List ─────────────────────────────────────────────────────────────────────────────────
FOREIGN_UAS = "foreign-uas"
FOREIGN_PART = "foreign-uas-part"
NAMED_EQUIPMENT = "named-maker-equipment"
NAMED_PART = "named-maker-part"
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
COMMS = (
    *(word for word in CRITICAL if "battery" not in word and "motor" not in word),
    *("gimbal", "video-surveillance"),
)
"""What transmits, receives, films or controls: which equipment that is, is listed nowhere."""
EXEMPT_FROM, EXEMPT_BEFORE, EXTENDED_TO = "2026-01-07", "2027-01-01", "2028-01-01"
"""Blue UAS; whether it was extended is in one source only, and so not known."""
TOYS_FROM = "2026-06-15"
TOY_GRAMS = 150
CAMERAS = ("camera", "thermal-camera")
BRUSHLESS = ("bldc-motor", "gimbal-motor")
BROADER = {
    "actuator": ("motor", "bldc-motor", "gimbal-motor", "brushed-motor", "stepper-motor", "traction-motor"),
    "motor": ("bldc-motor", "gimbal-motor"),
    "bldc-motor": ("gimbal-motor",),
    "communication-system": ("radio", "data-link", "network-connectivity"),
    "sensor": ("camera",),
    "ground-control-station": ("uas-controller",),
}
"""Words for functions that have one of a list below them."""
