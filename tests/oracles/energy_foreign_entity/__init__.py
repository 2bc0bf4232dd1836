"""An independent reading of the law on prohibited foreign entities and material assistance (26 U.S.C.)."""
