"""Results of a check in the formats of other programs; each module is imported only if it is needed."""
