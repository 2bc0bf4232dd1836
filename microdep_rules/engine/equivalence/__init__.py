"""Equivalence classes: elements with equal facts form a class, and one result is valid for the whole class.
"""
