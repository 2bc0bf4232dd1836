"""What was established, as text for people and as data for programs."""
