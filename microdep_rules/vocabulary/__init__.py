"""Vocabulary: fields, terms, stages, countries and units, read from the data files of the package."""
