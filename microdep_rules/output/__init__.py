"""Results of a command as text and as data."""
