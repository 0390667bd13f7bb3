"""Detectors of drug trafficking."""
