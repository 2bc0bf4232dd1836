"""Reader of XLSX files: it unpacks only the files that a table needs, each up to a limit."""
