"""Sources: from a file as it comes to canonical item rows, described by a mapping instead of programmed."""
