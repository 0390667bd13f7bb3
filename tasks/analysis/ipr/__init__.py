"""Detectors of infringements of intellectual property rights."""
