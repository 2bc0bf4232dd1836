"""Equivalence classes: the result of two evaluated elements applies to all elements of their class."""
