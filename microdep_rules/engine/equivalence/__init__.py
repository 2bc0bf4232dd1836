"""Equivalence classes: the results of two elements of a class apply to all elements of the class."""
