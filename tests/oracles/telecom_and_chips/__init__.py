"""An independent reading of FY2019 NDAA s.889 and FY2023 NDAA s.5949: `judge` says what it comes to."""
