"""Reader of XLSX files; only the files of the archive that contain cells are unpacked, each up to a limit."""
