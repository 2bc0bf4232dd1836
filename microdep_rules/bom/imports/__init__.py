"""Import of external bills of materials: tables and CycloneDX documents become documents of the product.

`forms` recognizes a file by its content. For tables, `encodings` decodes bytes, `heading` finds the header,
`columns` assigns fields to columns, `rows` makes components of the rows, and `trees` builds the product
structure. Guesses are reported, and may be fixed in a mapping file beside the bill of materials (`mapping`).
`cyclonedx` reads and writes CycloneDX; `smelters` reads declarations about minerals, and `materials`
declarations of materials.
"""
