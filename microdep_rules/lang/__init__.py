"""Parser and checker of the rule language: from the text of a rule file to a checked tree with types."""
