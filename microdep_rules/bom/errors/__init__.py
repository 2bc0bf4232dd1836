"""Diagnostics about documents: diagnostics with a computed suggestion, and diagnostics of several modules."""
