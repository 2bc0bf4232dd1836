"""Effects of findings on a product: the components that halt it, its single points of failure, its lead time.

This package reads no files and no clock; its inputs are a document in memory and the outcomes of rules.
"""
