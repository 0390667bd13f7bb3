"""Performance feedback: accurate rating, effective handling, allocation of officers."""
