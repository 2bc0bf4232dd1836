"""CycloneDX as a bill of materials of ours, and ours as CycloneDX.

`valid` asks the official schema, `links` looks at references, `tree` says what holds what, `parts`,
`properties` and `parties` make the records, and `read` puts them together; `nodes` is a document with its
places, and `values` has what stands in properties of ours.
"""
