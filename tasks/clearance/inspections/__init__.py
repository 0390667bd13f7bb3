"""Inspections: requests, results, and the list that a unit sees."""
