"""The stages of the cycle: rules as pure functions, recording functions, and the thin Prefect tasks around them."""
