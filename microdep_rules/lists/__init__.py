"""Published lists of companies: import, storage next to the configuration, use in packs.

`read` recognizes a file by its content. `screening`, `sanctions` and `tables` each read one form. `stored` is
the file format of an imported list. `replaced` replaces the excerpt in a pack with the imported list.
"""
