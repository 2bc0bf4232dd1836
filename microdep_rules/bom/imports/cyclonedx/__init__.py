"""Conversion between CycloneDX and the bill of materials of this project.

`validation` checks the official schema, `links` the references, `tree` finds the product structure,
`components`, `properties` and `parties` build the records, and `read` joins them; `nodes` is a document with
its places, and `values` are the values in `microdep:` properties.
"""
