"""An independent reading of 10 U.S.C. 4863 and DFARS 252.225-7008 and -7009."""
