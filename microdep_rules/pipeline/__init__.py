"""Shared implementation of all interfaces: it reads files and packs, and returns results.

An interface imports each function from its own module, so a command loads only the code that it runs.
"""
