"""Reports: the record of a check as pages that people read, store and sign."""
