"""Other policy engines on one job, reading the bytes that `microdep` reads."""
