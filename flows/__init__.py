"""One file per flow that a person sees in the Prefect UI; each reads like the process it names."""
