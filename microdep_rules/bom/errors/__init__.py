"""Diagnostics about documents that need a computed suggestion or are shared by several conditions."""
