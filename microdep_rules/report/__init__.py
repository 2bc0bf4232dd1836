"""Reports: the record of a check as pages that people read, file and sign."""
