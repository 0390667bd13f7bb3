"""What the system remembers: the register, the lake, the questions asked of them, and reference data."""
