"""Files of a user: search and reading (`files`), writing (`writing`), and messages about them (`errors`)."""
