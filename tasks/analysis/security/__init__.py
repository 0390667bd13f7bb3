"""Detectors of risks to security."""
