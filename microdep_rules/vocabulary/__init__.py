"""Vocabulary: fields, coded words, stages, countries and units, read from the product's own data."""
