"""Ways of coming in: each module has `WAY`, and a new one is found by itself."""
