"""Results of a check in the formats of other programs; imported on demand."""
