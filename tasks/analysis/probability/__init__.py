"""Detectors that use the rated probability of violation, for every priority."""
