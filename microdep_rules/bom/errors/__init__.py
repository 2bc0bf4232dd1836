"""Diagnostics about documents that compute a suggestion, or that several modules report."""
