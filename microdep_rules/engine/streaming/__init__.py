"""Streaming evaluation of a large document: the program reads and judges components in groups."""
