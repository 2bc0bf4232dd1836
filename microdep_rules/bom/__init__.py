"""Documents: bytes become validated, queryable facts, each with its place in the file.

The way of a document is `load.load_document` (bytes to a checked value with positions), then
`build.build` (values to a `model.Bom`), then `words.check_words`.
"""
