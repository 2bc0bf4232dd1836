"""Reader of ODS files, within the limits of all workbooks.

This project does not use a library for ODS and XLSX, as docs/decisions/0034 explains. A library expands a
cell that is repeated a million times before this project can check its size. The library odfpy has had no
release since 2020. The library calamine reads values, but not merged cells and indents. `workspace.xlsx`
unpacks, parses and limits both formats.
"""
