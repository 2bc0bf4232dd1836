"""Files of a user: searching and reading (`files`), writing (`writing`), and messages (`errors`)."""
