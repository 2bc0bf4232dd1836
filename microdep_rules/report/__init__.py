"""Reports: the record of a check as pages to read, to file and to sign."""
