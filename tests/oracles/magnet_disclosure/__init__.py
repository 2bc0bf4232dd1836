"""An independent reading of FY2023 NDAA s.857: where permanent magnets were made."""
