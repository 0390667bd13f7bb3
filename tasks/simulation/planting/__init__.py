"""Turning honest declarations into cases of a pattern; one module per kind of falsification."""
