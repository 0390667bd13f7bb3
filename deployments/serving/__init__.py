"""Serving: Prefect's server and the runner of all deployments in one process tree, which survives being killed."""
