"""Vocabulary: fields, coded words, stages, countries and units, read from data of the package."""
