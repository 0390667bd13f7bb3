"""Readers of known facts: outcomes, decisions, lane policy, the random sample, and subjects."""
