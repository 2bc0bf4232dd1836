"""Reading of documents: the bytes of a file become checked facts with their places, which rules query.

`load.load_document` turns bytes into a checked value with positions, `build.build` turns the value into a
`model.Bom`, and `words.check_words` checks coded words.
"""
