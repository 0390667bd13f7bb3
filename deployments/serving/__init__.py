"""Serving: Prefect's server and the runner of all deployments in one process tree, that may be killed at any moment."""
