"""Documents: the bytes of a file become validated facts that rules can query, each with its place.

`load.load_document` turns bytes into a checked value with positions, `build.build` turns the value into a
`model.Bom`, and `words.check_words` checks coded words.
"""
