"""Clearance: screening, lanes, inspections and their results."""
