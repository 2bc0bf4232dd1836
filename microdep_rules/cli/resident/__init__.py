"""Resident checker: a process with all modules imported; it runs each check in a fork of itself."""
