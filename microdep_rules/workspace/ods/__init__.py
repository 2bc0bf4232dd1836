"""ODS files, read within the limits of every workbook.

The reader is our own, as for XLSX (docs/decisions/0034): a library expands a cell that is repeated a million
times before anybody can count it. odfpy has had no release since 2020; calamine reads the values, and neither
which cells are merged nor which texts are moved in. `workspace.xlsx` unpacks, parses and bounds both forms.
"""
