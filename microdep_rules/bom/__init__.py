"""Reading of documents: the bytes of a file become checked facts, each with its position in the file.

`load.load_document` turns bytes into a checked value with positions. `build.build` turns the value into a
`model.Bom`. `words.check_words` checks that words such as `sintered` are in the vocabularies.
"""
