"""Who acts: persons with their units and roles, what they may do, and the accounts by which they come in."""
