"""How work runs: retries, progress, workers, and the context of a run."""
