"""Streaming evaluation of a large document: its components are judged in chunks."""
