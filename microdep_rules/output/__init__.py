"""Results of runs as text and as data."""
