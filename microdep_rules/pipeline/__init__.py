"""Functions that all interfaces share: they read files and packs, and return results.

An interface imports each function from its module, so a command loads only the code that it runs.
"""
