"""What analysis asks of units, instructions and warnings, from the day on which it is issued to its answer."""
