"""Resident checker: a process that has imported all modules, and runs each check in a fork of itself."""
