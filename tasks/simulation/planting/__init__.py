"""How honest declarations are turned into cases of a pattern, by what is falsified."""
