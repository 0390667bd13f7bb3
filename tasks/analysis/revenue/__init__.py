"""Detectors of risks to revenue."""
