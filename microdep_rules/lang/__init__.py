"""Rule language: from text to a checked, typed tree."""
