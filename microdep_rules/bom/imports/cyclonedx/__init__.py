"""Conversion between CycloneDX and the bill of materials of this project.

`validation` checks a document by the official schema, and `links` checks the references. `tree` finds the
product structure; `components`, `properties` and `parties` build the records, and `read` joins them. `nodes`
has the values of a document with their places, and `values` reads and writes the values of `microdep:`
properties.
"""
