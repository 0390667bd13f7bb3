"""Hints on processing trade."""
