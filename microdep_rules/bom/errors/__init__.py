"""Every sentence that is said about a document, one module per step of reading it.

`reading` speaks of bytes and whole files, `syntax` of YAML and JSON, `shape` of fields and forms against the
schema, `facts` of single values, `links` of records that belong together. `imports` speaks of
foreign files, `rows` of the cells of foreign tables, `mappings` of the files that say how these are read.
`quoting` shows text of the document safely.
"""
