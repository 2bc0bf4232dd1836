"""An independent reading of NDAA s.848 and s.817, of ASDA, and of the FCC Covered List: `judge`."""
