"""Diagnostics about documents: those with a computed suggestion, and those that several modules report."""
