"""Reader of ODS files, within the limits of all workbooks.

The reader is our own, as for XLSX (docs/decisions/0034), because a library expands a cell that is repeated a
million times before its size can be checked. odfpy has had no release since 2020. calamine reads values but
not merged cells and indents. `workspace.xlsx` unpacks, parses and limits both formats.
"""
