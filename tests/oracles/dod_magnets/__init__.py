"""An independent reading of 10 U.S.C. 4872 and DFARS 252.225-7052: `judge` says what it comes to."""
