"""Hints on high risk for law enforcement: integrity."""
