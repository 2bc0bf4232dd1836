"""Published lists of companies: import, storage beside the configuration, use in packs.

`read` recognizes a file by its content; `screening`, `sanctions` and `tables` each read one form; `stored` is
the file format of an imported list; `replaced` puts a list into a pack in place of its excerpt.
"""
