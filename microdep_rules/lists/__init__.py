"""Published lists of companies: import, storage next to the configuration, use in packs.

The module `read` recognizes a file by its content. The modules `screening`, `sanctions` and `tables` each
read one form of list. The module `stored` has the file format of an imported list. The module `replaced`
replaces the excerpt in a pack with the imported list.
"""
