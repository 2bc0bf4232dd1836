"""An independent reading of P.L. 117-78 (UFLPA) and of 10 U.S.C. 4661 with DFARS 252.225-7060."""
