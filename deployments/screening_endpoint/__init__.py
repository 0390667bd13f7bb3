"""The HTTP endpoint: a system that takes in declarations asks for the lane of each, one at a time."""
