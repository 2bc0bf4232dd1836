"""Days, names and rules of FY2019 NDAA s.889 and FY2023 NDAA s.5949."""

from __future__ import annotations

COVERED_TELECOM = "covered-telecom"
USE_OF_COVERED_TELECOM = "use-of-covered-telecom"
COVERED_CHIPS = "covered-chips"
USE_OF_COVERED_CHIPS = "use-of-covered-chips"

IN_FORCE_FROM = {
    COVERED_TELECOM: "2019-08-13",  # s.889, Part A
    USE_OF_COVERED_TELECOM: "2020-08-13",  # s.889, Part B
    COVERED_CHIPS: "2027-12-23",  # s.5949
    USE_OF_COVERED_CHIPS: "2027-12-23",  # s.5949
}
"""By the day of award. Of s.5949 the final rule was not found."""

TELECOM_MAKERS = ("Huawei", "ZTE", "Hytera", "Hikvision", "Dahua", "HiSilicon")
"""s.889, and the subsidiary of Huawei that everybody knows; others that DoD names: none known."""
CHIP_MAKERS = ("SMIC", "CXMT", "YMTC")  # s.5949
AFFILIATES_AT = 50
"""Neither act gives a share for subsidiaries and affiliates: low confidence."""

CHIP_STAGES = ("designed", "wafer_fab")
"""The stages that count; where both are stated, the rest of a list does not matter."""
PRODUCT_STAGES = ("manufactured", "final_assembly", "board_assembled", "module_assembled")
"""By which a product of chips is made, whoever made the chips."""

THIRD_PARTY_CONNECTIONS = ("backhaul", "roaming", "interconnection")

EXCEPTIONS = {
    COVERED_TELECOM: ("no-user-traffic", "backhaul"),
    USE_OF_COVERED_TELECOM: ("no-user-traffic", "backhaul"),
    COVERED_CHIPS: (),
    USE_OF_COVERED_CHIPS: (),
}

IMMATERIAL = ("software", "firmware", "service")
"""Kinds of what is made by whoever works on it."""
