"""Reading what is known: declarations, outcomes, decisions, lane policy, the random sample, and subjects."""
