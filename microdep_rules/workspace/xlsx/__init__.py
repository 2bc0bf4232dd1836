"""Reader of XLSX files that unpacks only what a table needs, each within a limit."""
