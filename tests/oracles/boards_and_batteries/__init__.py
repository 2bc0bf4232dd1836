"""An independent reading of 10 U.S.C. 4873 and 4865, and of NDAA s.154, s.805 and s.1260H: `judge`."""
