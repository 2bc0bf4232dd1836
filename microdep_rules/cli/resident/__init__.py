"""The resident checker: a process that has imported everything, and checks in a copy of itself."""
