"""Smallest remedies of products, as data and text.

A remedy is a set of substitutions of components by alternates.
"""
