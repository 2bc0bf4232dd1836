"""The rule language: text to a checked, typed tree."""
