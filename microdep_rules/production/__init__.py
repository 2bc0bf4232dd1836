"""Effects of findings on a product: what halts it, its single points of failure, and its lead time.

Like the engine, this package reads no files and no clock: it takes a built document and the outcomes of its
rules.
"""
