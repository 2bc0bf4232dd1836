"""Published lists of companies: read as they are published, kept beside the configuration, used by packs.

`read` knows a file by its content; `screening`, `sanctions` and `tables` read one form each; `stored` is the
form in which a list is kept; `replaced` puts it into a pack in place of its excerpt.
"""
