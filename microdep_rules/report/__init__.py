"""Reports: the record of a check as pages to read, file and sign."""
