"""Equivalence classes: the results of two elements apply to all others of their class."""
