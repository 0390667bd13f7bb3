"""The seeded simulator of national trade with planted violations."""
