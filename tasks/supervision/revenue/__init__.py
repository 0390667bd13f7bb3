"""Hints on revenue."""
