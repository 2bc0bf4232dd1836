"""Diagnostics about documents that need a computed suggestion, or that several conditions share."""
