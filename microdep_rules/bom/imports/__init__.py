"""Foreign bills of materials: tables and CycloneDX documents become documents of ours.

`forms` says what a file is by its content. Of tables, `encodings` makes text of bytes, `heading` finds the
row that names the columns, `columns` says what each of them holds, `rows` makes parts of the rows, and
`trees` hangs them together. What was guessed is told, and may be pinned in a mapping file that is kept beside
the bill of materials (`mapping`). `cyclonedx` reads and writes CycloneDX; `smelters` reads declarations about
minerals, and `materials` declarations of materials.
"""
