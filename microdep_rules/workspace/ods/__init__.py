"""Reader of ODS files, within the limits of all workbooks.

This project uses no library for ODS and XLSX, as docs/decisions/0034 explains. A library expands a cell that
is repeated a million times before its size can be checked. The library odfpy has had no release since 2020,
and calamine does not read merged cells and indents. `workspace.xlsx` unpacks, parses and limits both formats.
"""
