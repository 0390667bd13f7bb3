"""Hints on customs control."""
