"""Risk information collection, the foundation: accurate, complete, timely."""
