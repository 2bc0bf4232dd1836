"""Formats of other programs: what they hold, and that it is what the record says."""
