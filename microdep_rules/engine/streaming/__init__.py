"""Streaming: a large document is read and judged in groups of components."""
