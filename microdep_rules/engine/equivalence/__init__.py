"""Equivalence classes: the results of two elements apply to all elements of their class."""
