"""Conversion of tables and CycloneDX documents into `microdep-bom` documents.

`forms` recognizes a file by its content. To read a table, `encodings` decodes bytes, `heading` finds the
header, and `columns` assigns fields to columns. Then `rows` turns rows into components, and `trees` builds
the product structure. The importer reports each guess. A mapping file next to the bill of materials replaces
the guesses (`mapping`). `cyclonedx` reads and writes CycloneDX. `smelters` reads declarations about minerals,
and `materials` reads declarations of materials.
"""
