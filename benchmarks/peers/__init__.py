"""Comparison with other policy engines (peers), which read the same documents as microdep."""
