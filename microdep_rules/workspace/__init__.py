"""The files of a user: found and read (`files`), written (`writing`), and what is said of them (`errors`)."""
