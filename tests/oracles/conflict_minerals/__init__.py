"""An independent reading of 15 U.S.C. 78m(p) and of Regulation (EU) 2017/821: `judge`."""
