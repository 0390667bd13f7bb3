"""Inspections: who asks for them, their results, and who sees them."""
