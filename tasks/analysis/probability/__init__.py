"""Detectors that rest on the rated probability of violation, for every priority."""
