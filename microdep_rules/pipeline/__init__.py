"""Shared implementation of all interfaces: files and packs in, results out.

An interface imports each function from its module: a command loads no more than it runs.
"""
