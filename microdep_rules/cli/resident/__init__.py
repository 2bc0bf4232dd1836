"""The resident checker: a process with all modules imported, which checks in forks of itself."""
