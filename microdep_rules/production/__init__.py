"""Effects of findings on a product: what stops it, its single points of failure, and its lead time.

Pure, like the engine: it takes a built document and the outcomes of its rules. It reads no files, no clock.
"""
