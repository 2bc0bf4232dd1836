"""Effects of findings on a product: the blocked components, the single points of failure, the lead time.

This package reads no files and no clock. Its inputs are a document in memory and the outcomes of rules.
"""
